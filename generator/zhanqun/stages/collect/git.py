"""The git program, asked directly: the library that wraps it costs 80 ms to import, which is more than what is asked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from zhanqun.model.errors import FOREIGN, is_foreign

EVERY_CHANGE = ("core.trustctime=true", "core.checkStat=default", "core.fsmonitor=false")
"""A changed file of the same size and time must not pass for the committed one, nor one that was changed through a hard
link, which no monitor sees."""
_SETTINGS = tuple(word for setting in (
    "core.quotePath=false", "log.showRoot=true", "log.follow=false", "diff.relative=false", "i18n.logOutputEncoding=UTF-8",
    "diff.orderFile=/dev/null", *EVERY_CHANGE,
) for word in ("-c", setting))
"""Whatever somebody has set for their own eyes: it must hide no commit, no file and no name of an author."""


class GitFault(Exception):
    """git is not there, or refused: what was asked of it, or in Chinese why it refuses everything."""


def has_repository(root: str) -> bool:
    """True when the folder or one above it is a checkout."""
    place = Path(root).resolve()
    return "GIT_DIR" in os.environ or any((above / ".git").exists() for above in (place, *place.parents))


def run_git(root: str, *words: str, given: str = "") -> str:
    """What git says to what it is given; bytes that are no UTF-8 as surrogates. Raises GitFault."""
    try:
        found = subprocess.run(
            ["git", "-C", root, *_SETTINGS, *words], input=given.encode("utf-8", "surrogateescape"),
            capture_output=True, check=False, env=_environment())
    except OSError as error:
        raise GitFault(words[0]) from error
    if found.returncode:
        raise GitFault(FOREIGN if is_foreign(found.stderr.decode("utf-8", "replace")) else words[0])
    return found.stdout.decode("utf-8", "surrogateescape")


@contextmanager
def asking_ancestor(root: str, commit: str, head: str) -> Iterator[Callable[[], bool]]:
    """Asks while something else is done whether a commit is there and below another; yields what waits for the answer.

    Raises GitFault.
    """
    try:
        process = subprocess.Popen(
            ["git", "-C", root, "merge-base", "--is-ancestor", commit, head],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment())
    except OSError as error:
        raise GitFault("merge-base") from error
    with process:
        yield lambda: process.wait() == 0


@contextmanager
def reading_git(root: str, names: IO[bytes], *words: str) -> Iterator[IO[bytes]]:
    """What git says about the names, as it comes. Raises GitFault at the end when git refused."""
    try:
        process = subprocess.Popen(
            ["git", "-C", root, *_SETTINGS, *words], stdin=names, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=_environment())
    except OSError as error:
        raise GitFault(words[0]) from error
    with process:
        assert process.stdout is not None
        yield process.stdout
    if process.returncode:
        raise GitFault(words[0])


def _environment() -> dict[str, str]:
    return {**os.environ, "LANGUAGE": "C", "LC_ALL": "C"}
