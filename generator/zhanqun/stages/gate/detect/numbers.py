"""Digit groups: what identity numbers, cards and telephones are written as, in one piece or in several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhanqun.text.patterns import later

_RUN = later(r"[0-9](?<![0-9A-Za-z.].)[0-9]*[Xx]?(?![0-9A-Za-z]|\.[0-9])")
_LONE_X = later(r"[ \u00a0\u3000\t\-|\\>\r\n]{1,6}[Xx](?![0-9A-Za-z])")
WIDEST = 6
_BETWEEN = rf"[ \u00a0\u2000-\u200a\u202f\u3000\t\-\u2010-\u2015·|/,，、;；()（）~～+\\>\r\n]{{0,{WIDEST}}}"
GAP = later(rf"{_BETWEEN}\Z")
"""What may stand between the pieces of one number."""
_CHAIN = later(rf"[0-9](?<![0-9].)(?:{_BETWEEN}+[0-9]){{9,}}+")
"""Ten digits or more with no more than gaps between them: no number reaches beyond, and most texts have none."""
_BEHIND = 3
"""Characters behind a run that decide whether it is one: X, a full stop, a digit."""
LENGTHS = frozenset(range(11, 20))
"""Of telephones, identity numbers and cards."""
MOST_PIECES = 5
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


def chains_of(text: str) -> Iterator[list[tuple[int, int]]]:
    """Where digits stand together, chain by chain: no number has pieces in two of them."""
    for chain in _CHAIN.finditer(text):
        start, end = chain.span()
        yield [run.span() for run in _RUN.finditer(text, start, end + _BEHIND) if run.start() < end]


@lru_cache(maxsize=2)
def _pieces(text: str) -> list[tuple[list[tuple[int, int]], int]]:
    """Every number that a detector may ask for, as its pieces and the count of its characters; found once for all."""
    pieces = []
    for runs in chains_of(text):
        if len(runs) <= _MANY:
            found = walk(text, runs)
        else:
            # Imported here: most commands never meet a table of numbers, and numpy costs 80 ms.
            from zhanqun.stages.gate.detect.windows import windows

            found = windows(text, runs)
        pieces += [(runs[first : last + 1], size) for first, last, size in found]
    return pieces


def numbers_of(text: str, lengths: frozenset[int], most_groups: int) -> Iterator[Number]:
    """Yield every number of one of the lengths that is whole groups put together, by start, shortest first.

    ``lengths``: some of LENGTHS. At most ``most_groups`` pieces (5 or fewer), unless every piece is a single digit
    (``1 3 8 …``).
    """
    for pieces, size in _pieces(text):
        lone = size == 17 and 18 in lengths
        if not (lone or size in lengths) or (len(pieces) > most_groups and len(pieces) != size):
            continue
        digits = "".join([text[start:end] for start, end in pieces])
        groups, stop = tuple([end - start for start, end in pieces]), pieces[-1][1]
        if size in lengths:
            yield Number(digits.upper(), pieces[0][0], stop, groups)
        if lone and (mark := _LONE_X.match(text, stop)):
            yield Number(digits + "X", pieces[0][0], mark.end(), (*groups, 1))


def walk(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """First run, last run and size of every number; one step after the other, for a handful of runs."""
    longest = max(LENGTHS)
    for first, (start, end) in enumerate(runs):
        size, index, singles, stop = end - start, first, end - start == 1, end
        while True:
            if size in LENGTHS:
                yield first, index, size
            if size >= longest or not text[stop - 1].isdigit() or index + 1 == len(runs):
                break
            next_start, next_end = runs[index + 1]
            singles = singles and next_end - next_start == 1
            if (index - first + 1 >= MOST_PIECES and not singles) or not GAP.match(text, stop, next_start):
                break
            size, index, stop = size + next_end - next_start, index + 1, next_end


def before(text: str, start: int, reach: int) -> str:
    """The characters just before a position, for words that say what a number is."""
    return text[max(0, start - reach) : start]
