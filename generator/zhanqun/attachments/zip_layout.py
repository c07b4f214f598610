"""What a zip holds beside its files: comments, extra fields, and bytes that no list of contents names."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from zhanqun.attachments.reading import Refused

_UNCLEAR = ("damaged", "附件内部结构前后不一致，不同软件会看到不同内容", "重新导出或重新打包该文件")
_TIMES = {0x0001: 32, 0x000A: 36, 0x5455: 13, 0x7875: 32, 0x5855: 12, 0x7855: 4, 0x756E: 64, 0xCAFE: 0, 0x0009: 16}
"""Extra fields of sizes, times and owners, each with the most bytes that it has."""
_NAME = 0x7075
_PADDING = 0xA220
"""Room that Office leaves for growth."""


def places(data: bytes, package: zipfile.ZipFile) -> dict[str, int]:
    """Where the bytes of each entry begin, by its raw name. Raises ``Refused`` when the two lists do not agree."""
    found: dict[str, int] = {}
    for info in package.infolist():
        head = data[info.header_offset : info.header_offset + 30]
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise Refused(*_UNCLEAR)
        flags, how = struct.unpack("<HH", head[6:10])
        name, extra = struct.unpack("<HH", head[26:30])
        written = data[info.header_offset + 30 : info.header_offset + 30 + name]
        try:
            same = written.decode("utf-8" if flags & 0x800 else "cp437") == info.orig_filename
        except UnicodeDecodeError:
            same = False
        if not same or how != info.compress_type or "\0" in info.orig_filename:
            raise Refused(*_UNCLEAR)
        found[info.orig_filename] = info.header_offset + 30 + name + extra
    return found


def oddities(data: bytes, package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(what, its text) of everything beside the files; ``data`` has agreed with its list of contents."""
    infos = sorted(package.infolist(), key=lambda info: info.header_offset)
    comments = [package.comment, *(info.comment for info in infos)]
    if any(comments):
        yield "压缩包的注释", "\n".join(_decoded(comment) for comment in comments if comment)
    if any(info.is_dir() and (info.file_size or info.compress_size > 2) for info in infos):
        yield "压缩包里带内容的文件夹", ""
    extras = [info.extra for info in infos]
    begins = places(data, package)
    at = 0
    gap = False
    for info in infos:
        gap = gap or info.header_offset != at
        name, extra = struct.unpack("<HH", data[info.header_offset + 26 : info.header_offset + 30])
        extras.append(data[info.header_offset + 30 + name : info.header_offset + 30 + name + extra])
        at = begins[info.orig_filename] + info.compress_size
        if info.flag_bits & 8:
            at += _descriptor(data, at, info)
    start: int = package.start_dir
    if gap or at != start:
        yield "压缩包里没有列出的数据", ""
    if _tail(data, start, len(infos)) != len(data):
        yield "压缩包结尾附带的数据", ""
    if names := sorted({name for extra in extras for name in _other_names(extra)}):
        yield "", "\n".join(names)
    if not all(map(_is_usual, extras)):
        yield "压缩包里用途不明的附加数据", ""


def _descriptor(data: bytes, at: int, info: zipfile.ZipInfo) -> int:
    """Length of what a streaming writer puts behind an entry, or nothing."""
    for head in (b"PK\x07\x08" + struct.pack("<L", info.CRC), struct.pack("<L", info.CRC)):
        for sizes in ("<LL", "<QQ"):
            try:
                whole = head + struct.pack(sizes, info.compress_size, info.file_size)
            except struct.error:
                continue
            if data.startswith(whole, at):
                return len(whole)
    return 0


def _tail(data: bytes, start: int, count: int) -> int:
    """Where the list of contents and its end lead to."""
    at = start
    for _ in range(count):
        name, extra, comment = struct.unpack("<HHH", data[at + 28 : at + 34])
        at += 46 + name + extra + comment
    if data[at : at + 4] == b"PK\x06\x06":
        at += 56 if struct.unpack("<Q", data[at + 4 : at + 12])[0] == 44 else 0
        at += 20 if data[at : at + 4] == b"PK\x06\x07" else 0
    if data[at : at + 4] != b"PK\x05\x06" or at + 22 > len(data):
        return -1
    return at + 22 + int(struct.unpack("<H", data[at + 20 : at + 22])[0])


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and value of each extra field; what is none comes last, with the kind -1."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack("<HH", extra[at : at + 4])
        if at + 4 + size > len(extra):
            break
        yield kind, extra[at + 4 : at + 4 + size]
        at += 4 + size
    yield -1, extra[at:]


def _other_names(extra: bytes) -> Iterator[str]:
    """The name once more, in UTF-8: many programs show it in place of the first."""
    yield from (value[5:].decode("utf-8", "replace") for kind, value in _fields(extra) if kind == _NAME)


def _is_usual(extra: bytes) -> bool:
    for kind, value in _fields(extra):
        if kind in (-1, 0):
            usual = not value.strip(b"\0")
        elif kind == _PADDING:
            usual = not value[4:].strip(b"\0")
        else:
            usual = kind == _NAME or len(value) <= _TIMES.get(kind, -1)
        if not usual:
            return False
    return True


def _decoded(comment: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return comment.decode(encoding)
        except UnicodeDecodeError:
            continue
    return comment.decode("gb18030", "replace")
