"""Which occurrences of an older version must leave the index: those in wording that the new version does not have.

Wording is compared as the index holds it, so no text of the older version is needed: what begins at one place makes a
number, and a run of such numbers that the new version has as well is wording that is still published.
"""

from __future__ import annotations

import numpy as np

from zhanqun.stages.search.common_terms import is_counted
from zhanqun.stages.search.terms import POSITION_BITS, U64, ZONES, Flags

RUN = 12
"""Places in a row that must be the same for wording to count as the same wherever it stands."""
_PLACE = np.uint64((1 << POSITION_BITS) - 1)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD6E8FEB86659FD93)


def lost_occurrences(old: U64, new: U64) -> Flags:
    """For each of the ``old`` occurrences (hash << 32 | position) whether it must go. Sorted arrays of one document."""
    lost: Flags = ~np.isin(old >> np.uint64(32), new >> np.uint64(32))
    placed, theirs = (~is_counted((found >> np.uint64(32)).astype(np.int64)) for found in (old, new))
    # Of a common pair the index holds no place: its count may stay while the pair itself is published.
    lost[placed] = _lost_places(old[placed], new[theirs])
    return lost


def _lost_places(old: U64, new: U64) -> Flags:
    if not old.size or not new.size:
        return np.ones(old.size, dtype=np.bool_)
    places, marks, owner = _marks(old)
    new_places, new_marks, _ = _marks(new)
    kept, linked = _in_same_run(marks, new_marks)
    ends, new_ends = np.searchsorted(places, ZONES), np.searchsorted(new_places, ZONES)
    for zone in range(len(ZONES) - 1):
        mine = slice(int(ends[zone]), int(ends[zone + 1]))
        theirs = slice(int(new_ends[zone]), int(new_ends[zone + 1]))
        _keep_both_ends(kept[mine], linked[mine], marks[mine], new_marks[theirs])
        linked[mine.start : mine.start + 1] = True
    # Two stretches of the new version must not go on telling that one followed the other in the old.
    kept[1:] &= linked[1:] | ~kept[:-1]
    lost: Flags = ~kept[owner]
    return lost


def _marks(found: U64) -> tuple[U64, U64, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Places, for each a number over all that begins there, and each occurrence's place."""
    places, owner = np.unique(found & _PLACE, return_inverse=True)
    order = np.argsort(owner, kind="stable")
    hashes = (found >> np.uint64(32))[order] * _SPREAD
    mixed = (hashes ^ (hashes >> np.uint64(29))) * _STEP
    sums = np.add.reduceat(mixed, np.searchsorted(owner[order], np.arange(places.size)))
    # Whether something begins at the very next place is part of the wording.
    sums[:-1] += (np.diff(places) == 1).astype(np.uint64) * _STEP
    return places, (sums ^ (sums >> np.uint64(31))) * _SPREAD, owner


def _in_same_run(marks: U64, others: U64) -> tuple[Flags, Flags]:
    """Which marks lie in a run that the others have, too; and which in one with the mark before."""
    kept, linked = np.zeros((2, marks.size), dtype=np.bool_)
    if min(marks.size, others.size) < RUN:
        return kept, linked
    begins = np.isin(_runs(marks), _runs(others))
    for shift in range(RUN):
        kept[shift : shift + begins.size] |= begins
        if shift:
            linked[shift : shift + begins.size] |= begins
    return kept, linked


def _runs(marks: U64) -> U64:
    """A number for each RUN marks in a row."""
    size = marks.size - RUN + 1
    sums = np.zeros(size, dtype=np.uint64)
    for shift in range(RUN):
        sums = sums * _STEP + marks[shift : shift + size]
    return sums


def _keep_both_ends(kept: Flags, linked: Flags, marks: U64, others: U64) -> None:
    """What a zone begins and ends with in both versions is the same wording, however short."""
    size = min(marks.size, others.size)
    head = _same(marks[:size], others[:size])
    kept[:head] = True
    linked[1:head] = True
    tail = marks.size - _same(marks[::-1][:size], others[::-1][:size])
    kept[tail:] = True
    linked[tail + 1 :] = True


def _same(marks: U64, others: U64) -> int:
    """How many marks are equal from the first on."""
    differ = np.flatnonzero(marks != others)
    return int(differ[0]) if differ.size else marks.size
