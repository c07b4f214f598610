"""What a picture's file is made of: its parts beside the dots, and where the picture ends.

Walked from the front. Whoever looks for the end from behind finds the end of what was there before: programs that save
a cropped picture over the original leave the rest of it (CVE-2023-21036, CVE-2023-28303).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zhanqun.attachments.reading import Refused

_PADDING = b"\x00\t\n\r \xff"
_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""Ends the coded dots of a jpg: neither a byte of theirs nor a restart mark nor filling."""


class Part(NamedTuple):
    name: str
    data: bytes


class Picture(NamedTuple):
    parts: tuple[Part, ...]
    end: int


def damaged() -> Refused:
    return Refused("damaged", "图片已损坏或不完整", "运行 zhanqun clean，或用图片软件打开后重新导出，核对后替换原件")


def taken_apart(data: bytes, kind: str) -> Picture:
    """Parts of a png, jpg, gif or webp in order, without its dots. Raises ``Refused`` for one that does not hold together."""
    walk = {"png": _png, "jpg": _jpg, "gif": _gif, "webp": _webp}[kind]
    try:
        walked = list(walk(data))
    except IndexError:
        raise damaged() from None
    return Picture(tuple(part for _, part in walked if part is not None), walked[-1][0])


def behind(data: bytes, end: int) -> bytes:
    """What follows the picture, other than filling."""
    tail = data[end:]
    return tail if tail.strip(_PADDING) else b""


def _png(data: bytes) -> Iterator[tuple[int, Part | None]]:
    at = 8
    while True:
        size = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if at + 12 + size > len(data):
            raise damaged()
        if name not in (b"IHDR", b"PLTE", b"IDAT", b"fdAT"):
            yield at, Part(name.decode("latin-1"), data[at + 8 : at + 8 + size])
        at += 12 + size
        if name == b"IEND":
            yield at, None
            return


def _jpg(data: bytes) -> Iterator[tuple[int, Part | None]]:
    at = 2
    while True:
        start = at
        while data[at] != 0xFF or data[at + 1] in (0x00, 0xFF):
            at += 1
        if data[start:at].strip(b"\x00\xff"):
            yield at, Part("", data[start:at])
        mark = data[at + 1]
        if mark in (0xD8, 0xD9):  # a second picture begins where the first has not ended
            yield at + 2 * (mark == 0xD9), None
            return
        at += 2
        if mark == 0x01 or 0xD0 <= mark <= 0xD7:
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        if size < 2 or at + size > len(data):
            raise damaged()
        if 0xE0 <= mark <= 0xEF or mark == 0xFE:
            yield at, Part(f"APP{mark - 0xE0}" if mark != 0xFE else "COM", data[at + 2 : at + size])
        at += size
        if mark == 0xDA:
            found = _MARK.search(data, at)
            if found is None:
                raise damaged()
            at = found.start()


def bare_jpg(data: bytes) -> bytes:
    """A jpg without words, small pictures and what is behind it; what its colours need stays. Raises ``Refused``."""
    if not data.startswith(b"\xff\xd8\xff"):
        return data
    kept, last, end = bytearray(), 0, 0
    try:
        for end, part in _jpg(data):
            if part is None or not part.name or part.data.startswith((b"ICC_PROFILE\x00", b"Adobe\x00", b"Adobe\x64")):
                continue
            kept += data[last : end - 2]
            last = end + 2 + len(part.data)
    except IndexError:
        raise damaged() from None
    return bytes(kept + data[last:end])


def _gif(data: bytes) -> Iterator[tuple[int, Part | None]]:
    at = 13 + _colours(data[10])
    while data[at] != 0x3B:
        if data[at] == 0x21:
            label = data[at + 1]
            blocks, at = _blocks(data, at + 2)
            if label != 0xF9:
                yield at, Part(f"{label:02X}", _extension(label, blocks))
        elif data[at] == 0x2C:
            _, at = _blocks(data, at + 11 + _colours(data[at + 9]))
        else:
            raise damaged()
    yield at + 1, None


def _colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> tuple[list[bytes], int]:
    blocks = []
    while size := data[at]:
        blocks.append(data[at + 1 : at + 1 + size])
        at += 1 + size
    return blocks, at + 1


def _extension(label: int, blocks: list[bytes]) -> bytes:
    """An application's name, which is a block by itself, ends with a zero here. XMP is not written in blocks: the
    bytes that were taken for their sizes are letters of it, and are put back."""
    if label != 0xFF or not blocks:
        return b"".join(blocks)
    if blocks[0].startswith(b"XMP Data"):
        return blocks[0] + b"\x00" + b"".join(bytes((len(block),)) + block for block in blocks[1:])
    return blocks[0] + b"\x00" + b"".join(blocks[1:])


def _webp(data: bytes) -> Iterator[tuple[int, Part | None]]:
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) + 1:
        raise damaged()
    at = 12
    while at + 8 <= end:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > end:
            raise damaged()
        if name not in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"):
            yield at, Part(name.decode("latin-1"), data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    yield end, None
