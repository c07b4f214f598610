"""Numbers written in pieces, found by arrays: tables of numbers have thousands of pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zhanqun.stages.gate.detect.numbers import GAP, LENGTHS, MOST_PIECES, WIDEST


def windows(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """First run, last run and size of every number, as ``numbers.walk`` gives them: all windows of so many runs at once."""
    starts, ends = np.array(runs).T
    sizes = ends - starts
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    broken = np.append(0, np.cumsum(~_joined(codes, starts, ends)))
    total = np.append(0, np.cumsum(sizes))
    single = np.append(0, np.cumsum(sizes == 1))
    found = []
    for count in range(1, min(max(LENGTHS), len(runs)) + 1):
        size = total[count:] - total[:-count]
        fits = broken[count - 1 :] == broken[: len(runs) - count + 1]
        if count > MOST_PIECES:
            fits &= single[count:] - single[:-count] == count
            if not fits.any():
                break
        at = np.flatnonzero(fits & (size >= min(LENGTHS)) & (size <= max(LENGTHS)))
        found.append(np.stack((at, at + count - 1, size[at]), axis=1))
    every = np.concatenate(found)
    return iter([(first, last, size) for first, last, size in every[np.lexsort((every[:, 1], every[:, 0]))].tolist()])


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
    table[[code for code in (*range(0x3002), *range(0xFF00, 0xFF60)) if GAP.match(chr(code))]] = True
    return table
