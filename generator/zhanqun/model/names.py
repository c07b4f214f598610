"""Many strings in two pieces of bytes, so that those of a hundred sites are loaded without being taken apart."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import overload


@dataclass(frozen=True, slots=True)
class Names(Sequence[str]):
    """An unchangeable sequence of strings; each is decoded when it is asked for."""

    data: bytes
    """One after the other, in UTF-8."""
    ends: bytes
    """int32, little-endian: where each of them ends."""

    @staticmethod
    def of(names: Iterable[str]) -> Names:
        encoded = [name.encode() for name in names]
        ends = list(accumulate(map(len, encoded)))
        return Names(b"".join(encoded), struct.pack(f"<{len(ends)}i", *ends))

    def __len__(self) -> int:
        return len(self.ends) // 4

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return list(self)[index]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        start, end = struct.unpack_from("<2i", self.ends, 4 * place - 4) if place else (0, *struct.unpack_from("<i", self.ends))
        return self.data[start:end].decode()

    def __iter__(self) -> Iterator[str]:
        start, data = 0, self.data
        for end in struct.unpack(f"<{len(self)}i", self.ends):
            yield data[start:end].decode()
            start = end

    def place(self, name: str) -> int | None:
        """Where a name stands among names in ascending order; none when it is not there."""
        place = bisect_left(self, name)
        return place if place < len(self) and self[place] == name else None
