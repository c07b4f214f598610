"""``check`` in another window writes into the same cache while a build goes on: the build publishes what it settled."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.clusters import item
from helpers.front_door import NOW, approve, build, differences, run, snapshot, write
from zhanqun import pipeline

ITEM, TAKEN = "sites/jiaoyu/docs/tongzhi/2026/er.md", "DEMO00032/2026-00001"


@pytest.mark.parametrize(("locks", "code", "why"), [(True, 2, "被改动"), (False, 1, "index-number-twice")])
def test_a_source_that_was_judged_for_another_run_is_not_published(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, locks: bool, code: int, why: str,
) -> None:
    """Also where the file system knows no locks, so that both write."""
    root = cluster({ITEM: item("第二件", "第一稿。\n", 索引号="DEMO00032/2026-00002")})
    assert build(root).code == 0
    before = snapshot(root / "dist")
    write(root, {ITEM: item("第二件", "第二稿。\n", 索引号="DEMO00032/2026-00002")})
    approve(root, [ITEM])
    survey: Any = pipeline._survey
    if not locks:
        def refuse(*_: object) -> None:
            raise OSError

        monkeypatch.setattr("zhanqun.pipeline.retry.fcntl", SimpleNamespace(LOCK_EX=0, LOCK_NB=0, LOCK_UN=0, flock=refuse))

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
    assert (ran.code, why in ran.out + ran.err) == (code, True), ran
    assert snapshot(root / "dist") == before


@pytest.mark.parametrize("what", ["link", "pipe", "folder", "file of another"])
def test_what_lies_in_the_place_of_the_lock_is_left_as_it_is(cluster: Callable[..., Path], tmp_path: Path, what: str) -> None:
    root, other = cluster(), tmp_path / "other"
    other.write_text("一\n", encoding="utf-8")
    lock = root / ".zhanqun/lock"
    lock.parent.mkdir()
    if what == "link":
        lock.symlink_to(other)
    elif what == "pipe":
        os.mkfifo(lock)
    elif what == "folder":
        lock.mkdir()
    else:
        lock.write_text("二\n", encoding="utf-8")
    before = os.lstat(lock)
    ran = build(root)
    assert (ran.code, ran.err) == (0, ""), ran
    after = os.lstat(lock)
    assert (other.read_text("utf-8"), after.st_mode, after.st_size) == ("一\n", before.st_mode, before.st_size)


def shared(root: Path) -> dict[str, bytes]:
    """The cache without what belongs to one output alone, whose lock keeps others out."""
    return {path: data for path, data in snapshot(root / ".zhanqun/cache").items() if not path.startswith("search/")}


@pytest.mark.parametrize("damaged", [False, True])
def test_while_another_run_writes_the_cache_this_one_only_reads_it(
    cluster: Callable[..., Path], tmp_path: Path, damaged: bool,
) -> None:
    root = cluster({ITEM: item("第二件", "第一稿。\n", 索引号="DEMO00032/2026-00002")})
    assert build(root).code == 0
    write(root, {ITEM: item("第二件", "第二稿。\n", 索引号="DEMO00032/2026-00002")})
    approve(root, [ITEM])
    assert build(root, "--no-cache", "--out", tmp_path / "clean").code == 0
    clean = snapshot(tmp_path / "clean")
    if damaged:
        for path in (root / ".zhanqun/cache/site").rglob("verdicts*"):
            path.write_bytes(path.read_bytes()[:-9])
    before = shared(root)
    with open(root / ".zhanqun/lock", "w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert run("check", "--root", root, "--date", NOW).code == 0
        ran = run("build", "--root", root, "--date", NOW, "--jobs", 1)
        assert (ran.code, "另一个 zhanqun 正在用缓存" in ran.out + ran.err) == (0, True), ran
        assert shared(root) == before
    assert differences(snapshot(root / "dist"), clean) == []
    ran = build(root)
    assert (ran.code, ran.err, differences(snapshot(root / "dist"), clean)) == (0, "", [])
