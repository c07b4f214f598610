"""The full-text index's own part of the manifest: a hundred thousand lines of which one change touches thirty."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhanqun.model.output import OutputFile, OutputRow
from zhanqun.stages.search.parts import StateError
from zhanqun.stages.write import ManifestPart, make_part, read_part

PART = "search"
"""Its name among the sites' parts. No site may be called so: the folder is the generator's."""


@dataclass(frozen=True, slots=True)
class IndexPart:
    """What the output will hold of the index."""

    part: ManifestPart
    file: OutputFile
    """The bytes of the part."""
    rows: Sequence[OutputRow]
    """Files that are made now."""
    removed: Sequence[str]
    """Paths that go away."""


def published_lines(out: Path, part: ManifestPart | None, known: str) -> dict[str, str]:
    """Path -> SHA-256 of the published index. Raises StateError when it is not the one that was recorded."""
    lines = read_part(out, part) if part is not None and part.sha256 == known else {}
    if not lines:
        raise StateError("输出里的检索索引与记录不符")
    return lines


def whole_part(rows: Iterable[OutputRow], before: Collection[str]) -> IndexPart:
    """An index built anew. ``before``: paths of the one that stands."""
    listed = sorted(rows, key=lambda row: row.path)
    paths = {row.path for row in listed}
    return IndexPart(*make_part(PART, listed), listed, [path for path in before if path not in paths])


def changed_part(
    out: Path, old: ManifestPart, before: Mapping[str, str], rows: Sequence[OutputRow], remove: tuple[str, ...],
) -> IndexPart:
    """An index of which some files are new or others and those below ``remove`` go away. Raises StateError."""
    made = {str(row.path): row for row in rows}
    below = {path for path in before if path.startswith(remove)} if remove else set()
    gone = [path for path in before if path in below and path not in made] if below else []
    try:
        size = old.bytes - sum((out / path).stat().st_size for path in (*gone, *(path for path in made if path in before)))
    except OSError as error:
        raise StateError("输出里缺少检索索引的文件") from error
    now = {path: sha256 for path, sha256 in before.items() if path not in below} if below else dict(before)
    now.update((path, row.sha256) for path, row in made.items())
    data = "".join([f"{sha256}  {path}\n" for path, sha256 in sorted(now.items())]).encode()
    part = ManifestPart(PART, len(now), size + sum(row.size for row in rows), hashlib.sha256(data).hexdigest())
    return IndexPart(part, OutputFile(part.path, data), rows, gone)
