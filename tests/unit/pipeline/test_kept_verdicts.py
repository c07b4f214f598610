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


def test_a_build_that_follows_others_is_a_build_from_nothing(cluster: Callable[..., Path], tmp_path: Path) -> None:
    root = cluster()
    for number, body in enumerate(("第一稿。\n", "第二稿。\n", "第一稿。\n")):
        write(root, {ITEM: item("第二件", body, 索引号="DEMO00032/2026-00002")})
        approve(root, [ITEM])
        assert build(root).code == 0
        assert pack._decoded
        assert build(root, "--no-cache", "--out", tmp_path / str(number)).code == 0
        assert differences(snapshot(root / "dist"), snapshot(tmp_path / str(number))) == []


def test_no_more_are_kept_than_a_process_can_hold(cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "_KEPT", 1)
    assert build(cluster()).code == 0
    assert len(pack._decoded) == 1
