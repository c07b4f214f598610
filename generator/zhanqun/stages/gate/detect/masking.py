"""Cover what was matched before anyone sees it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

BLOCK = "█"


def display_width(text: str) -> int:
    """Columns of a terminal that the text takes: 2 for wide characters, 0 for combining and invisible ones."""
    width = 0
    for char in text:
        if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
            continue
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with each span replaced by blocks of the same display width."""
    out: list[str] = []
    last = 0
    for start, end in sorted(spans):
        start = max(start, last)
        if end <= start:
            continue
        out += (text[last:start], BLOCK * max(1, display_width(text[start:end])))
        last = end
    out.append(text[last:])
    return "".join(out)


def masked_line(text: str, start: int, spans: Iterable[tuple[int, int]], limit: int = 120) -> str:
    """Return the line of ``start`` with every span in it masked, cut to ``limit`` characters around the span."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", start)
    right = len(text) if right < 0 else right
    inside = [(max(a, left) - left, min(b, right) - left) for a, b in spans if a < right and b > left]
    if right - left > limit:
        cut = max(left, start - limit // 3)
        stop = min(right, cut + limit)
        covered = mask(text[cut:stop], [(max(0, a + left - cut), min(stop, b + left) - cut) for a, b in inside])
        return ("…" if cut > left else "") + covered.strip() + ("…" if stop < right else "")
    return mask(text[left:right], inside).strip()
