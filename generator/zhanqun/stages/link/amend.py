"""The sheet of a site in which a few items are others: whatever else it shows is taken over as it stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhanqun.model.address import address_of
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.sheet import Sheet
from zhanqun.model.verdict import ClearedItem
from zhanqun.stages.link.sheet import make_sheet

_COLUMNS = {
    "minutes": "<i8", "columns": "<i2", "days": "<i4", "closing": "<i4", "kinds": "<i2", "topics": "<i4", "genres": "<i2",
    "digests": "V16", "checks": "<u4",
}
_Rows = NDArray[np.int64]


def amend_sheet(
    cluster: Cluster, site: Site, old: Sheet, before: Sequence[str], changed: Collection[str],
    items: Sequence[ClearedItem], paths: Sequence[str],
) -> Sheet:
    """The very bytes that ``make_sheet`` gives for all items.

    ``old``: with its cards, as made from the sources ``before``; ``changed``: sources that are new, others or gone since;
    ``items``: what of them is cleared; ``paths``: every source as it is now. Both lists of sources are sorted.
    """
    new = make_sheet(cluster, site, items, [item.path for item in items])
    row_of = np.frombuffer(old.rows, "<i4").astype(np.int64)
    stays = np.ones(old.count, bool)
    for place, path in enumerate(before):
        if path in changed and row_of[place] >= 0:
            stays[row_of[place]] = False
    kept = np.flatnonzero(stays)
    at = _places(cluster, old, before, row_of, kept, new, [item.path for item in items])
    columns: dict[str, Any] = {
        name: np.insert(np.frombuffer(getattr(old, name), kind)[kept], at, np.frombuffer(getattr(new, name), kind)).tobytes()
        for name, kind in _COLUMNS.items()
    }
    starts, lengths = _cards(old)
    new_starts, new_lengths = _cards(new)
    pieces = [old.cards[starts[row] : starts[row] + lengths[row]] for row in kept.tolist()]
    for number in range(new.count - 1, -1, -1):
        pieces.insert(int(at[number]), new.cards[new_starts[number] : new_starts[number] + new_lengths[number]])
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.insert(lengths[kept], at, new_lengths))))
    return replace(
        old, count=len(pieces), offsets=offsets.astype("<i8").tobytes(), cards=b"".join(pieces),
        rows=_rows(old, before, row_of, kept, at, changed, new, items, paths), **columns)


def _places(
    cluster: Cluster, old: Sheet, before: Sequence[str], row_of: _Rows, kept: _Rows, new: Sheet, sources: Sequence[str],
) -> _Rows:
    """In front of which of the rows that are kept each new row goes: by minute, then by address."""
    minutes = np.frombuffer(old.minutes, "<i8")[kept]
    wanted = np.frombuffer(new.minutes, "<i8")
    first, last = np.searchsorted(minutes, wanted, "left"), np.searchsorted(minutes, wanted, "right")
    path_of = np.zeros(old.count, np.int64)
    path_of[row_of[row_of >= 0]] = np.flatnonzero(row_of >= 0)
    new_row = dict(zip(np.frombuffer(new.rows, "<i4").tolist(), sources, strict=True))
    found = []
    for row, (low, high) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        own = address_of(cluster, new_row[row])
        while low < high and address_of(cluster, before[path_of[kept[low]]]) < own:
            low += 1
        found.append(low)
    return np.array(found, np.int64)


def _cards(sheet: Sheet) -> tuple[_Rows, _Rows]:
    """Where each card begins, and how long it is."""
    offsets = np.frombuffer(sheet.offsets, "<i8")
    return offsets[:-1], np.diff(offsets)


def _rows(
    old: Sheet, before: Sequence[str], row_of: _Rows, kept: _Rows, at: _Rows, changed: Collection[str], new: Sheet,
    items: Sequence[ClearedItem], paths: Sequence[str],
) -> bytes:
    """Row of each source now."""
    # A new row goes behind those that are kept before it, and behind the new ones before it.
    shifted = np.full(old.count + 1, -1, np.int64)
    shifted[kept] = np.arange(kept.size) + np.searchsorted(at, np.arange(kept.size), "right")
    now = dict(zip(before, np.where(row_of >= 0, shifted[row_of], -1).tolist(), strict=True))
    now |= dict.fromkeys(changed, -1)
    for item, row in zip(items, np.frombuffer(new.rows, "<i4").tolist(), strict=True):
        now[item.path] = int(at[row]) + row
    return np.array([now[path] for path in paths], "<i4").tobytes()
