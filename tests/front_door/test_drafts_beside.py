"""A draft that stays back may say what a public text says, otherwise broken into lines: that is no leak."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from helpers.clusters import item
from helpers.front_door import build

FIRST, SECOND = "各学校应当及时上报重大紧急情况", "本县建立联席会议制度统筹研究处理"
DRAFT = {"公开属性": "不予公开", "不予公开理由": "国家秘密"}


def test_a_draft_in_one_line_of_a_text_in_two(cluster: Callable[..., Path]) -> None:
    root = cluster({
        "sites/jiaoyu/docs/tongzhi/2026/gao.md": item("定稿", f"{FIRST}。\n\n{SECOND}。\n", 索引号="DEMO00032/2026-00002"),
        "sites/jiaoyu/docs/tongzhi/2026/caogao.md": item(
            "草稿", f"{FIRST}。{SECOND}。\n", 索引号="DEMO00032/2026-00003", **DRAFT),
    })
    ran = build(root)
    assert (ran.code, "output-withheld" in ran.err + ran.out) == (0, False), ran


def test_a_draft_named_as_page_titles_are_put_together(cluster: Callable[..., Path]) -> None:
    root = cluster({
        "sites/jiaoyu/docs/tongzhi/2026/gao.md": item("招生工作方案", 索引号="DEMO00032/2026-00002"),
        "sites/jiaoyu/docs/tongzhi/2026/caogao.md": item(
            "招生工作方案甲县教育局", 索引号="DEMO00032/2026-00003", **DRAFT),
        "sites/jiaoyu/docs/tongzhi/2026/caogao2.md": item(
            "甲县教育局招生工作方案", 索引号="DEMO00032/2026-00004", **DRAFT),
    })
    ran = build(root)
    assert (ran.code, "output-withheld" in ran.err + ran.out) == (0, False), ran


def test_a_draft_named_as_a_public_title_and_the_year_beside_it(cluster: Callable[..., Path]) -> None:
    title = "甲县城市地下管线管理规定"
    root = cluster({
        "sites/jiaoyu/docs/tongzhi/2026/gao.md": item(title, 索引号="DEMO00032/2026-00002"),
        "sites/jiaoyu/docs/tongzhi/2026/xiangguan.md": item(
            "招生工作方案", 索引号="DEMO00032/2026-00005", 相关="[DEMO00032/2026-00002]"),
        "sites/jiaoyu/docs/tongzhi/2026/caogao.md": item(
            f"{title}（2026年第3号）", 索引号="DEMO00032/2026-00003", **DRAFT),
    })
    ran = build(root)
    assert (ran.code, "output-withheld" in ran.err + ran.out) == (0, False), ran
