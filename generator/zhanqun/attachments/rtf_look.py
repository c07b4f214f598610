"""How the text of an rtf looks where it stands: tiny or white letters are read by nobody and travel with the file."""

from __future__ import annotations

import re

_TABLE = re.compile(rb"\{\\colortbl\b([^{}]{0,20000})\}")
_PART = re.compile(rb"\\(red|green|blue)(\d{1,3})")
_PALEST = 253
_TINY = frozenset({"0", "1", "2", "3"})
"""Half points."""
_SHADES = {"highlight": 0, "cb": 0, "chcbpat": 0, "cbpat": 1, "clcbpat": 2}
_RESETS = {"plain": 0, "pard": 1, "trowd": 2}
"""What ends the shade of letters, of a paragraph, of a cell."""
SKIP = frozenset({"fonttbl", "colortbl", "stylesheet", "pict", "themedata", "colorschememapping", "latentstyles", "datastore", "listtable", "listoverridetable", "rsidtbl",  # noqa: E501
    "generator", "xmlnstbl", "fldinst", "bkmkstart", "bkmkend", "objdata",
    "revtbl", "filetbl", "expandedcolortbl", "mmathPr", "wgrffmtfilter"})  # fmt: skip
"""Destinations whose text is no text of the document."""
_Shades = tuple[bool, bool, bool]
_NONE: _Shades = (False, False, False)


def white_colours(data: bytes) -> frozenset[str]:
    """Numbers of the colours that cannot be told from paper."""
    found = _TABLE.search(data)
    entries = found.group(1).split(b";")[:-1] if found else []
    parts = [dict(_PART.findall(entry)) for entry in entries]
    return frozenset(
        str(number) for number, part in enumerate(parts) if len(part) == 3 and all(int(value) >= _PALEST for value in part.values())
    )


class Look:
    """Follows groups and words; ``why`` says why text at this place is not seen, or nothing."""

    def __init__(self, data: bytes) -> None:
        self._white = white_colours(data)
        self._now: tuple[bool, bool, _Shades, bool] = (False, False, _NONE, False)
        self._open: list[tuple[bool, bool, _Shades, bool]] = []

    @property
    def why(self) -> str:
        tiny, white, shades, aside = self._now
        if aside:
            return ""
        return "极小的文字" if tiny else "白色文字" if white and not any(shades) else ""

    def brace(self, brace: bytes) -> None:
        if brace == b"{":
            self._open.append(self._now)
        elif self._open:
            self._now = self._open.pop()

    def word(self, name: str, number: str) -> None:
        tiny, white, shades, aside = self._now
        if name in _RESETS:
            at = _RESETS[name]
            shades = (shades[0] and at != 0, shades[1] and at != 1, shades[2] and at != 2)
            tiny, white = (False, False) if name == "plain" else (tiny, white)
        elif name == "fs":
            tiny = number in _TINY
        elif name == "cf":
            white = number in self._white
        elif name in _SHADES:
            at, dark = _SHADES[name], number not in ("", "0") and number not in self._white
            shades = (dark if at == 0 else shades[0], dark if at == 1 else shades[1], (dark or shades[2]) if at == 2 else shades[2])
        elif name in SKIP:
            aside = True
        else:
            return
        self._now = (tiny, white, shades, aside)
