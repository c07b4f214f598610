"""Digit groups: what identity numbers, cards and telephones are written as, in one piece or in several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_RUN = re.compile(r"(?<![0-9A-Za-z.])[0-9]+[Xx]?(?![0-9A-Za-z]|\.[0-9])")
_LONE_X = re.compile(r"[ \u00a0\u3000\t\-|\r\n]{1,6}[Xx](?![0-9A-Za-z])")
WIDEST = 6
GAP = re.compile(rf"[ \u00a0\u2000-\u200a\u202f\u3000\t\-\u2010-\u2015·|\r\n]{{0,{WIDEST}}}\Z")
"""What may stand between the pieces of one number."""
_MANY = 32
"""From so many runs on, arrays are faster than steps."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a reader puts it together."""

    digits: str
    start: int
    end: int
    groups: tuple[int, ...]
    """Lengths of the pieces it was written in."""


def _runs(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _RUN.finditer(text)]


@lru_cache(maxsize=2)
def _cached_runs(text: str) -> list[tuple[int, int]]:
    return _runs(text)


def numbers_of(text: str, lengths: frozenset[int], most_groups: int) -> Iterator[Number]:
    """Yield every number of one of the lengths that is whole groups put together, by start, shortest first.

    At most ``most_groups`` pieces, unless every piece is a single digit (``1 3 8 …``).
    """
    runs = _cached_runs(text)
    wanted = lengths | {17} if 18 in lengths else lengths
    for first, last in _pieces(text, runs, wanted, most_groups):
        pieces = runs[first : last + 1]
        digits = "".join([text[start:end] for start, end in pieces])
        groups, stop = tuple([end - start for start, end in pieces]), pieces[-1][1]
        if len(digits) in lengths:
            yield Number(digits.upper(), pieces[0][0], stop, groups)
        if len(digits) == 17 and 18 in lengths and (lone := _LONE_X.match(text, stop)):
            yield Number(digits + "X", pieces[0][0], lone.end(), (*groups, 1))


def _pieces(text: str, runs: list[tuple[int, int]], wanted: frozenset[int], most_groups: int) -> Iterator[tuple[int, int]]:
    if len(runs) <= _MANY:
        return walk(text, runs, wanted, most_groups)
    # Imported here: most commands never meet a table of numbers, and numpy costs 80 ms.
    from zhanqun.stages.gate.detect.windows import windows

    return windows(text, runs, wanted, most_groups)


def walk(text: str, runs: list[tuple[int, int]], wanted: frozenset[int], most_groups: int) -> Iterator[tuple[int, int]]:
    """First and last run of every number; one step after the other, for a handful of runs."""
    longest = max(wanted)
    for first, (start, end) in enumerate(runs):
        size, index, singles, stop = end - start, first, end - start == 1, end
        while True:
            if size in wanted:
                yield first, index
            if size >= longest or not text[stop - 1].isdigit() or index + 1 == len(runs):
                break
            next_start, next_end = runs[index + 1]
            singles = singles and next_end - next_start == 1
            if (index - first + 1 >= most_groups and not singles) or not GAP.match(text, stop, next_start):
                break
            size, index, stop = size + next_end - next_start, index + 1, next_end


def before(text: str, start: int, reach: int) -> str:
    """The characters just before a position, for words that say what a number is."""
    return text[max(0, start - reach) : start]
