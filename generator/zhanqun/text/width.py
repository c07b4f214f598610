"""How wide Chinese text is on a terminal."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Columns that ``text`` takes in a terminal: 2 for wide and full-width characters, 0 for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def pad(text: str, columns: int) -> str:
    """``text`` followed by spaces up to ``columns``."""
    return text + " " * max(0, columns - width(text))


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
