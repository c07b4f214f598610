"""Lists paged from the oldest: page numbers never shift, and a new entry touches only the newest page.

Pages 1, 2, … hold exactly ``size`` entries each, oldest first. The head page (no number) holds the rest, between
``size`` and ``2 * size - 1`` entries, so that it is never nearly empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list whose entries are sorted newest first: ``entries[start:stop]``."""

    number: int | None
    """1 is the oldest; none is the head page."""
    start: int
    stop: int
    newer: int | None
    """Number of the next newer page; none when that is the head page, or when this is the head page."""
    older: int | None


def cut_pages(length: int, size: int) -> tuple[Slice, ...]:
    """Head page first, then the numbered pages from the newest to the oldest."""
    stable = max(length // size - 1, 0)
    rest = length - stable * size
    pages = [Slice(None, 0, rest, None, stable or None)]
    for number in range(stable, 0, -1):
        start = rest + (stable - number) * size
        newer = number + 1 if number < stable else None
        pages.append(Slice(number, start, start + size, newer, number - 1 or None))
    return tuple(pages)


def page_address(base: str, number: int | None) -> str:
    """``lanmu/20-07`` -> ``lanmu/20-07.html`` or ``lanmu/20-07-p3.html``."""
    return f"{base}.html" if number is None else f"{base}-p{number}.html"


def chunks(length: int, size: int) -> Sequence[tuple[int, int]]:
    """Ranges of at most ``size`` that cover ``length``."""
    return [(start, min(start + size, length)) for start in range(0, length, size)]
