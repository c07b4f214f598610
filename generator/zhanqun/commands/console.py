"""Where words go: results to standard output, progress and remarks to standard error."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from zhanqun.report.text import Paint, coloured, plain

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def paint() -> Paint:
    """Colours only on a terminal, and never when NO_COLOR is set (to anything)."""
    return coloured if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else plain


def say(text: str) -> None:
    """A result: standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def remark(text: str, *, quiet: bool = False) -> None:
    """A remark for whoever watches: standard error."""
    if not quiet:
        sys.stdout.flush()
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


class Bar:
    """Progress: a bar on a terminal, one line a stage elsewhere, nothing when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        self._rich: Progress | None = None
        self._task: TaskID | None = None
        self._stage = ""
        self._since = time.monotonic()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._rich is not None:
            self._rich.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """The pipeline's ``progress``: the stage's Chinese name, how many are done, how many there are (0: not known)."""
        if self._quiet:
            return
        if self._terminal:
            self._draw(stage, done, total)
        elif stage != self._stage:
            remark(f"{stage} …" if total <= 1 else f"{stage} … {total}")
        self._stage = stage

    def _draw(self, stage: str, done: int, total: int) -> None:
        if self._rich is None:
            # A quick run ends before anyone could read a bar, and rich costs 60 ms to import.
            if time.monotonic() - self._since < 0.5:
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self._rich = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._rich.start()
        if self._task is None or stage != self._stage:
            if self._task is not None:
                self._rich.remove_task(self._task)
            self._task = self._rich.add_task(stage, total=total or None)
        self._rich.update(self._task, completed=done, total=total or None)
