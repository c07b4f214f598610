"""Where reports may be written: they name files that are not public, so never into a published folder."""

from __future__ import annotations

from pathlib import Path

from zhanqun.model.errors import UsageError, why


def check_place(option: str, place: Path, output: Path) -> None:
    """Raises UsageError when ``place`` cannot be a file or lies in a published folder: ``output`` or another one."""
    target = place.resolve()
    published = output.resolve()
    if target == published or any(
        folder == published or (folder / "manifest" / "index.json").is_file() for folder in target.parents
    ):
        raise UsageError(f"{option} {place} 在输出目录之内，会随网站一起公开；请写到别处")
    if not target.parent.is_dir() or target.is_dir():
        raise UsageError(f"{option} {place} 写不了：上级目录不存在，或它本身是目录")


def write_out(option: str, place: Path, data: bytes, output: Path) -> None:
    """Through a temporary file: a reader sees the old report or the new one, never half of one."""
    check_place(option, place, output)
    target = place.resolve()
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a pipe or a terminal
            return
        draft = target.with_name(target.name + ".tmp")
        draft.write_bytes(data)
        draft.replace(target)
    except OSError as error:
        raise UsageError(f"{option} {place} 写不了：{why(error)}") from error
