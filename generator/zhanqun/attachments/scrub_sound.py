"""Films and recordings without place, names, remarks and covers. Sound and picture stay byte for byte."""

from __future__ import annotations

from zhanqun.attachments.film import boxes, read_mp4
from zhanqun.attachments.frames import audio, tag_size
from zhanqun.attachments.picture_parts import behind, damaged
from zhanqun.attachments.reading import Limits, Notes
from zhanqun.attachments.sound import BEHIND

_SAID = "标题、作者、歌词、封面、拍摄地点等信息"
_EMPTIED = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"))


def scrub_sound(data: bytes, kind: str) -> tuple[bytes, list[str]]:
    """Return the copy and what was removed. Raises ``Refused`` for a file without sound or picture."""
    return _mp3(data) if kind == "mp3" else _mp4(data)


def _mp3(data: bytes) -> tuple[bytes, list[str]]:
    at = 0
    while size := tag_size(data, at):
        at += size
    end, _ = audio(data, at)
    if end == at:
        raise damaged()
    removed = [_SAID] if at else []
    tail = behind(data, end)
    if tail:
        removed.append(_SAID if tail.startswith((b"TAG", b"APETAGEX", b"LYRICSBEGIN")) else BEHIND)
    return data[at:end], list(dict.fromkeys(removed))


def _mp4(data: bytes) -> tuple[bytes, list[str]]:
    """What is emptied keeps its length: the film is found by its distance from the beginning."""
    read_mp4(data, Notes("mp4", Limits()))
    out = bytearray(data)
    removed: list[str] = []
    end = 0
    for box in boxes(data):
        if not box.path:
            end = box.end
        if box.name not in _EMPTIED or not data[box.inside : box.end].strip(b"\x00"):
            continue
        if not _EMPTIED.intersection(box.path):
            removed.append(_SAID)
        out[box.start + 4 : box.start + 8] = b"free"
        out[box.inside : box.end] = bytes(box.end - box.inside)
    if behind(data, end):
        removed.append(BEHIND)
    return bytes(out[:end]), list(dict.fromkeys(removed))
