"""What a run is asked to do and what it answers."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhanqun.model.finding import Finding, Severity

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    root: Path
    out: Path
    now: datetime | None
    """Minute of the build on the cluster's clock; none: the current one."""
    jobs: int
    cache: bool
    progress: Progress
    """Called with the stage's Chinese name, how many are done, how many there are."""
    compact: bool = False
    """Build the search index anew instead of adding to it."""
    touched: frozenset[str] | None = None
    """Folders of ``sites/`` in which something may be another since the last good build; none: look at all of them."""
    executor: str = ""
    """``dask://HOST:PORT``: whose workers judge and render; empty: this machine's processes."""
    shared: str = ""
    """Address of the store that they share with us."""

    @property
    def mark(self) -> str:
        """Names what the cache remembers of the output folder, by its place beside the cluster: a checkout of another
        name, with cache and output restored, goes on where the last one ended."""
        place = os.path.relpath(self.out, self.root).encode("utf-8", "surrogateescape")
        return hashlib.blake2b(place, digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    """items, cleared, withheld, held, pages, stubs, written, unchanged, removed."""
    seconds: Mapping[str, float]
    notes: tuple[str, ...]
    ok: bool


_COPY_MARK = "assets/search/offline.js"
"""In every offline copy and in no website."""


def is_copy(out: Path) -> bool:
    """True for an output folder that holds an offline copy: it and a website never share a folder."""
    return (out / _COPY_MARK).is_file()


def any_error(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


class Clock:
    """Seconds per stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 4)
