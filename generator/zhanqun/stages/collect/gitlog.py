"""git's log as a list of what each commit is and does.

Every part ends with a NUL, which neither a message nor a name can hold: whatever else somebody writes there, it ends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zhanqun.stages.collect.git import run_git

_MARK = "\x1e"
"""Where a status could stand, a commit begins instead."""
_FIELDS = (
    "%H", "%cs", "%P", "%an <%ae>", "%cn <%ce>", "%B", "%(trailers:key=Reviewed-by,valueonly,separator=%x1d)",
)
_OTHERS = re.compile(r"^[ \t]*Co-authored-by[ \t]*:[ \t]*(\S.*)$", re.I | re.M)
"""Wherever it stands: git takes no trailer from a paragraph that holds another line, ``公开说明:`` for one."""
_NOTE = re.compile(r"公开说明[:：]\s*(.+)")
_TRAILER = re.compile(r"([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*)")
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
        commit, day, parents, author, committer, message, reviewed = (_readable(next(words)) for _ in _FIELDS)
        changes: list[Change] = []
        going = _read_changes(words, changes)
        yield Entry(
            commit, day, tuple(parents.split()), author, committer, message, _values(reviewed) or _beside_note(message),
            tuple(value.strip() for value in _OTHERS.findall(message)), tuple(changes))


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


def public_note(message: str) -> str:
    """The ``公开说明:`` line of the message's last paragraph; git's own trailers know ASCII names only."""
    return " ".join(match.group(1).strip() for match in map(_NOTE.match, _last_paragraph(message)) if match)


def _last_paragraph(message: str) -> list[str]:
    return message.rstrip().rsplit("\n\n", 1)[-1].splitlines()


def _beside_note(message: str) -> tuple[str, ...]:
    """``Reviewed-by`` of a last paragraph that is trailers, but for ``公开说明:``, for which git takes it to be text."""
    lines = _last_paragraph(message)
    found = [_TRAILER.fullmatch(line) for line in lines if not _NOTE.match(line)]
    if len(found) == len(lines) or None in found or "\n\n" not in message.rstrip():
        return ()
    return tuple(match[2].strip() for match in found if match and match[1].casefold() == "reviewed-by" and match[2].strip())


def _readable(word: str) -> str:
    """Bytes that are no UTF-8 are GB 18030 where somebody's git knew of no encodings; whatever they are, they can be kept."""
    return word if word.isascii() or is_text(word) else word.encode("utf-8", "surrogateescape").decode("gb18030", "replace")


def is_text(word: str) -> bool:
    """False for bytes that are not UTF-8."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _values(trailers: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in trailers.split("\x1d") if value.strip())
