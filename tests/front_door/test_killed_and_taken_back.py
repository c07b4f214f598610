"""A build is killed while it publishes, and then something of it is taken back: nothing of that is published any more."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import approve_all, item
from helpers.front_door import build, differences, snapshot, write
from zhanqun.stages.write import journal

PATH = "sites/jiaoyu/docs/tongzhi/2026/a.md"
NUMBERED = "DEMO00032/2026-00007"
UNSEEN = "没有人看见过的一句"
TEXT = item("新的", f"{UNSEEN}\n", 索引号=NUMBERED)
MISTAKE = "sites/portal/docs/x.md"
BACK = {
    "label": TEXT.replace("公开属性: 主动公开", "公开属性: 不予公开\n不予公开理由: 国家秘密"),
    "deleted": None,
    "edited": TEXT.replace(UNSEEN, "改过的一句"),
    "withdrawn": TEXT.replace("索引号:", "撤回: {日期: 2026-03-06, 原因: 有误}\n索引号:"),
}


def shown(root: Path) -> list[str]:
    return [path for path, data in snapshot(root / "dist").items() if UNSEEN.encode() in data]


def killed_at(root: Path, monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    """Publish the new item, and stop after so many moves; the journal is there."""
    write(root, {PATH: TEXT})
    approve_all(root)
    left, move = [moves], os.replace

    def replace(source: object, target: object) -> None:
        if ".dist.next/files/" in str(source):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
        move(source, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(journal.os, "replace", replace)
        assert build(root).code == 130
    assert (root / ".dist.next" / "journal.json").is_file()


@pytest.mark.parametrize("back", BACK)
def test_before_anything_was_moved_it_is_dropped(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, back: str,
) -> None:
    root = cluster()
    assert build(root).code == 0
    before = snapshot(root / "dist")
    killed_at(root, monkeypatch, 0)
    write(root, {PATH: BACK[back], MISTAKE: "没有元数据\n"})
    ran = build(root)
    assert (ran.code, shown(root)) == (1, []) and snapshot(root / "dist") == before, ran.out
    assert not (root / ".dist.mixed").exists() and not (root / ".dist.next" / "journal.json").exists()


@pytest.mark.parametrize("back", BACK)
@pytest.mark.parametrize("moves", [1, 4, 9])
def test_once_something_was_moved_nothing_is_moved_on(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, back: str, moves: int,
) -> None:
    """Neither on nor back; the next good build writes the whole output, whatever the mixed one's manifest says."""
    root = cluster()
    assert build(root).code == 0
    killed_at(root, monkeypatch, moves)
    before, seen = snapshot(root / "dist"), shown(root)
    write(root, {PATH: BACK[back], MISTAKE: "没有元数据\n"})
    ran = build(root)
    assert (ran.code, shown(root)) == (1, seen) and snapshot(root / "dist") == before
    write(root, {MISTAKE: None})
    if back == "edited":
        approve_all(root)
        (root / PATH).write_text(BACK[back] or "", "utf-8")
        approve_all(root)
    ran = build(root)
    assert (ran.code, shown(root)) == (0, []), ran.out
    assert not (root / ".dist.mixed").exists()
    assert build(root, "--no-cache", "--out", root / "fresh").code == 0
    assert not differences(snapshot(root / "dist"), snapshot(root / "fresh"))


def test_what_would_be_published_now_is_finished_whatever_is_wrong_elsewhere(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = cluster()
    assert build(root).code == 0
    killed_at(root, monkeypatch, 3)
    write(root, {MISTAKE: "没有元数据\n"})
    assert build(root).code == 1
    finished = snapshot(root / "dist")
    write(root, {MISTAKE: None})
    assert shown(root) and build(root).code == 0 and not differences(snapshot(root / "dist"), finished)
