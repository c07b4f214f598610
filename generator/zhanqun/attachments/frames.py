"""Where the sound of an mp3 begins and ends."""

from __future__ import annotations

_RATES = {
    (3, 3): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (3, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (3, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second by version (3 is the first) and layer (3 is the first); both later versions share a table."""
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_FAR = 4_096
"""Bytes after which sound that was interrupted is looked for again: recorders leave short gaps."""


def tag_size(data: bytes, at: int) -> int:
    """Bytes of the ID3 tag that begins there; none when none does."""
    head = data[at : at + 10]
    if len(head) < 10 or head[:3] != b"ID3" or head[3] not in (2, 3, 4):
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + 10 * bool(head[5] & 0x10)


def audio(data: bytes, at: int) -> tuple[int, bytes]:
    """Where the last frame ends, and what lies between frames. Players skip what is no frame; longer than a gap it is
    somebody's data, and the sound ends before it."""
    end = at
    gaps = bytearray()
    while (start := _next(data, end)) >= 0:
        gaps += data[end:start]
        end = start
        while size := _frame(data, end):
            end = min(end + size, len(data))
    return end, bytes(gaps)


def _next(data: bytes, at: int) -> int:
    """The next place within a gap where two frames follow each other, or one that ends the file."""
    while (at := data.find(b"\xff", at, at + _FAR)) >= 0:
        size = _frame(data, at)
        if size and (at + size >= len(data) - 128 or _frame(data, at + size)):
            return at
        at += 1
    return -1


def _frame(data: bytes, at: int) -> int:
    """Bytes of the frame that begins there; none when none does."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, sample = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 0 or rate in (0, 15) or sample == 3:
        return 0
    speed = _RATES[3, layer][rate] if version == 3 else _RATES[2, 3 if layer == 3 else 2][rate]
    padding = head[2] >> 1 & 1
    if layer == 3:
        return (12_000 * speed // _SAMPLES[version][sample] + padding) * 4
    return (144_000 if version == 3 or layer == 2 else 72_000) * speed // _SAMPLES[version][sample] + padding
