"""Names, sizes and times of everything a build reads, in as few system calls as that takes.

Nothing heavy is imported here: for a hundred thousand files this look is most of what a build costs in which nothing
has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import select
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from zhanqun.memo import Store
from zhanqun.model.source import RECENT
from zhanqun.pipeline.listing import decode_listing, encode_listing, folder_times_tell, look_again, look_anew

RACY = "!"
_SMALL = 1_000_000
"""Bytes of the largest file of a site's configuration."""
_MANY = 16
"""Folders from which on two processes are faster than one."""
_GIT_FILES = ("HEAD", "packed-refs", "shallow", "config", "info/attributes", "logs/HEAD")
_GIT_SETTINGS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


def footprint(
    root: Path, others: Sequence[Path], jobs: int, store: Store | None = None,
    before: Mapping[str, str] = MappingProxyType({}), on_change: Callable[[], None] = lambda: None,
    touched: Collection[str] | None = None,
) -> dict[str, str]:
    """Folder of ``sites/`` -> digest of what lies in it; ``.`` for what lies beside them, ``others`` and git.

    A digest is empty where times cannot be trusted: there is a link, or something beside the folders was written a
    moment ago. One that begins with ``RACY`` tells of files that were, and is for ``settled`` alone.
    ``store``: keeps the names of the folders' entries from one look to the next. ``on_change`` is called while other
    processes look, when something is not what it was ``before``: there will be work to do, and to get ready for.
    ``touched``: folders outside which nothing is another than it was ``before``, where that is known.
    """
    sites = root / "sites"
    names: list[str] = []
    beside: list[str] = []
    try:
        with os.scandir(sites) as entries:
            for entry in entries:
                (names if entry.is_dir(follow_symlinks=False) else beside).append(entry.name)
    except OSError:
        return {".": ""}
    names.sort()
    parts = [_file(str(sites / name)) for name in sorted(beside)]
    parts += [_file(str(path)) if path.is_file() else _plain(str(path)) for path in others]
    parts.append(_git(root))
    found = {
        ".": hashlib.blake2b("\0".join((*names, *parts)).encode(), digest_size=16).hexdigest() if all(parts) else ""}
    if touched is not None:
        found |= {name: before[name] for name in names if name not in touched and before.get(name)}
        names = [name for name in names if name not in found]
    desk = _Desk(sites, store, root / ".zhanqun" / "cache", before, on_change)
    if jobs > 1 and len(names) >= _MANY:
        return found | _in_two(desk, names, desk.same(".", found["."]))
    return found | _folders(desk, names)


def settled(root: Path, name: str, seen: str) -> str:
    """What ``footprint`` would have said of a folder of ``sites/``, had it waited; empty when that cannot be known.

    ``seen``: what it said. Files of ``docs`` and ``data`` are for the caller to vouch for: that their bytes were read when
    another write could not have left the same time.
    """
    look = look_anew(f"{root}/sites/{name}")
    if look is None or _recent(look.newest) or seen != _racy(f"{root}/sites/{name}", look.digest, look.listing.files):
        return ""
    return look.digest


@dataclass(frozen=True, slots=True)
class _Desk:
    sites: Path
    store: Store | None
    cache: Path
    before: Mapping[str, str]
    on_change: Callable[[], None]

    def same(self, name: str, seen: str) -> bool:
        """False when there will be work to do: what nobody can know, or a folder that is new, counts as another."""
        return bool(seen) and self.before.get(name) == seen


def _in_two(desk: _Desk, names: Sequence[str], same: bool) -> dict[str, str]:
    """Half of the folders in a child; the other half too, once it is known (not ``same``) that there will be work."""
    found: dict[str, str] = {}
    theirs, ours = names[1::2], list(names[::2])
    with _elsewhere(desk, theirs) as second:
        while ours and same:
            name = ours.pop()
            found[name] = _folder(desk, name)
            same = desk.same(name, found[name]) and not second.differs()
        if ours:
            with _elsewhere(desk, ours) as first:
                desk.on_change()
                found |= first.read()
        return found | second.read()


class _Child:
    """Folders that another process looks at. It tells at once that one is not what it was."""

    def __init__(self, names: Sequence[str], answer: IO[str]) -> None:
        self._names, self._answer = names, answer
        self._head: str | None = None

    def differs(self) -> bool:
        """Whether it has been said already that something differs."""
        poll = select.poll()
        poll.register(self._answer, select.POLLIN)
        if self._head is None and poll.poll(0):
            # One byte past the buffer: an answer that is whole already may say that all is the same.
            self._head = os.read(self._answer.fileno(), 1).decode()
        return self._head == "\n"

    def read(self) -> dict[str, str]:
        """All of them, waited for; unknown where the child failed."""
        found = dict.fromkeys(self._names, "")
        with suppress(ValueError):
            found |= json.loads((self._head or "") + self._answer.read())
        return found


class _Here(_Child):
    """The same where no process is to be had."""

    def __init__(self, desk: _Desk, names: Sequence[str]) -> None:
        self._desk, self._names = desk, names

    def differs(self) -> bool:
        return False

    def read(self) -> dict[str, str]:
        return _folders(self._desk, self._names)


@contextmanager
def _elsewhere(desk: _Desk, names: Sequence[str]) -> Iterator[_Child]:
    """Some folders in a child. One that fails leaves them unknown; where none is to be had, this process looks."""
    ends: tuple[int, ...] = ()
    try:
        ends = ours, theirs = os.pipe()
        child = os.fork()
    except OSError:
        for end in ends:
            os.close(end)
        yield _Here(desk, names)
        return
    if not child:
        # Whoever holds the reading end keeps the pipe open: without a parent, an answer must fail and not wait.
        os.close(ours)
        with suppress(BaseException), os.fdopen(theirs, "w") as answer:
            _tell(desk, names, answer)
        os._exit(0)
    os.close(theirs)
    try:
        with os.fdopen(ours) as answer:
            yield _Child(names, answer)
    finally:
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def _tell(desk: _Desk, names: Sequence[str], answer: IO[str]) -> None:
    """What is seen of the folders, for ``_Child``; white space in front as soon as one is another."""
    found, silent = {}, True
    for name in names:
        found[name] = _folder(desk, name)
        if silent and not desk.same(name, found[name]):
            answer.write("\n")
            answer.flush()
            silent = False
    json.dump(found, answer)


def _folders(desk: _Desk, names: Sequence[str]) -> dict[str, str]:
    return {name: _folder(desk, name) for name in names}


def _folder(desk: _Desk, name: str) -> str:
    """Digest over names, sizes, times and inodes."""
    top, kept = f"{desk.sites}/{name}", f"listing/{name}"
    known = None if desk.store is None else decode_listing(desk.store.get(kept))
    if known is not None and (again := look_again(top, known)) is not None:
        digest, newest = again
        return _racy(top, digest, known.files) if _recent(newest) else digest
    look = look_anew(top)
    if look is None:
        return ""
    fit = look.whole and not _recent(look.recent) and look.listing != known
    if desk.store is not None and fit and folder_times_tell(desk.cache, top):
        desk.store.put(kept, encode_listing(look.listing))
    return _racy(top, look.digest, look.listing.files) if _recent(look.newest) else look.digest


def _plain(top: str) -> str:
    """The same of a folder whose entries are not kept."""
    look = look_anew(top)
    return "" if look is None or _recent(look.newest) else look.digest


def _racy(top: str, digest: str, files: str) -> str:
    """What was seen of a folder in which something was written a moment ago, bytes of its configuration included."""
    bytes_of = hashlib.blake2b(digest.encode(), digest_size=16)
    for name in files.split("\0"):
        if name and not name.startswith(("/docs/", "/data/")):
            try:
                with open(top + name, "rb", opener=_at_once) as handle:
                    data = handle.read(_SMALL + 1)
            except OSError:
                return ""
            if len(data) > _SMALL:
                return ""
            bytes_of.update(hashlib.sha256(data).digest())
    return RACY + bytes_of.hexdigest()


def _at_once(path: str, flags: int) -> int:
    """A pipe that somebody put among the settings is not waited for."""
    return os.open(path, flags | os.O_NONBLOCK)


def _recent(nanoseconds: int) -> bool:
    return nanoseconds > time.time_ns() - RECENT


def _file(path: str) -> str:
    try:
        stat = os.lstat(path)
    except FileNotFoundError:
        return "none"
    except OSError:
        return ""
    if _recent(max(stat.st_mtime_ns, stat.st_ctime_ns)) or os.path.islink(path):
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"


def _git(root: Path) -> str:
    """What history and staged changes follow from. Empty where git is set up in a way not known here."""
    if any(name in os.environ for name in _GIT_SETTINGS):
        return ""
    for place in (root, *root.parents):
        folder = place / ".git"
        if folder.is_dir():
            break
        if folder.exists():
            return ""
    else:
        return "no git"
    if (folder / "reftable").exists():
        # References in tables, which these files say nothing of.
        return ""
    try:
        head = (folder / "HEAD").read_text("utf-8", "replace").strip()
        branch = folder / head.removeprefix("ref: ")
        commit = branch.read_text("utf-8", "replace").strip() if head.startswith("ref: ") and branch.exists() else ""
    except OSError:
        return ""
    files: Mapping[str, str] = {name: _file(str(folder / name)) for name in _GIT_FILES} | {"index": _index(folder / "index")}
    return "\n".join((str(folder), head, commit, *files.values())) if all(files.values()) else ""


def _index(path: Path) -> str:
    """Of git's index its own checksum, so that one written a moment ago can be told from the next. Without one, times."""
    try:
        with open(path, "rb") as handle:
            handle.seek(-20, os.SEEK_END)
            checksum = handle.read()
    except OSError:
        return _file(str(path))
    return checksum.hex() if any(checksum) else _file(str(path))
