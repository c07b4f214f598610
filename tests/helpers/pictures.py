"""Pictures whose files hold more than what is seen."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

NUMBER = "11010519491231002X"
"""A number of the form of a person's, its check digit right."""


def drawn(side: int, kind: str = "PNG", **options: object) -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.effect_noise((side, side), 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def cropped_on_the_spot(kind: str = "PNG") -> bytes:
    """The cropped picture written over the original, longer one, whose rest and end are still there."""
    old, new = drawn(64, kind), drawn(16, kind)
    return new + old[len(new):]


def chunk(name: bytes, data: bytes) -> bytes:
    """An honest png with one more chunk."""
    whole = drawn(16)
    return whole[:33] + struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) + whole[33:]


def segment(mark: int, data: bytes) -> bytes:
    """An honest jpg with one more segment."""
    whole = drawn(16, "JPEG")
    return whole[:2] + bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data + whole[2:]


def exif_with_small_picture() -> bytes:
    small = drawn(32, "JPEG")
    first = struct.pack("<HHHII", 1, 0x0112, 3, 1, 1) + struct.pack("<I", 26)
    second = struct.pack("<H", 3) + b"".join(
        struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in ((0x0103, 3, 6), (0x0201, 4, 68), (0x0202, 4, len(small))))
    return b"II*\0" + struct.pack("<I", 8) + first + second + struct.pack("<I", 0) + small


def webp_with(name: bytes, data: bytes) -> bytes:
    whole = drawn(16, "WEBP")
    body = whole[12:] + name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def gif_with(label: int, *blocks: bytes) -> bytes:
    whole = drawn(16, "GIF")
    told = b"".join(bytes((len(block),)) + block for block in blocks)
    return whole[:-1] + b"!" + bytes((label,)) + told + b"\0" + b";"
