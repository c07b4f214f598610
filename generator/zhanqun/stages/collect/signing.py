"""Commits that only put a name under a file: they change the 审查 block and nothing else.

A reviewer who commits what ``zhanqun approve`` wrote is an author for git, not of the text. One ``git log -p`` over the
reviewers' own commits tells the two apart; a process per file would cost 24 ms each.

A line says ``初审: …`` only where it stands in the block: the same words in the body, or under 摘要 of the page, are text. So
every change is shown from the file's first line, and each of its two versions is followed from there.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhanqun.model.address import is_source
from zhanqun.stages.collect.git import reading_git
from zhanqun.text.review_block import FENCE, REVIEW

_BLOCK_LINE = re.compile(r"审查:[ \t]*|  \w{1,20}:(?: [^\r]*)?|    (?:人|日期|结论): [^\r]*")
"""The steps may have names of the cluster's own. Whatever stands in the block, it is no text."""
_FIRST = r"""[^\s"'\[\]{}#&*!|>%@`:?,-]"""
_PLAIN = re.compile(rf"\s*(?:- +)*(?:{_FIRST}[^:]*: +)?{_FIRST}(?:[^:]|:(?=\S))*")
"""A value that begins with no sign of its own ends with its line: ``People's Congress`` opens nothing."""
_HUNK = re.compile(rb"@@ -1(?:,\d+)? \+1(?:,\d+)? @@")
_COMMIT = b"\x1e"
_CONTEXT = 200
"""Lines of a front matter that are looked at; who signs below more of them counts as an author."""


def signing_commits(root: str, commits: Iterable[str]) -> set[tuple[str, str]]:
    """(commit, path below the repository) of every change among ``commits`` that touches 审查 lines only.

    A change that shows anything else, a new file included, is not in the result: its author wrote something. A merge is
    compared with each of its parents; with one of them is enough.
    """
    wanted = sorted(set(commits))
    if not wanted:
        return set()
    found: set[tuple[str, str]] = set()
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{name}\n" for name in wanted).encode())
        names.seek(0)
        with reading_git(
            root, names, "log", "--stdin", "--no-walk=unsorted", "--no-renames", "--no-color", "--no-ext-diff",
            "--no-textconv", "--text", "--no-show-signature", "--diff-merges=separate", "--src-prefix=a/", "--dst-prefix=b/", f"-U{_CONTEXT}",
            "--inter-hunk-context=0", "-p", "--format=%x1e%H",
        ) as stream:
            _read(stream, found)
    return found


@dataclass(slots=True)
class _Side:
    """One version of a file, read from its first line."""

    lines: int = 0
    where: str = "front matter"
    """Or ``block`` (审查 inside it), ``body``, ``unknown``: nothing is a signature there."""

    def take(self, text: str, changed: bool) -> bool:
        """Go past a line; false when it was changed and is no line of the block."""
        self.lines += 1
        if self.lines == 1:
            self.where = "front matter" if FENCE.fullmatch(text) else "body"
        elif self.where in ("front matter", "block"):
            self._follow(text)
        return not changed or (self.where == "block" and _BLOCK_LINE.fullmatch(text) is not None)

    def _follow(self, text: str) -> None:
        if FENCE.fullmatch(text):
            self.where = "body"
        elif not _closed(text) and not text.lstrip().startswith("#"):
            # A value that goes on below: what looks like the block there is part of it.
            self.where = "unknown"
        elif text and text[0] not in " \t":
            self.where = "block" if REVIEW.match(text) else "front matter"


def _closed(text: str) -> bool:
    """False where quotes or brackets are open at the end of a line, and where they may be."""
    if _PLAIN.fullmatch(text):
        return True
    return (
        not ('"' in text and "\\" in text)
        and text.count('"') % 2 == 0 and text.count("'") % 2 == 0
        and text.count("[") == text.count("]") and text.count("{") == text.count("}")
    )


class _Change:
    """What one commit did to one file."""

    def __init__(self) -> None:
        self.path, self.pure, self.inside = "", True, False
        self._old, self._new = _Side(), _Side()

    def take(self, line: bytes) -> None:
        if self.inside:
            # From here on everything is text, whatever it looks like.
            self._text(line)
        elif line.startswith(b"@@"):
            self.inside = True
            self.pure = self.pure and _HUNK.match(line) is not None
        elif line.startswith((b"new file", b"deleted file", b"Binary", b"old mode", b"rename", b"similarity")):
            self.pure = False
        elif line.startswith(b"+++ b/"):
            self.path = line[6:].split(b"\t")[0].decode("utf-8", "replace")

    def _text(self, line: bytes) -> None:
        if not self.pure or line.startswith(b"\\"):
            return
        if line.startswith(b"@@"):
            # Further down than the context reaches.
            self.pure = False
            return
        sign, text = line[:1], line[1:].removesuffix(b"\r").decode("utf-8", "replace")
        if sign != b"+":
            self.pure = self._old.take(text, sign == b"-")
        if sign != b"-":
            self.pure = self._new.take(text, sign == b"+") and self.pure


def _read(stream: Iterable[bytes], found: set[tuple[str, str]]) -> None:
    commit, change = "", _Change()
    for line in _lines(stream):
        if line.startswith(_COMMIT):
            _keep(found, commit, change)
            commit, change = line[1:].decode(), _Change()
        elif line.startswith(b"diff --git "):
            _keep(found, commit, change)
            change = _Change()
        else:
            change.take(line)
    _keep(found, commit, change)


def _keep(found: set[tuple[str, str]], commit: str, change: _Change) -> None:
    if commit and is_source("/".join(change.path.split("/")[-4:])) and change.inside and change.pure:
        found.add((commit, change.path))


def _lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    for line in stream:
        yield line.rstrip(b"\n")
