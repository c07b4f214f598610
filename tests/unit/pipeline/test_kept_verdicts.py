"""What stays decoded in memory from one build to the next is what the store holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import approve, build, differences, snapshot, write
from zhanqun.pipeline import pack

ITEM = "sites/jiaoyu/docs/tongzhi/2026/er.md"


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "_keeping", True)
    monkeypatch.setattr(pack, "_decoded", {})
    monkeypatch.setattr(pack, "_made", {})


def test_a_build_that_follows_others_is_a_build_from_nothing(cluster: Callable[..., Path], tmp_path: Path) -> None:
    root = cluster()
    for number, body in enumerate(("第一稿。\n", "第二稿。\n", "第一稿。\n")):
        write(root, {ITEM: item("第二件", body, 索引号="DEMO00032/2026-00002")})
        approve(root, [ITEM])
        assert build(root).code == 0
        assert pack._decoded and pack._made
        assert build(root, "--no-cache", "--out", tmp_path / str(number)).code == 0
        assert differences(snapshot(root / "dist"), snapshot(tmp_path / str(number))) == []


def test_no_more_are_kept_than_a_process_can_hold(cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "_KEPT", 1)
    assert build(cluster()).code == 0
    assert len(pack._decoded) == len(pack._made) == 1


def test_what_was_made_of_a_chunk_is_made_again_when_anything_of_it_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(range(9))
    asked = [("a", 0), ("a", 0), ("b", 0), ("b", 1), ("", 0), ("", 0)]
    assert [pack.remembered(("site", chunk), mark, lambda: next(made)) for mark, chunk in asked] == [0, 0, 1, 2, 3, 4]
    monkeypatch.setattr(pack, "_keeping", False)
    assert pack.remembered(("site", 0), "b", lambda: next(made)) == 5
