"""A cache that turns out to be damaged is thrown away, and the run begins again without it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from zhanqun.memo import Lost
from zhanqun.model.errors import UsageError, why
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


@contextmanager
def spare_folder() -> Iterator[Path]:
    """A temporary folder for one run that publishes nothing. Raises UsageError when there is no place for it."""
    try:
        spare = Path(tempfile.mkdtemp(prefix="zhanqun-"))
    except OSError as error:
        raise UsageError(
            f"临时文件夹建不了（{why(error)}）；腾出空间，或用环境变量 TMPDIR 指明一个能写的文件夹，再重试"
        ) from error
    try:
        yield spare
    finally:
        shutil.rmtree(spare, ignore_errors=True)
