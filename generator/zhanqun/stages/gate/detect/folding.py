"""Fold what only looks different: full-width and foreign digits, zero-width characters, emphasis, character references.

``1３８​1234**5678**`` reads as one telephone number, so detectors search the folded text and report where it
stood in the original.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_BASIC = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
ZERO_WIDTH = _BASIC + "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
_ODD = re.compile(
    rf"[{ZERO_WIDTH}]+"
    r"|[\u00a0\u2000-\u200a\u202f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0a\uff0b\uff0d\uff0e\uff20\uff3f\uff5c"
    r"\u0660-\u0669\u06f0-\u06f9\u2460-\u2468\u2070-\u2089\u24ea\U0001d7ce-\U0001d7ff"
    r"\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]"
    r"|\*\*|__|~~|`+|\\(?=[!-/:-@\[-`{-~])|&#?[0-9A-Za-z]{1,10};|</?[A-Za-z]{1,10}\s{0,2}/?>"
)

ODD_FAST = re.compile(
    rf"[{_BASIC}\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0a\uff0b\uff0d\uff0e\uff20\uff3f\uff5c\u00a0\u2000-\u200a\u202f"
    r"\u0660-\u0669\u06f0-\u06f9\u2460-\u2468\u2070-\u2089\u24ea\u2e80-\u2fdf\uf900-\ufaff\U00010000-\U0010ffff]"
)
"""Characters that make folding worth while; markup is looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text ready for searching, and the way back."""

    text: str
    _starts: tuple[int, ...] = ()
    _origins: tuple[int, ...] = ()

    def origin(self, position: int) -> int:
        """Position in the original text of a position in the folded one."""
        if not self._starts:
            return position
        run = bisect_right(self._starts, position) - 1
        if run < 0:
            return position
        return self._origins[run] + position - self._starts[run]


_TAGS = {"br": " ", "td": "|", "th": "|", "tr": "\n"}
"""A table in HTML reads as one of Markdown."""


def _plain(found: str) -> str:
    first = found[0]
    if first == "&":
        return html.unescape(found).replace("\xa0", " ") or " "
    if first == "<":
        return _TAGS.get(found.strip("<> /").lower() if found[1] != "/" else "", "")
    if first in "*_~`\\":
        return ""
    folded = unicodedata.normalize("NFKC", found)
    if not folded.isascii():
        folded = "".join([str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded])
    return "".join(c for c in folded if not unicodedata.category(c).startswith(("Cf", "Mn")) and c not in "\u1160\u3164")


@lru_cache(maxsize=2)
def fold(text: str) -> Folded:
    """Return the text as a reader sees it. Shorter or equal; lines stay lines."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = last = 0
    for odd in _ODD.finditer(text):
        plain = _plain(odd.group())
        if plain == odd.group():
            continue
        before = text[last : odd.start()]
        length += len(before)
        pieces += (before, plain)
        if plain:
            starts.append(length)
            origins.append(odd.start())
            length += len(plain)
        starts.append(length)
        origins.append(odd.end())
        last = odd.end()
    if not pieces:
        return Folded(text)
    pieces.append(text[last:])
    return Folded("".join(pieces), tuple(starts), tuple(origins))
