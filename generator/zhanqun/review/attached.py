"""Attachments of a changed source: which are new, changed or gone, and what is written in them."""

from __future__ import annotations

from zhanqun.attachments import read_attachment
from zhanqun.model.comparison import FileChange
from zhanqun.model.rule import AttachmentBytes
from zhanqun.review.cover import covered, shown, shown_path
from zhanqun.review.side import Side
from zhanqun.text.visible import visible

EXCERPT = 6000
"""Characters of extracted text told of one attachment."""


def file_changes(before: Side | None, after: Side | None) -> tuple[FileChange, ...]:
    """Every file that the source names now or named before, sorted by path. Nothing of a source that stays closed."""
    if after is None or not after.open or after.taken_down:
        return ()
    old = {file.path: file for file in before.files} if before is not None and before.cleared else {}
    new = {file.path: file for file in after.files}
    return tuple(
        _gone(old[path]) if path not in new else _file(new[path], old.get(path)) for path in sorted({*old, *new})
    )


def _gone(file: AttachmentBytes) -> FileChange:
    return FileChange(path=shown_path(file.path), name=shown(file.name), size=0, kind="gone", sha256="")


def _file(file: AttachmentBytes, before: AttachmentBytes | None) -> FileChange:
    kind = "new" if before is None else "same" if before.sha256 == file.sha256 else "changed"
    name = shown(file.name)
    if kind == "same":
        return FileChange(path=shown_path(file.path), name=name, size=len(file.data), kind=kind, sha256=file.sha256)
    reading = read_attachment(file.path, file.data)
    # Covered before it is cut: a cut through a number would show half of it.
    text, masked = covered(reading.text()[: EXCERPT + 2000])
    excerpt = visible(text.strip())
    notes = [f"看不见的内容：{visible(what)}" for what in dict.fromkeys(what for what, _ in reading.hidden)]
    notes += [f"文件属性里有{visible(what)}" for what, present in reading.metadata if present]
    notes += [shown(problem.message) for problem in reading.problems]
    return FileChange(
        path=shown_path(file.path), name=name, size=len(file.data), kind=kind, sha256=file.sha256,
        excerpt=excerpt[:EXCERPT], cut=len(excerpt) > EXCERPT, masked=masked, notes=tuple(notes),
    )
