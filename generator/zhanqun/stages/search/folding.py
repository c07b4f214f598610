"""The normal form of text, the same here and in the browser (fold.js): what search compares.

Text is seen as UTF-16 code units. Each unit is a letter (folded: width, case, accents, traditional to simplified),
or dropped (zero width, combining), or transparent (white space, brackets, quotes, hyphens: gone, but it ends a
word), or a boundary (sentence marks, symbols: no phrase runs across it). ``,`` ``.`` ``:`` between two digits are
transparent, elsewhere a boundary. docs/search-format.md has the rules for writers of other clients.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

DROP, TRANSPARENT, BOUNDARY, NUMERIC = range(4)
FIRST_LETTER = 4
FIRST_WIDE = 0x2E80
"""Letters below are spelled in words (Latin, digits, Cyrillic …); from here on every character stands alone."""


@cache
def fold_table() -> list[int]:
    """65,536 values: class below 4, or the unit that the unit is indexed as."""
    from zhanqun.stages.search.fold_table import FOLD_TABLE

    table: list[int] = []
    for class_letter, class_length, length, delta in re.findall(
        r"([A-D])([0-9a-z]+)|([0-9a-z]+)([+-][0-9a-z]+)", FOLD_TABLE
    ):
        if class_letter:
            table += ["ABCD".index(class_letter)] * int(class_length, 36)
        else:
            start, shift = len(table), int(delta, 36)
            table += range(start + shift, start + shift + int(length, 36))
    return table


class Letter(NamedTuple):
    unit: int
    position: int
    """Counts letters, and one for each run of boundaries between letters."""
    starts_word: bool
    """First unit of a word; always False for wide units."""


def is_wordly(unit: int) -> bool:
    return unit < FIRST_WIDE


def code_units(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return [data[i] | data[i + 1] << 8 for i in range(0, len(data), 2)]


def normalise(text: str) -> list[Letter]:
    """Letters of ``text`` in order; the plain reading of the rules (terms.py has the fast one, tested against it)."""
    table = fold_table()
    values = [value for value in (table[unit] for unit in code_units(text)) if value != DROP]
    letters: list[Letter] = []
    position, gap, in_word = 0, False, False
    for i, value in enumerate(values):
        if value == NUMERIC:
            value = TRANSPARENT if _digit_at(values, i - 1) and _digit_at(values, i + 1) else BOUNDARY
        if value < FIRST_LETTER:
            gap = gap or value == BOUNDARY
            in_word = False
            continue
        if gap and letters:
            position += 1
        gap = False
        wordly = is_wordly(value)
        letters.append(Letter(value, position, wordly and not in_word))
        in_word = wordly
        position += 1
    return letters


_MARKS = {DROP: None, TRANSPARENT: "\x01", BOUNDARY: "\x02", NUMERIC: "\x03"}
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\x03(?=[0-9])")


@cache
def _spelling() -> dict[int, str | None]:
    return {unit: _MARKS[value] if value < FIRST_LETTER else chr(value) for unit, value in enumerate(fold_table())}


def phrases(text: str) -> list[str]:
    """The letters between boundaries; ``\\x01`` where transparent characters stood. ``normalise``, faster by ten."""
    if not text.isascii() and max(text) > "\uffff":
        text = "".join(map(chr, code_units(text)))
    folded = _BETWEEN_DIGITS.sub("\x01", text.translate(_spelling())).replace("\x03", "\x02")
    return [phrase for phrase in folded.split("\x02") if phrase]


def _digit_at(values: list[int], i: int) -> bool:
    return 0 <= i < len(values) and 0x30 <= values[i] <= 0x39


def plain(text: str) -> str:
    """Letters as a string, a blank for each boundary: for comparing titles."""
    parts: list[str] = []
    expected = 0
    for letter in normalise(text):
        if letter.position != expected:
            parts.append(" ")
        parts.append(chr(letter.unit))
        expected = letter.position + 1
    return "".join(parts)
