"""What git says of files it has just written, held against the files; whatever is not plain is left to be read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from zhanqun.stages.collect import Checkout, blob_id, checkout, stamp_of
from zhanqun.stages.collect.checkout import read_noted

NAMES = ("sites/a/docs/x.md", "sites/a/docs/通知 一.md", "sites/a/docs/line\nH 100644 0\tbreak.md", "sites/b/docs/y.bin")


def git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@example.gov.cn", *words],
        check=True, capture_output=True, text=True).stdout


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh clone; git is asked from the first file on."""
    monkeypatch.setattr(checkout, "HANDFUL", 0)
    origin = tmp_path / "origin"
    for name in NAMES:
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_bytes(name.encode() * 3 + b"\n")
    git(tmp_path, "init", "-q", "origin")
    return again(origin)


def again(origin: Path) -> Path:
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "x")
    place = origin.with_name(f"clone{len(list(origin.parent.iterdir()))}")
    git(origin, "clone", "-q", str(origin), str(place))
    return written_long_ago(place)


def written_long_ago(place: Path) -> Path:
    """As after the clone of a large repository: nearly all files were written long before the index."""
    index = place / ".git/index"
    os.utime(index, (os.lstat(index).st_atime + 1, os.lstat(index).st_mtime + 1))
    return place


def told(root: Path, name: str) -> str:
    return Checkout(str(root), ("a", "b")).blob(name, stamp_of(os.lstat(root / name)))


def test_what_was_written_just_before_the_index_is_left_to_be_read(clone: Path) -> None:
    """A second write within the same tick of the clock would have left the same times."""
    assert told(clone, NAMES[0])
    stat = os.lstat(clone / NAMES[0])
    os.utime(clone / ".git/index", ns=(stat.st_atime_ns, stat.st_mtime_ns + 10_000_000))
    assert told(clone, NAMES[0]) == ""


@pytest.mark.parametrize(("key", "known"), [
    ("filter.closing.smudge", False), ("filter.unspecified.process", False), ("filter.a.b.clean", False), ("filter.lfs.smudge", True),
    ("filter.closing.required", True)])
def test_where_filters_are_configured_everything_is_read(clone: Path, key: str, known: bool) -> None:
    """What was written through one may not be asked for by any attribute now."""
    git(clone, "config", key, "cat")
    assert bool(told(clone, NAMES[0])) is known


def test_where_objects_are_replaced_everything_is_read(clone: Path) -> None:
    other = subprocess.run(
        ["git", "-C", str(clone), "hash-object", "-w", "--stdin"], input=b"x", check=True, capture_output=True).stdout.decode().strip()
    git(clone, "replace", told(clone, NAMES[0]), other)
    assert told(clone, NAMES[0]) == ""
    assert told(clone, NAMES[3]) == ""


def test_a_file_as_git_wrote_it_is_known_by_name_of_its_bytes(clone: Path) -> None:
    for name in NAMES:
        assert told(clone, name) == blob_id((clone / name).read_bytes())
        assert told(clone, name) == git(clone, "hash-object", name).strip()


def test_another_site_and_a_cluster_below_the_top_of_the_repository(clone: Path) -> None:
    stamp = stamp_of(os.lstat(clone / NAMES[3]))
    assert Checkout(str(clone), ("a",)).blob(NAMES[3], stamp) == ""
    below = clone.parent / "origin/deep"
    (below / "sites/a/docs").mkdir(parents=True)
    (below / "sites/a/docs/z.md").write_text("z\n")
    deep = again(clone.parent / "origin") / "deep"
    assert told(deep, "sites/a/docs/z.md") == blob_id(b"z\n")


def rewritten(path: Path) -> None:
    """In place, same size, with the old modification time put back: the change time cannot be put back."""
    old = os.lstat(path)
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))


def replaced(path: Path) -> None:
    old = os.lstat(path)
    other = path.with_name("other")
    other.write_bytes(path.read_bytes()[::-1])
    os.utime(other, ns=(old.st_atime_ns, old.st_mtime_ns))
    other.replace(path)


def assumed(path: Path) -> None:
    git(path.parent, "update-index", "--assume-unchanged", path.name)


def skipped(path: Path) -> None:
    git(path.parent, "update-index", "--skip-worktree", path.name)


def filtered(path: Path) -> None:
    (path.parent / ".gitattributes").write_text("*.md filter=any\n")


def identified(path: Path) -> None:
    (path.parent / ".gitattributes").write_text("*.md ident\n")


def encoded(path: Path) -> None:
    (path.parent / ".gitattributes").write_text("*.md working-tree-encoding=GBK\n")


def removed_from_index(path: Path) -> None:
    git(path.parent, "rm", "-q", "--cached", path.name)


@pytest.mark.parametrize(
    "change", [rewritten, replaced, assumed, skipped, filtered, identified, encoded, removed_from_index],
    ids=lambda change: change.__name__)
def test_whatever_may_hold_other_bytes_is_left_to_be_read(clone: Path, change: Callable[[Path], None]) -> None:
    assert told(clone, NAMES[0])
    change(clone / NAMES[0])
    written_long_ago(clone)
    assert told(clone, NAMES[0]) == ""
    assert told(clone, NAMES[3])


def test_a_file_in_conflict_is_left_to_be_read(clone: Path) -> None:
    (clone / NAMES[0]).write_text("ours\n")
    git(clone, "commit", "-qam", "ours")
    git(clone, "checkout", "-q", "-b", "theirs", "HEAD~1")
    (clone / NAMES[0]).write_text("theirs\n")
    git(clone, "commit", "-qam", "theirs")
    with pytest.raises(subprocess.CalledProcessError):
        git(clone, "merge", "-q", "-")
    written_long_ago(clone)
    assert told(clone, NAMES[0]) == ""
    assert told(clone, NAMES[3])


def test_a_handful_is_read_without_asking(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout, "HANDFUL", 2)
    asked = Checkout(str(clone), ("a", "b"))
    stamp = stamp_of(os.lstat(clone / NAMES[0]))
    assert [bool(asked.blob(NAMES[0], stamp)) for _ in range(4)] == [False, False, True, True]


def test_without_git_everything_is_read(tmp_path: Path, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / ".git/index").write_bytes(b"DIRC no index")
    assert told(clone, NAMES[0]) == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert told(clone, NAMES[0]) == ""


ENTRY = "H 100644 {0} 0\tsites/a/docs/x.md\0  ctime: 17:5\n  mtime: 16:250\n  dev: 1\tino: 7\n  uid: 0\tgid: 0\n  size: 3\tflags: 0\n"


def test_times_are_told_to_the_nanosecond_and_whole_seconds_are_not_believed() -> None:
    entry = ENTRY.format("ab" * 20)
    assert read_noted(entry, 18_000_000_000)["sites/a/docs/x.md"].times == "3-16000000250-17000000005-"
    assert read_noted(entry.replace("17:5", "17:0"), 18_000_000_000) == {}
    assert read_noted(entry.replace("16:250", "16:0"), 18_000_000_000) == {}
    assert read_noted(entry, 17_000_000_005) == {}


@pytest.mark.parametrize("wrong", [
    "{0}x", "x{0}", "{0}{0}"[:-1], "{0}? odd\0{0}", "{0}  extra: 1\n", ""], ids=repr)
def test_an_answer_that_is_written_otherwise_is_not_believed_at_all(wrong: str) -> None:
    assert read_noted(wrong.replace("{0}", ENTRY.format("ab" * 20)), 18_000_000_000) == {}
