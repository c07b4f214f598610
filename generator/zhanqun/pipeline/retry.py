"""One run at a time writes the cache. One that turns out to be damaged is thrown away, and the run begins again without it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from zhanqun.memo import Lost, Store
from zhanqun.model.errors import UsageError, why
from zhanqun.pipeline.options import BuildOptions

_Made = TypeVar("_Made")


def with_cache(options: BuildOptions, spare: Path, work: Callable[[Store], _Made]) -> _Made:
    """``work`` with the cache, and once more from nothing when that did not hold what it said.

    While another run writes the cache, this one reads it and keeps nothing: it waits for nobody, and what changes under it
    is noticed as damage is. ``spare``: a folder for this run alone.
    """
    for _ in range(2):
        with _writing(options) as mine:
            try:
                return work(Store(cache_folder(options), spare, keeps=mine))
            except Lost:
                _forget(spare / "kept", spare / "lent")
                if mine:
                    if (folder := cache_folder(options)) is not None:
                        _forget(folder)
                    return work(Store(cache_folder(options), spare))
    return work(Store(None, spare))


@contextmanager
def _writing(options: BuildOptions) -> Iterator[bool]:
    """Whether this run alone may write the cache until the block ends. Where nothing can be locked, nobody is kept out."""
    folder = cache_folder(options)
    if folder is None:
        yield True
        return
    try:
        folder.parent.mkdir(exist_ok=True)
        handle = _open(folder.parent / "lock")
    except OSError:
        yield True
        return
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except OSError:
            pass
        try:
            yield True
        finally:
            # Workers that outlive this run hold the file open as well.
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_UN)


def _open(place: Path) -> IO[bytes]:
    """The file that is locked. Whatever else somebody has put there is neither waited for nor written to."""
    try:
        file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    except PermissionError:
        # Another user's: it can be locked all the same.
        file = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    return open(file, "rb", buffering=0)


def _forget(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


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
