"""What the proof of the output looks for is what stays back at the minute of the build, whatever the cache holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import build
from zhanqun.pipeline import assemble
from zhanqun.pipeline.withheld import watch_withheld
from zhanqun.stages.verify import Watch

BODY = "拟对琉璃街玛瑙巷的旧管线予以更换并向社会征询意见。"
DRAFT_PATH = "sites/jiaoyu/docs/tongzhi/2026/caogao.md"
DRAFT = {"公开属性": "不予公开", "不予公开理由": "国家秘密"}


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[Watch]:
    """The watch of each build, in order."""
    found: list[Watch] = []
    make = watch_withheld

    def noting(*args: object, **names: object) -> Watch:
        found.append(make(*args, **names))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(assemble, "watch_withheld", noting)
    return found


@pytest.mark.parametrize("ends", [{"公示截止": "2026-08-25"}, {"撤回": "{日期: 2026-08-26, 原因: 内容有误}"}])
def test_what_the_day_alone_takes_back_is_looked_for(
    cluster: Callable[..., Path], watched: list[Watch], ends: dict[str, str],
) -> None:
    root = cluster({
        "sites/jiaoyu/docs/tongzhi/2026/er.md": item("一件公示", f"{BODY}\n", 索引号="DEMO00032/2026-00002", **ends),
        DRAFT_PATH: item("草稿", "另一件不相干的草稿在这里写着。\n", 索引号="DEMO00032/2026-00003", **DRAFT),
    })
    assert build(root, date="2026-08-25 23:59").code == 0
    assert build(root, date="2026-08-26 00:00").code == 0
    assert [bool(watch.hits(BODY)) for watch in watched] == [False, True]


def test_a_withheld_source_that_vanishes_during_the_build_is_not_taken_for_one_that_says_nothing(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = cluster({DRAFT_PATH: item("草稿", f"{BODY}\n", 索引号="DEMO00032/2026-00003", **DRAFT)})
    text = (root / DRAFT_PATH).read_bytes()

    def late(*args: object, **names: object) -> Watch:
        (root / DRAFT_PATH).unlink()
        return watch_withheld(*args, **names)  # type: ignore[arg-type]

    monkeypatch.setattr(assemble, "watch_withheld", late)
    ran = build(root)
    assert (ran.code, "在检查过程中被改动" in ran.err, (root / "dist").exists()) == (2, True, False)
    (root / DRAFT_PATH).write_bytes(text)
    monkeypatch.setattr(assemble, "watch_withheld", watch_withheld)
    assert build(root).code == 0
