"""The full-text index's own part of the manifest: a hundred thousand lines of which one change touches thirty."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhanqun.model.output import OutputFile, OutputRow
from zhanqun.stages.search.parts import StateError
from zhanqun.stages.write import ManifestPart, make_part, read_bytes

PART = "search"
"""Its name among the sites' parts. No site may be called so: the folder is the generator's."""

_BEFORE = 66
"""Bytes of a line in front of the path: a digest and two spaces."""


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


class Lines(Mapping[str, str]):
    """Path -> SHA-256, looked up in the bytes of a part: of fifteen megabytes one change asks for thirty lines."""

    def __init__(self, data: bytes) -> None:
        """``data``: lines as ``make_part`` writes them, sorted by path."""
        self._data = data

    def __len__(self) -> int:
        return self._data.count(b"\n")

    def __iter__(self) -> Iterator[str]:
        return (line[_BEFORE:] for line in self._data.decode().split("\n") if line)

    def __getitem__(self, path: str) -> str:
        at = self.place(path.encode())
        line = self._data[at : self._data.find(b"\n", at)]
        if not line or line[_BEFORE:] != path.encode():
            raise KeyError(path)
        return line[: _BEFORE - 2].decode()

    def place(self, path: bytes) -> int:
        """Where the first line begins whose path is not before ``path``."""
        data, low, high = self._data, 0, len(self._data)
        while low < high:
            begin = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.index(b"\n", begin) + 1
            if data[begin + _BEFORE : end - 1] < path:
                low = end
            else:
                high = begin
        return low

    def below(self, folder: str) -> list[str]:
        """Paths that begin with ``folder``."""
        found: list[str] = []
        at, start = self.place(folder.encode()), folder.encode()
        while self._data.startswith(start, at + _BEFORE):
            end = self._data.index(b"\n", at)
            found.append(self._data[at + _BEFORE : end].decode())
            at = end + 1
        return found

    def changed(self, gone: Iterable[str], made: Mapping[str, str]) -> bytes:
        """The lines without some and with others."""
        edits = dict.fromkeys(gone, b"") | {path: f"{sha256}  {path}\n".encode() for path, sha256 in made.items()}
        parts: list[bytes | memoryview] = []
        whole, kept = memoryview(self._data), 0
        for path, line in sorted(edits.items()):
            at = self.place(path.encode())
            parts += (whole[kept:at], line)
            kept = self._data.index(b"\n", at) + 1 if path in self else at
        return b"".join((*parts, whole[kept:]))


def published_lines(out: Path, part: ManifestPart | None, known: str) -> Lines:
    """Path -> SHA-256 of the published index. Raises StateError when it is not the one that was recorded."""
    data = read_bytes(out, part) if part is not None and part.sha256 == known else b""
    if not data:
        raise StateError("输出里的检索索引与记录不符")
    return Lines(data)


def whole_part(rows: Iterable[OutputRow], before: Collection[str]) -> IndexPart:
    """An index built anew. ``before``: paths of the one that stands."""
    listed = sorted(rows, key=lambda row: row.path)
    paths = {row.path for row in listed}
    return IndexPart(*make_part(PART, listed), listed, [path for path in before if path not in paths])


def changed_part(
    out: Path, old: ManifestPart, before: Mapping[str, str], rows: Sequence[OutputRow], remove: tuple[str, ...],
) -> IndexPart:
    """An index of which some files are new or others and those below ``remove`` go away. Raises StateError."""
    assert isinstance(before, Lines)
    made = {str(row.path): row for row in rows}
    standing = [path for path in made if path in before]
    gone = sorted({path for start in remove for path in before.below(start)} - made.keys())
    try:
        size = old.bytes - sum((out / path).stat().st_size for path in (*gone, *standing))
    except OSError as error:
        raise StateError("输出里缺少检索索引的文件") from error
    data = before.changed(gone, {path: row.sha256 for path, row in made.items()})
    part = ManifestPart(
        PART, old.files - len(gone) + len(made) - len(standing), size + sum(row.size for row in rows),
        hashlib.sha256(data).hexdigest())
    return IndexPart(part, OutputFile(part.path, data), rows, gone)
