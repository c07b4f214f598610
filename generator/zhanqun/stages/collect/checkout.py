"""Which bytes lie in a fresh checkout, by git's own account: it wrote them, and notes each file's times and inode.

A clone of a hundred thousand files need not be read to be known: a file that has, to the nanosecond, the times, the
size and the inode that git noted when it wrote it holds the object that git names. Left to be read are files that git
was told not to look at, that an attribute may have made into something else, or that were written when git noted them;
everything, where filters other than Git LFS's are configured, where objects are replaced by others, and when anything
about git's answer is not as expected.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha1

from zhanqun.stages.collect.git import GitFault, has_repository, run_git

_MADE_OTHERWISE = ("filter", "ident", "working-tree-encoding")
"""Attributes of files that git does not write as they are kept. Line ends may change too; then the size does."""
_DRIVER = re.compile(r"filter\.(?!lfs\.).*\.(?:clean|smudge|process)", re.I | re.S)
"""Settings of filters: one that was used when a file was written may be asked for by no attribute any more."""
_TICK = 20_000_000
"""Nanoseconds within which a second write may leave the same times, on file systems that count fractions of a second."""
_ENTRY = re.compile(
    r"(?:(H) (100(?:644|755)) ([0-9a-f]{40}) 0|[^\t\0]*)\t([^\0]*)\0"
    r"  ctime: (\d+):(\d+)\n  mtime: (\d+):(\d+)\n  dev: \d+\tino: (\d+)\n  uid: \d+\tgid: \d+\n  size: (\d+)\tflags: [0-9a-f]+\n"
)
HANDFUL = 50
_BITS = 0xFFFFFFFF
"""git notes the lower 32 bits of sizes and inodes."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file as git wrote it."""

    blob: str
    """Object id: SHA-1 over a head and the bytes, hexadecimal."""
    times: str
    """Size, modification and change time, as the front of a stamp."""
    inode: int


class Checkout:
    """What git noted of the files of some sites. For a handful of files its answer would cost more than reading them."""

    def __init__(self, root: str, sites: Sequence[str]) -> None:
        self._root = root
        self._sites = sites
        self._asked = 0
        self._written: dict[str, Written] | None = None

    def blob(self, path: str, stamp: str) -> str:
        """Object id of the bytes of the file that has this stamp, or empty when it must be read."""
        self._asked += 1
        if self._asked <= HANDFUL:
            return ""
        if self._written is None:
            self._written = self._ask()
        written = self._written.get(path)
        if written is None or not stamp.startswith(written.times):
            return ""
        inode = stamp[len(written.times) :]
        return written.blob if inode.isdecimal() and int(inode) & _BITS == written.inode else ""

    def _ask(self) -> dict[str, Written]:
        if not has_repository(self._root):
            return {}
        try:
            index = run_git(self._root, "rev-parse", "--git-path", "index").removesuffix("\n")
            noted = os.stat(os.path.join(self._root, index)).st_mtime_ns
            settings = run_git(self._root, "config", "--list", "--name-only", "-z").split("\0")
            if any(map(_DRIVER.fullmatch, settings)) or run_git(self._root, "for-each-ref", "--count=1", "refs/replace"):
                return {}
            listed = run_git(
                self._root, "-c", "core.fsmonitor=false", "ls-files", "-s", "-v", "-z", "--debug", "--",
                *(f":(literal)sites/{site}" for site in self._sites))
            return self._plain(read_noted(listed, noted - _TICK))
        except (GitFault, OSError):
            return {}

    def _plain(self, written: dict[str, Written]) -> dict[str, Written]:
        """Those that no attribute may have changed. (A pathspec could ask for them, but git 2.39 answers wrongly below folders.)"""
        told = run_git(
            self._root, "check-attr", "--stdin", "-z", *_MADE_OTHERWISE, given="".join(f"{path}\0" for path in written))
        if told.count("\0unspecified\0") == len(written) * len(_MADE_OTHERWISE):
            return written
        fields = told.split("\0")
        changed = {path for path, value in zip(fields[::3], fields[2::3], strict=False) if value != "unspecified"}
        return {path: each for path, each in written.items() if path not in changed}


def blob_id(data: bytes) -> str:
    """What git calls these bytes. It tells what was read already from what was not; nobody's word rests on it alone."""
    digest = sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def read_noted(listed: str, before: int) -> dict[str, Written]:
    """What ``git ls-files -s -v -z --debug`` says of files that are plain and looked at; empty when it is written otherwise.

    ``before``: nanoseconds; files written later may have been written again since git noted them.
    """
    found: dict[str, Written] = {}
    end = 0
    for entry in _ENTRY.finditer(listed):
        if entry.start() != end:
            return {}
        end = entry.end()
        told, _, blob, path, csec, cnano, msec, mnano, inode, size = entry.groups()
        # A file system that counts whole seconds would not show a second write.
        fine = "0" not in (cnano, mnano) and max(int(f"{msec}{mnano:0>9}"), int(f"{csec}{cnano:0>9}")) < before
        if told and fine:
            times = f"{size}-{msec}{mnano:0>9}-{csec}{cnano:0>9}-"
            found[path] = Written(blob, times, int(inode))
    return found if end == len(listed) else {}
