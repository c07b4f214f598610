"""Where reports may be written: they name files that are not public, so never into a published folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from zhanqun.model.errors import UsageError, why


def check_place(option: str, place: Path, output: Path) -> None:
    """Raises UsageError when ``place`` cannot be a file or lies in a published folder: ``output`` or another one."""
    target = place.resolve()
    published = output.resolve()
    if target == published or published in target.parents or is_published(target):
        raise UsageError(f"{option} {place} 在输出目录之内，会随网站一起公开；请写到别处")
    if not target.parent.is_dir() or target.is_dir():
        raise UsageError(f"{option} {place} 写不了：上级目录不存在，或它本身是目录")


def write_out(option: str, place: Path, data: bytes, output: Path) -> None:
    """A reader sees the old report or the new one, never half of one."""
    check_place(option, place, output)
    target = place.resolve()
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a pipe or a terminal
            return
        replace_whole(target, data)
    except OSError as error:
        raise UsageError(f"{option} {place} 写不了：{why(error)}") from error


def replace_whole(target: Path, data: bytes) -> None:
    """Write a new file beside it, then rename: never half a file, never through a link or over a file of that name."""
    handle, name = tempfile.mkstemp(prefix=".zhanqun-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def is_published(place: Path) -> bool:
    """Whether a place lies in an output folder."""
    return any((folder / "manifest" / "index.json").is_file() for folder in place.resolve().parents)
