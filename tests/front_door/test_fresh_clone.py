"""Continuous integration: a new clone, cache and last output restored. What git has just written need not be read again."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import approve, build, differences, snapshot
from zhanqun.pipeline import scan
from zhanqun.stages.collect import checkout, tree

ITEMS = tuple(f"sites/jiaoyu/docs/tongzhi/2026/t{number}.md" for number in range(6))


def git(root: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-C", str(root), "-c", "user.name=王五", "-c", "user.email=a@example.gov.cn", *words], check=True,
        capture_output=True)


@pytest.fixture
def origin(cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cluster in a repository, built once; times are trusted after an instant and git is asked from the first file on."""
    root = cluster({
        path: item(f"第{number}件", f"正文{number}。\n", 索引号=f"DEMO00032/2026-0010{number}") for number, path in enumerate(ITEMS)})
    for module in (scan, tree):
        monkeypatch.setattr(module, "RECENT", 20_000_000)
    monkeypatch.setattr(checkout, "HANDFUL", 0)
    (root / ".gitignore").write_text("/dist\n/.zhanqun\n")
    git(root, "init", "-q")
    commit(root)
    time.sleep(0.03)
    assert build(root).code == 0
    return root


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "改")


def cloned(origin: Path, *config: str) -> Path:
    place = origin.with_name("clone")
    git(origin, "clone", "-q", *config, str(origin), str(place))
    # As after the clone of a large repository: nearly all files were written long before the index.
    index = os.lstat(place / ".git/index")
    os.utime(place / ".git/index", (index.st_atime + 1, index.st_mtime + 1))
    for name in (".zhanqun", "dist"):
        shutil.copytree(origin / name, place / name)
    time.sleep(0.03)
    return place


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every source whose bytes are read to know what they are."""
    seen: list[str] = []
    real = scan._bytes

    def reading(path: str) -> bytes | None:
        seen.append(path[path.index("/sites/") + 1 :])
        return real(path)

    monkeypatch.setattr(scan, "_bytes", reading)
    return seen


def same_as_clean(root: Path) -> None:
    found = snapshot(root / "dist")
    shutil.rmtree(root / "dist")
    assert build(root, "--no-cache").code == 0
    assert differences(snapshot(root / "dist"), found) == []


def test_nothing_changed_and_nothing_is_read(origin: Path, read: list[str]) -> None:
    clone = cloned(origin)
    ran = build(clone)
    assert (ran.code, read) == (0, [])
    assert "输出未改动" in ran.out
    assert differences(snapshot(origin / "dist"), snapshot(clone / "dist")) == []


def test_what_the_new_commit_changed_is_read_and_nothing_else(origin: Path, read: list[str]) -> None:
    (origin / ITEMS[2]).write_text((origin / ITEMS[2]).read_text().replace("正文2", "正文二"))
    approve(origin, [ITEMS[2]])
    (origin / ITEMS[4]).unlink()
    commit(origin)
    clone = cloned(origin)
    assert build(clone).code == 0
    assert read == [ITEMS[2]]
    same_as_clean(clone)


def test_a_file_changed_after_the_clone_is_read_whatever_its_times_say(origin: Path, read: list[str]) -> None:
    clone = cloned(origin)
    place = clone / ITEMS[1]
    old = os.lstat(place)
    place.write_text(place.read_text().replace("主动公开", "不予公开"))
    assert place.stat().st_size == old.st_size
    os.utime(place, ns=(old.st_atime_ns, old.st_mtime_ns))
    time.sleep(0.03)
    ran = build(clone)
    assert (ran.code, read) == (1, [ITEMS[1]])
    assert f"{ITEMS[1]}:" in ran.out


def test_what_a_filter_has_made_of_a_file_is_read(origin: Path, read: list[str]) -> None:
    """The object is what was read before, but the same number of other bytes lie there."""
    (origin / ".gitattributes").write_text("t1.md filter=closing\n")
    commit(origin)
    clone = cloned(
        origin, "-c", "filter.closing.smudge=sed s/主动公开/不予公开/", "-c", "filter.closing.clean=sed s/不予公开/主动公开/")
    assert "不予公开" in (clone / ITEMS[1]).read_text()
    ran = build(clone)
    assert ran.code == 1
    assert ITEMS[1] in read
    assert f"{ITEMS[1]}:" in ran.out


def test_other_line_ends_are_read(origin: Path, read: list[str]) -> None:
    clone = cloned(origin, "-c", "core.autocrlf=true")
    assert b"\r\n" in (clone / ITEMS[0]).read_bytes()
    ran = build(clone)
    assert ran.code == 1
    assert "错误[line-endings]" in ran.out
    assert set(ITEMS) <= set(read)


def test_a_file_written_a_moment_ago_is_read(origin: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    clone = cloned(origin)
    for module in (scan, tree):
        monkeypatch.setattr(module, "RECENT", 3_600_000_000_000)
    build(clone)
    assert set(ITEMS) <= set(read)
