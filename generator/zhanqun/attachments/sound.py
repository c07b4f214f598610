"""What films and recordings say beside sound and picture: place, words, covers, and what is behind their end."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress

from zhanqun.attachments.frames import audio, tag_size
from zhanqun.attachments.media import look_at, picture_kind
from zhanqun.attachments.picture_parts import behind
from zhanqun.attachments.picture_words import words_of
from zhanqun.attachments.reading import HIDDEN, Notes

WORDS = "音视频里的文字信息"
BEHIND = "音视频末尾附带的数据"
_MOST = 4_000_000
_QUIET = re.compile("T(IT[123]|T[123]|ALB|AL|YER|YE|DR[CLT]|DEN|CON?|RCK|RK|POS|SSE|SS|LEN|LE|BPM|BP|LAN|LA|FLT|FT|MED|MT|ENC|EN|SIZ|SI|DLY)")
"""Fields that name the work, or that encoders write by themselves. Their words are read, and are no finding."""


def say(data: bytes, notes: Notes, warned: bool = True) -> None:
    """Through every detector. ``warned``: it may be somebody's words, so that there is something is said."""
    words = words_of(data[:_MOST])
    if warned and words.strip("\x00 \r\n\t"):
        notes.metadata[WORDS] = True
    notes.block(f"{HIDDEN}（属性：{WORDS}）", words)


def cover(data: bytes, notes: Notes) -> None:
    """A picture within is looked at like any other."""
    kind = picture_kind(data)
    if not kind:
        say(data, notes)
        return
    found = look_at(data, kind, notes.limits)
    for where, text in found.text_blocks:
        notes.block(where, text)
    for what, _ in found.hidden:
        notes.hide(what, "封面")
    for what, _ in found.metadata:
        notes.metadata[what] = True
    for problem in found.problems:
        notes.problem(problem.key, f"附件的封面：{problem.message}", problem.help)


def read_mp3(data: bytes, notes: Notes) -> None:
    at = 0
    while size := tag_size(data, at):
        _id3(data[at : at + size], notes)
        at += size
    end, gaps = audio(data, at)
    say(gaps, notes, warned=False)
    tail = data[end:]
    while tail[-128:-125] == b"TAG":
        say(tail[-125:], notes, warned=False)
        tail = tail[:-128]
    start = tail.find(b"APETAGEX")
    if 0 <= start < 64 or tail.startswith((b"LYRICSBEGIN", b"ID3", b"3DI", b"TAG+")):
        say(tail, notes)
    elif behind(tail, 0):
        notes.hide(BEHIND, "", words_of(tail[:_MOST]))


def _id3(tag: bytes, notes: Notes) -> None:
    version, flags, at = tag[3], tag[5], 10
    if flags & 0x80 and version < 4:
        tag = tag[:10] + tag[10:].replace(b"\xff\x00", b"\xff")
    wide = 3 if version == 2 else 4
    if flags & 0x40 and version > 2:
        at += _number(tag[10:14], version == 4) + (4 if version == 3 else 0)
    while at + wide < len(tag) and tag[at : at + wide].isalnum():
        size = _number(tag[at + wide : at + 2 * wide], version == 4)
        start = at + (6 if wide == 3 else 10)
        form = tag[at + 9] if wide == 4 else 0
        _field(tag[at : at + wide].decode("latin-1"), _plain(tag[start : start + size], form, version), notes)
        at = start + size
    say(tag[at:], notes)


def _plain(data: bytes, form: int, version: int) -> bytes:
    if version == 4 and form & 0x02:
        data = data.replace(b"\xff\x00", b"\xff")
    if form & (0x08 if version == 4 else 0x80):
        with suppress(zlib.error):
            return zlib.decompressobj().decompress(data[4:], _MOST)
    return data


def _number(data: bytes, seven: bool) -> int:
    """A size; of seven bits a byte, where no byte of it may look like the start of sound."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F if seven else value << 8 | byte
    return value


def _field(name: str, data: bytes, notes: Notes) -> None:
    if name in ("GEO", "GEOB"):
        notes.hide("内嵌附件", "", words_of(data[:_MOST]))
    elif name in ("PIC", "APIC"):
        start = min((found for mark in (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF") if (found := data.find(mark)) >= 0), default=0)
        say(data[:start], notes, warned=False)
        cover(data[start:], notes)
    else:
        say(data, notes, warned=_QUIET.fullmatch(name) is None)
