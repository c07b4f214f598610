"""Digit groups: what identity numbers, cards and telephones are written as, in one piece or in several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_RUN = re.compile(r"(?<![0-9A-Za-z.])[0-9]+[Xx]?(?![0-9A-Za-z]|\.[0-9])")
_LONE_X = re.compile(r"[ \u00a0\u3000\t\-|\r\n]{1,6}[Xx](?![0-9A-Za-z])")
_GAP = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u3000\t\-\u2010-\u2015·|\r\n]{0,6}\Z")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a reader puts it together."""

    digits: str
    start: int
    end: int
    groups: tuple[int, ...]
    """Lengths of the pieces it was written in."""


def _runs(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in _RUN.finditer(text)]


@lru_cache(maxsize=2)
def _cached_runs(text: str) -> list[tuple[int, int]]:
    return _runs(text)


def numbers_of(text: str, lengths: frozenset[int], most_groups: int) -> Iterator[Number]:
    """Yield every number of one of the lengths that is whole groups put together, longest pieces first.

    At most ``most_groups`` pieces, unless every piece is a single digit (``1 3 8 …``).
    """
    runs = _cached_runs(text)
    longest = max(lengths)
    for first, (start, end) in enumerate(runs):
        digits, groups, stop = text[start:end], [end - start], end
        index = first
        while True:
            if len(digits) in lengths:
                yield Number(digits.upper(), start, stop, tuple(groups))
            if len(digits) == 17 and 18 in lengths and (lone := _LONE_X.match(text, stop)):
                yield Number(digits + "X", start, lone.end(), (*groups, 1))
            index += 1
            if len(digits) >= longest or not digits.isdigit() or index >= len(runs):
                break
            next_start, next_end = runs[index]
            singles = next_end - next_start == 1 and all(size == 1 for size in groups)
            if (len(groups) >= most_groups and not singles) or not _GAP.match(text, stop, next_start):
                break
            digits += text[next_start:next_end]
            groups.append(next_end - next_start)
            stop = next_end


def before(text: str, start: int, reach: int) -> str:
    """The characters just before a position, for words that say what a number is."""
    return text[max(0, start - reach) : start]
