"""What an mp4 says beside sound and picture: its boxes are walked, the sound and the picture themselves are not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zhanqun.attachments.picture_parts import behind
from zhanqun.attachments.picture_words import read_xmp, words_of
from zhanqun.attachments.reading import Notes, Refused
from zhanqun.attachments.sound import BEHIND, cover, say

PLACE = "拍摄地点（视频）"
UNKNOWN = "音视频里看不懂的数据"
CUT = "剪掉、仍留在文件里的片段"
_HOLDS = frozenset(name.encode() for name in "moov trak mdia minf udta edts ilst meta dinf moof traf mvex".split())
_TOP = frozenset(name.encode() for name in "ftyp moov mdat free skip wide moof mfra sidx ssix styp meta pdin emsg prft uuid".split())
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_SPHERE = bytes.fromhex("ffcc82638550411a8d1cabea7f9fb2db")
_QUIET = frozenset(
    name.encode("latin-1")
    for name in "©nam ©alb ©day ©gen ©too ©swr ©enc ©trk ©fmt trkn disk gnre tmpo cpil pgap hdlr name titl albm yrrc keys hdvd stik".split()
)
_QUIET_KEYS = (b"version", b"encoder", b"software", b"fps", b"title", b"creationdate", b"_brand", b"_brands")
"""Fields that name the work, or that programs write by themselves. Their words are read, and are no finding."""
_SECOND = 1.0
"""What encoders leave out at the beginning of a track, to be in time, is shorter."""


class Box(NamedTuple):
    name: bytes
    start: int
    inside: int
    end: int
    path: tuple[bytes, ...]


def boxes(data: bytes, start: int = 0, end: int | None = None, path: tuple[bytes, ...] = ()) -> Iterator[Box]:
    """Every box, those within others after them. What is no box ends the walk: at the top it is behind the end."""
    end = len(data) if end is None else end
    at = start
    while at + 8 <= end:
        size, name, inside = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, inside = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0 and not path:
            size = end - at
        if size < inside - at or at + size > end or not path and name not in _TOP:
            return
        yield Box(name, at, inside, at + size, path)
        if name in _HOLDS and len(path) < 12:
            if name == b"meta" and data[inside + 4 : inside + 8] != b"hdlr":
                inside += 4  # of this box there are two forms
            yield from boxes(data, inside, at + size, (*path, name))
        elif path[-1:] == (b"ilst",):
            yield from boxes(data, inside, at + size, (*path, name))
        at += size


def read_mp4(data: bytes, notes: Notes) -> None:
    end = 0
    names: list[bytes] = []
    track: dict[bytes, bytes] = {}
    movie = b""
    seen = False
    for box in boxes(data):
        inside = data[box.inside : box.end] if box.name not in _HOLDS and box.name != b"mdat" else b""
        if not box.path:
            end = box.end
        if box.name == b"trak":
            _cut(track, notes)
            track = {b"mvhd": movie}
        elif b"trak" in box.path:
            track.setdefault(box.name, inside)
        if box.name == b"keys":
            names = _keys(inside)
        elif box.name == b"mvhd":
            movie = inside
        seen = seen or box.name == b"moov"
        _box(box, inside, names, notes)
    _cut(track, notes)
    if not seen:
        raise Refused("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件")
    tail = behind(data, end)
    if tail:
        notes.hide(BEHIND, "", words_of(tail[:4_000_000]))


def _keys(data: bytes) -> list[bytes]:
    """Names of the fields that follow, which are numbered."""
    names, at = [], 8
    while at + 8 <= len(data) and (size := int.from_bytes(data[at : at + 4], "big")) >= 8:
        names.append(data[at + 8 : at + size])
        at += size
    return names


def _box(box: Box, inside: bytes, names: list[bytes], notes: Notes) -> None:
    name = box.name
    if name in (b"free", b"skip", b"wide"):
        say(inside.strip(b"\x00"), notes, warned=False)
        if len(inside.strip(b"\x00")) > 64:
            notes.hide(UNKNOWN)
    elif name == b"uuid":
        _own(inside, notes)
    elif name == b"hdlr":
        if inside[8:12] == b"meta" and b"meta" not in box.path:
            notes.hide("随画面记录的数据（可能有拍摄地点）")
        say(inside[24:], notes, warned=False)
    elif name in (b"\xa9xyz", b"loci") or name == b"gps ":
        notes.hide(PLACE, "", words_of(inside))
    elif b"ilst" in box.path:
        _field(box, inside, names, notes)
    elif b"udta" in box.path and name not in _HOLDS:
        say(inside, notes, warned=name not in _QUIET)
    elif name not in _HOLDS and b"meta" in box.path:
        say(inside, notes, warned=False)


def _own(inside: bytes, notes: Notes) -> None:
    """A box of somebody's own."""
    if inside.startswith(_XMP):
        read_xmp(inside[16:], notes)
        return
    say(inside, notes, warned=False)
    if not inside.startswith(_SPHERE) and len(inside) > 16 + 64:
        notes.hide(UNKNOWN)


def _field(box: Box, inside: bytes, names: list[bytes], notes: Notes) -> None:
    """A value of the list of fields: their numbers or names are those of the box around it."""
    if box.name != b"data":
        if box.path[-1] != b"ilst":
            say(inside, notes, warned=False)
        return
    owner = box.path[-1]
    number = int.from_bytes(owner, "big")
    key = names[number - 1].lower() if 0 < number <= len(names) else b""
    if b"location" in key:
        notes.hide(PLACE, "", words_of(inside[8:]))
    elif owner == b"covr" or b"artwork" in key:
        cover(inside[8:], notes)
    else:
        say(inside[8:], notes, warned=owner not in _QUIET and not key.endswith(_QUIET_KEYS))


def _cut(track: dict[bytes, bytes], notes: Notes) -> None:
    """Cutting without encoding anew leaves what was cut in the file and tells players where to begin and to end."""
    edits, header = track.get(b"elst", b""), track.get(b"mdhd", b"")
    if len(edits) < 20 or len(header) < 20 or track.get(b"hdlr", b"")[8:12] not in (b"vide", b"soun"):
        return
    scale, lasts = _clock(header)
    whole, _ = _clock(track.get(b"mvhd", b""))
    wide = 8 if edits[0] else 4
    for at in range(8, len(edits) - 2 * wide - 3, 2 * wide + 4):
        shown = int.from_bytes(edits[at : at + wide], "big")
        begins = int.from_bytes(edits[at + wide : at + 2 * wide], "big", signed=True)
        rest = lasts / scale - begins / scale - shown / whole
        if begins > _SECOND * scale or begins >= 0 and shown and rest > _SECOND:
            notes.hide(CUT)


def _clock(header: bytes) -> tuple[int, int]:
    """Ticks a second, and how many of them it lasts."""
    first, wide = (20, 8) if header[:1] == b"\x01" else (12, 4)
    scale, lasts = header[first : first + 4], header[first + 4 : first + 4 + wide]
    return int.from_bytes(scale, "big") or 1, int.from_bytes(lasts, "big")
