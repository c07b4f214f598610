"""Commits that only put a name under a file: they change the 审查 block and nothing else.

A reviewer who commits what ``zhanqun approve`` wrote is an author for git, not of the text. One ``git log -p`` over the
reviewers' own commits tells the two apart; a process per file would cost 24 ms each.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator

from zhanqun.stages.collect.git import reading_git

_BLOCK_LINE = re.compile(
    r"[+-](?:审查:[ \t]*|  (?:摘要|初审|复审|终审|保密审查): .*|    (?:人|日期|结论): .*)\r?".encode()
)
_COMMIT = b"\x1e"


def signing_commits(root: str, commits: Iterable[str]) -> set[tuple[str, str]]:
    """(commit, path below the repository) of every change among ``commits`` that touches 审查 lines only.

    A change that shows anything else, a new file included, is not in the result: its author wrote something.
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
            "--no-textconv", "-U0", "-p", "--format=%x1e%H",
        ) as stream:
            _read(stream, found)
    return found


def _read(stream: Iterable[bytes], found: set[tuple[str, str]]) -> None:
    commit, path, pure, inside = "", "", False, False
    for line in _lines(stream):
        if line.startswith(_COMMIT):
            _keep(found, commit, path, pure)
            commit, path, pure, inside = line[1:].decode(), "", False, False
        elif line.startswith(b"diff --git "):
            _keep(found, commit, path, pure)
            path, pure, inside = "", True, False
        elif line.startswith(b"@@"):
            inside = True
        elif inside:
            # From here on everything is text, whatever it looks like.
            pure = pure and (_BLOCK_LINE.fullmatch(line) is not None or not line.startswith((b"+", b"-")))
        elif line.startswith((b"new file", b"deleted file", b"Binary", b"old mode", b"rename", b"similarity")):
            pure = False
        elif line.startswith(b"+++ b/"):
            path = line[6:].split(b"\t")[0].decode("utf-8", "replace")
    _keep(found, commit, path, pure)


def _keep(found: set[tuple[str, str]], commit: str, path: str, pure: bool) -> None:
    if commit and path and pure:
        found.add((commit, path))


def _lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    for line in stream:
        yield line.rstrip(b"\n")
