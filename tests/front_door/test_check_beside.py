"""``check`` in another window writes into the same cache while a build goes on: the build publishes what it settled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.clusters import item
from helpers.front_door import approve, build, run, snapshot, write
from zhanqun import pipeline

ITEM, TAKEN = "sites/jiaoyu/docs/tongzhi/2026/er.md", "DEMO00032/2026-00001"


def test_a_source_that_was_judged_for_another_run_is_not_published(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = cluster({ITEM: item("第二件", "第一稿。\n", 索引号="DEMO00032/2026-00002")})
    assert build(root).code == 0
    before = snapshot(root / "dist")
    write(root, {ITEM: item("第二件", "第二稿。\n", 索引号="DEMO00032/2026-00002")})
    approve(root, [ITEM])
    survey: Any = pipeline._survey

    def beside(*args: object) -> object:
        found = survey(*args)
        monkeypatch.setattr(pipeline, "_survey", survey)
        # By itself it may be published, beside the item that has its number it may not.
        write(root, {ITEM: item("第二件", "第三稿。\n", 索引号=TAKEN)})
        approve(root, [ITEM])
        assert run("check", "--root", root, "--date", "2026-08-22 09:00").code == 1
        return found

    monkeypatch.setattr(pipeline, "_survey", beside)
    ran = build(root)
    assert (ran.code, "index-number-twice" in ran.out) == (1, True), ran
    assert snapshot(root / "dist") == before
