"""A cache that turns out to be damaged is thrown away, and the run begins again without it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from zhanqun.memo import Lost
from zhanqun.pipeline.options import BuildOptions

_Made = TypeVar("_Made")


def with_cache(options: BuildOptions, work: Callable[[], _Made]) -> _Made:
    """``work()``, and once more from nothing when the cache did not hold what it said."""
    try:
        return work()
    except Lost:
        folder = cache_folder(options)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        return work()


def cache_folder(options: BuildOptions) -> Path | None:
    return options.root / ".zhanqun" / "cache" if options.cache else None
