"""git's log as a list of what each commit is and does.

Every part ends with a NUL, which neither a message nor a name can hold: whatever else somebody writes there, it ends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zhanqun.stages.collect.git import run_git

_MARK = "\x1e"
"""Where a status could stand, a commit begins instead."""
_FIELDS = (
    "%H", "%cs", "%P", "%an <%ae>", "%cn <%ce>", "%B", "%(trailers:key=Reviewed-by,valueonly,separator=%x1d)",
    "%(trailers:key=Co-authored-by,valueonly,separator=%x1d)",
)
_FORMAT = "%x1e%x00" + "".join(f"{field}%x00" for field in _FIELDS)


class Change(NamedTuple):
    status: str
    """As git has it: ``A``, ``M``, ``D`` …; of a merge, with ``-c``, one letter a parent."""
    path: str
    """Below the repository; bytes that are no UTF-8 as surrogates."""
    before: str
    """Its name before, else empty. The old name itself is a change of its own, ``D``."""


class Entry(NamedTuple):
    commit: str
    day: str
    """ISO, of the committer."""
    parents: tuple[str, ...]
    author: str
    """``Name <mail>``, as all people here."""
    committer: str
    message: str
    reviewed_by: tuple[str, ...]
    others: tuple[str, ...]
    """``Co-authored-by``."""
    changes: tuple[Change, ...]

    @property
    def authors(self) -> tuple[str, ...]:
        return (self.author, *self.others)


def read_log(root: str, *words: str) -> list[Entry]:
    """``git log`` with some more words, newest first. Raises GitFault."""
    log = run_git(root, "log", "--no-show-signature", f"--format={_FORMAT}", "--name-status", "-z", *words)
    return list(_entries(iter(log.split("\0"))))


def _entries(words: Iterator[str]) -> Iterator[Entry]:
    if next(words, "") != _MARK:
        return
    going = True
    while going:
        commit, day, parents, author, committer, message, reviewed, others = (next(words) for _ in _FIELDS)
        changes: list[Change] = []
        going = _read_changes(words, changes)
        yield Entry(
            commit, day, tuple(parents.split()), author, committer, message, _values(reviewed), _values(others), tuple(changes))


def _read_changes(words: Iterator[str], changes: list[Change]) -> bool:
    """All up to the next commit; whether there is one."""
    for word in words:
        status = word.lstrip("\n")
        if status == _MARK:
            return True
        if status[:1] in ("R", "C"):
            before, path = next(words), next(words)
            if status[:1] == "R":
                changes.append(Change("D", before, ""))
            changes.append(Change("A", path, before))
        elif status:
            changes.append(Change(status, next(words), ""))
    return False


def _values(trailers: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in trailers.split("\x1d") if value.strip())
