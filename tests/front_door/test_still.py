"""A build that can have nothing to do says so at once; whatever may have changed is looked at."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import NOW, approve, build, differences, program_environment, snapshot, write
from zhanqun.memo import Store
from zhanqun.pipeline import footprint, listing, scan, survey
from zhanqun.stages.collect import tree

ITEM = "sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md"
SECOND = "sites/jiaoyu/docs/tongzhi/2026/er.md"


@pytest.fixture
def root(cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built cluster whose files' times are trusted."""
    found = cluster({SECOND: item("第二件", 索引号="DEMO00032/2026-00002")})
    time.sleep(0.03)
    assert build(found).code == 0
    return found


def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every time the sites are surveyed from now on."""
    seen: list[str] = []
    real = survey.load_cluster

    def load(path: Path) -> object:
        seen.append(str(path))
        return real(path)

    monkeypatch.setattr(survey, "load_cluster", load)
    return seen


def test_nothing_changed_is_answered_from_memory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, seen = snapshot(root / "dist"), looked(monkeypatch)
    ran = build(root)
    assert ran.code == 0
    assert "输出未改动" in ran.out
    assert seen == []
    assert differences(before, snapshot(root / "dist")) == []


def test_a_program_of_its_own_imports_next_to_nothing(root: Path) -> None:
    code = (
        "import sys; from zhanqun.cli import main; from zhanqun.pipeline import footprint; footprint.RECENT = 0\n"
        f"main(['build', '--root', {str(root)!r}, '--date', {NOW!r}, '--quiet'])\n"
        "print(sorted({'numpy', 'jinja2', 'yaml', 'mkdocs', 'git'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=program_environment(), capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("what", [
    "sites/_cluster/catalog.yml", "sites/jiaoyu/site.yml", "mkdocs.base.yml", ITEM, "dist/manifest/index.json",
])
def test_whatever_is_written_is_looked_at(root: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = looked(monkeypatch)
    path = root / what
    path.write_bytes(path.read_bytes())
    if what.startswith("dist"):
        path.write_bytes(b"{}")
    assert build(root).code == 0
    assert len(seen) == 1


def test_the_clock_is_asked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = looked(monkeypatch)
    assert build(root, "--date", "2026-08-23 09:00").code == 0
    assert build(root, "--date", "2026-08-22 09:00").code == 0
    assert len(seen) == 2


def test_a_commit_is_looked_at(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = looked(monkeypatch)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    assert build(root).code == 0
    assert len(seen) == 1


def test_a_file_written_a_moment_ago_is_read_though_it_looks_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(footprint, "RECENT", 3_600_000_000_000)
    seen = looked(monkeypatch)
    assert build(root).code == 0
    assert build(root).code == 0
    assert len(seen) == 2


def test_a_folder_taken_away_and_put_back_between_two_builds_is_not_mistaken(root: Path, tmp_path: Path) -> None:
    before = snapshot(root / "dist")
    shutil.move(root / "sites/jiaoyu/docs/tongzhi/2026", tmp_path / "away")
    assert build(root, "--out", tmp_path / "other").code == 0
    shutil.move(tmp_path / "away", root / "sites/jiaoyu/docs/tongzhi/2026")
    write(root, {"sites/jiaoyu/docs/tongzhi/2026/san.md": item("第三件", 索引号="DEMO00032/2026-00003")})
    approve(root, ["sites/jiaoyu/docs/tongzhi/2026/san.md"])
    os.unlink(root / "sites/jiaoyu/docs/tongzhi/2026/san.md")
    assert build(root).code == 0
    assert differences(before, snapshot(root / "dist")) == []


def test_a_link_is_never_trusted(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = root / "sites/jiaoyu/site.yml"
    target = tmp_path / "site.yml"
    target.write_bytes(words.read_bytes())
    words.unlink()
    words.symlink_to(target)
    time.sleep(0.03)
    build(root)
    seen = looked(monkeypatch)
    build(root)
    assert len(seen) == 1


def test_what_is_written_is_seen_by_two_processes_alike(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    time.sleep(0.03)
    one = footprint.footprint(root, (), 1)
    monkeypatch.setattr(footprint, "_MANY", 1)
    assert footprint.footprint(root, (), 2) == one
    assert all(one.values())


def test_no_second_process_is_the_same_answer(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("no process is to be had")

    time.sleep(0.03)
    one = footprint.footprint(root, (), 1)
    monkeypatch.setattr(footprint, "_MANY", 1)
    monkeypatch.setattr(os, "fork", refuse)
    assert footprint.footprint(root, (), 2) == one


def test_references_kept_in_tables_are_never_answered_from_memory(root: Path) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    time.sleep(0.03)
    assert footprint.footprint(root, (), 1)["."]
    (root / ".git" / "reftable").mkdir()
    assert not footprint.footprint(root, (), 1)["."]


def test_a_new_file_in_a_folder_whose_listing_is_kept_is_seen(root: Path) -> None:
    third = "sites/jiaoyu/docs/tongzhi/2026/san.md"
    time.sleep(0.03)
    assert build(root).code == 0
    assert list((root / ".zhanqun" / "cache" / "listing").iterdir())
    write(root, {third: item("第三件", 索引号="DEMO00032/2026-00003")})
    approve(root, [third])
    assert build(root).code == 0
    assert (root / "dist/jiaoyu/tongzhi/2026/san.html").exists()
    write(root, {third: None})
    assert build(root).code == 0
    assert not (root / "dist/jiaoyu/tongzhi/2026/san.html").exists()


def test_the_listing_kept_and_the_folders_listed_tell_the_same(root: Path, tmp_path: Path) -> None:
    write(root, {"sites/jiaoyu/docs/tongzhi/2027/附 件.txt": "1", "sites/jiaoyu/docs/空/x": "1"})
    os.unlink(root / "sites/jiaoyu/docs/空/x")
    time.sleep(0.03)
    store = Store(root / ".zhanqun" / "cache", tmp_path / "spare")
    listed = [footprint.footprint(root, (), 1, store) for _ in range(2)]
    assert listed[0] == listed[1] == footprint.footprint(root, (), 1)
    os.utime(root / "sites/jiaoyu/docs/tongzhi/2027/附 件.txt", ns=(1, 1))
    time.sleep(0.03)
    assert footprint.footprint(root, (), 1, store) == footprint.footprint(root, (), 1) != listed[0]


def test_folders_whose_times_tell_nothing_are_listed_every_time(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "_changes", lambda trial, change: change != "rename")
    store = Store(tmp_path / "cache", tmp_path / "spare")
    time.sleep(0.03)
    assert all(footprint.footprint(root, (), 1, store).values())
    assert not (tmp_path / "cache" / "listing").exists()


def test_a_file_written_just_before_a_build_is_trusted_when_it_was_read_late_enough(
    root: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = root / ITEM
    for module in (scan, tree, footprint):
        monkeypatch.setattr(module, "RECENT", 300_000_000)
    # Read a moment after it was written: the next build looks again.
    path.write_bytes(path.read_bytes())
    assert build(root).code == 0
    time.sleep(0.4)
    seen = looked(monkeypatch)
    assert build(root).code == 0
    assert len(seen) == 1
    # Read later than a second write could hide: the next build need not.
    path.write_bytes(path.read_bytes())
    waited = scan.time.time_ns
    monkeypatch.setattr(scan.time, "time_ns", lambda: time.sleep(0.35) or waited())
    assert build(root).code == 0
    monkeypatch.setattr(scan.time, "time_ns", waited)
    assert build(root).code == 0
    assert len(seen) == 2


def test_what_comes_next_is_prepared_while_others_look_only_when_something_changed(
    root: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(footprint, "_MANY", 1)
    time.sleep(0.03)
    calls: list[str] = []
    before = footprint.footprint(root, (), 2)
    assert footprint.footprint(root, (), 2, None, before, lambda: calls.append("same")) == before
    assert calls == []
    changed = dict.fromkeys(before, "another")
    assert footprint.footprint(root, (), 2, None, changed, lambda: calls.append("changed")) == before
    assert footprint.footprint(root, (), 2, None, before | {".": "x"}, lambda: calls.append("git")) == before
    # Nobody can say that what is not known is the same.
    assert footprint.footprint(root, (), 2, None, before | {".": ""}, lambda: calls.append("unknown")) == before
    assert calls == ["changed", "git", "unknown"]


@pytest.mark.parametrize(("said", "differs"), [('{"a": "1"}', False), ('\n{"a": "1"}', True), ("", False)])
def test_an_answer_that_came_early_is_not_taken_for_a_difference(said: str, differs: bool, tmp_path: Path) -> None:
    (tmp_path / "answer").write_text(said)
    with (tmp_path / "answer").open() as answer:
        child = footprint._Child(["a"], answer)
        assert [child.differs(), child.differs()] == [differs, differs]
        assert child.read() == {"a": "1" if said else ""}


def test_a_process_that_looks_says_at_once_that_something_differs(root: Path) -> None:
    time.sleep(0.03)
    before = footprint.footprint(root, (), 1)
    names = [name for name in before if name != "."]
    for known, said in ((before, ""), (before | {"jiaoyu": "another"}, "\n"), ({}, "\n")):
        desk = footprint._Desk(root / "sites", None, root, known, lambda: None)
        answer = io.StringIO()
        footprint._tell(desk, names, answer)
        assert answer.getvalue().partition("{")[0] == said
        with footprint._elsewhere(desk, names) as child:
            for _ in range(500):
                if child.differs() or child._head is not None:
                    break
                time.sleep(0.01)
            assert child.differs() is (said == "\n")
            assert child.read() == {name: before[name] for name in names}


def test_only_the_folders_that_were_touched_are_looked_at(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    time.sleep(0.03)
    before = footprint.footprint(root, (), 1)
    looked_at: list[str] = []
    real = footprint._folder
    monkeypatch.setattr(footprint, "_folder", lambda desk, name: looked_at.append(name) or real(desk, name))
    assert footprint.footprint(root, (), 1, None, before, touched=("jiaoyu",)) == before
    assert looked_at == ["jiaoyu"]
    # What was not to be trusted is looked at, touched or not.
    assert footprint.footprint(root, (), 1, None, before | {"portal": ""}, touched=()) == before
    assert looked_at == ["jiaoyu", "portal"]
