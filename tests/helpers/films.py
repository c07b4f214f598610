"""Films and recordings of no length whose files say more than is seen and heard."""

from __future__ import annotations

import struct


def box(name: bytes, *inside: bytes) -> bytes:
    whole = b"".join(inside)
    return struct.pack(">I", 8 + len(whole)) + name + whole


def film(*inside: bytes, behind: bytes = b"") -> bytes:
    """``inside``: what the box of the film holds."""
    return box(b"ftyp", b"mp42\0\0\0\0mp42") + box(b"moov", *inside) + box(b"mdat", b"\x01" * 40) + behind


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", b"\0" * 8 + kind + b"\0" * 12 + b"x\0")


def tagged(*values: tuple[bytes, bytes]) -> bytes:
    """A list of fields as players write it: a title, a remark, a cover."""
    fields = (box(name, box(b"data", struct.pack(">II", 1, 0) + value)) for name, value in values)
    return box(b"udta", box(b"meta", b"\0\0\0\0", handler(b"mdir"), box(b"ilst", *fields)))


def keyed(name: bytes, value: bytes) -> bytes:
    """A field by a name of its own, as telephones write it."""
    keys = box(b"keys", struct.pack(">II", 0, 1), struct.pack(">I", 8 + len(name)) + b"mdta" + name)
    return box(b"meta", handler(b"mdta"), keys, box(b"ilst", box(struct.pack(">I", 1), box(b"data", struct.pack(">II", 1, 0) + value))))


def track(kind: bytes, begins: int = 0, shown: int = 4000, lasts: int = 4000) -> bytes:
    """A track of four seconds, of which players show what the list of edits says."""
    header = box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, 1000, lasts) + b"\0" * 4)
    edits = box(b"edts", box(b"elst", struct.pack(">IIIiI", 0, 1, shown, begins, 65536)))
    return box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, shown)) + box(b"trak", edits, box(b"mdia", header, handler(kind)))


def sound(*fields: tuple[bytes, bytes], behind: bytes = b"") -> bytes:
    """An mp3 of four frames of silence."""
    inside = b"".join(name + struct.pack(">I", len(value)) + b"\0\0" + value for name, value in fields)
    size = bytes(len(inside) >> shift & 0x7F for shift in (21, 14, 7, 0))
    head = b"ID3\x03\0\0" + size + inside if fields else b""
    return head + (b"\xff\xfb\x90\xc0" + b"\0" * 413) * 4 + behind
