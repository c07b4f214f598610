"""Numbers written in pieces, found by arrays: tables of numbers have thousands of pieces."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zhanqun.stages.gate.detect.numbers import GAP, WIDEST


def windows(text: str, runs: list[tuple[int, int]], wanted: frozenset[int], most_groups: int) -> Iterator[tuple[int, int]]:
    """First and last run of every number, as ``numbers.walk`` gives them: all windows of so many runs at once."""
    starts, ends = np.array(runs).T
    sizes = ends - starts
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    apart = ~np.append(_joined(codes, starts, ends), False)
    broken = np.append(0, np.cumsum(apart))
    total = np.append(0, np.cumsum(sizes))
    single = np.append(0, np.cumsum(sizes == 1))
    right = np.zeros(max(wanted) + 2, bool)
    right[list(wanted)] = True
    found = []
    for count in range(1, max(*wanted, most_groups) + 1):
        if count > len(runs) or (count > most_groups and count not in wanted):
            continue
        length = np.minimum(total[count:] - total[:-count], len(right) - 1)
        fits = right[length] & (broken[count - 1 : len(runs)] == broken[: len(runs) - count + 1])
        if count > most_groups:
            fits &= single[count:] - single[:-count] == count
        at = np.flatnonzero(fits)
        found.append(np.stack((at, at + count - 1), axis=1))
    every = np.concatenate(found)
    yield from ((int(first), int(last)) for first, last in every[np.lexsort((every[:, 1], every[:, 0]))])


def _joined(codes: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether nothing but a narrow gap stands between each run and the next, and the first does not end in X."""
    other = np.append(0, np.cumsum(~_gaps()[np.minimum(codes, 0xFFFF)]))
    narrow: NDArray[np.bool_] = (
        (starts[1:] - ends[:-1] <= WIDEST) & (other[starts[1:]] == other[ends[:-1]]) & (codes[ends[:-1] - 1] <= ord("9"))
    )
    return narrow


@cache
def _gaps() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, bool)
    table[[code for code in range(0x3001) if GAP.match(chr(code))]] = True
    return table
