"""Files as they were in some commit, all through one git process."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


class Blobs:
    """``read(commit, path)``: path relative to the cluster's root."""

    def __init__(self, ask: IO[bytes], answer: IO[bytes]) -> None:
        self._ask = ask
        self._answer = answer

    def read(self, commit: str, path: str) -> bytes | None:
        """Bytes of a file in one commit; none when it is not there."""
        if "\n" in path:
            return None
        self._ask.write(f"{commit}:./{path}\n".encode())
        self._ask.flush()
        head = self._answer.readline().split()
        if len(head) != 3 or head[1] != b"blob":
            if len(head) == 3 and head[2].isdigit():
                self._answer.read(int(head[2]) + 1)
            return None
        data = self._answer.read(int(head[2]))
        self._answer.read(1)
        return data


@contextmanager
def open_blobs(root: str) -> Iterator[Blobs]:
    """One ``git cat-file --batch`` for the whole run; OSError when git cannot be started."""
    with subprocess.Popen(
        ["git", "-C", root, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as git:
        assert git.stdin is not None and git.stdout is not None
        yield Blobs(git.stdin, git.stdout)
