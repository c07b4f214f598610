"""The day alone changes what a rule says: a kept verdict is asked for again on that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from helpers.clusters import approve_all, item
from helpers.front_door import build, write

PATH = "sites/jiaoyu/docs/tongzhi/2026/a.md"
PENALTY = "被处罚人：甲某。依据治安管理处罚法第四十三条，决定行政拘留五日。\n"


def test_records_of_penalties_are_sealed_on_the_day(cluster: Callable[..., Path]) -> None:
    root = cluster(approve=False)
    write(root, {PATH: item("治安管理处罚决定", PENALTY, 索引号="DEMO00032/2025-00007", 发布日期="2025-12-01")})
    approve_all(root, day=date(2025, 11, 1))
    assert build(root, date="2025-12-31 23:59").code == 0
    ran = build(root, date="2026-01-01 00:00")
    assert ran.code == 1 and "[sealed-penalty]" in ran.out, ran.out


def test_a_repost_of_later_today_is_asked_for_again(cluster: Callable[..., Path]) -> None:
    keys = {"转载": "{网站: 新华网, 网址: https://www.news.cn/1.html, 时间: 2026-03-10 08:00}"}
    root = cluster({PATH: item("一件事", 索引号="DEMO00032/2026-00007", **keys)}, approve=False)
    approve_all(root)
    before, after = build(root, date="2026-03-09 09:00"), build(root, date="2026-03-10 09:00")
    fresh = build(root, "--no-cache", "--out", root / "fresh", date="2026-03-10 09:00")
    assert before.code == 1 and "[repost]" in before.out, before.out
    assert "晚于今天" in before.out and "晚于今天" not in after.out
    assert after.code == fresh.code, (after.out, fresh.out)
