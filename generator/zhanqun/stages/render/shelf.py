"""The cards of all sites in columns, newest first, cut into the lists that show them.

Works on the sheets' numbers; a card itself is decoded when a page that shows it is made.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Catalogue, Cluster
from zhanqun.model.sheet import Sheet

_Rows = NDArray[np.int64]
_REMEMBERED = 4_096
"""Decoded cards, about 2 KB each: neighbours in one list are neighbours in others, a hundred thousand are too many."""
_decode = msgspec.msgpack.Decoder(Card).decode
Fetch = Callable[[str, int], bytes | memoryview]
"""The encoded card in a row of a site's sheet, fetched when it is shown."""


def card_bytes(sheet: Sheet, cards: bytes, row: int) -> memoryview:
    """``cards``: all encoded cards of the sheet."""
    start, stop = struct.unpack_from("<2q", sheet.offsets, 8 * row)
    return memoryview(cards)[start:stop]


class Table:
    """Every card of some sites. Order: 发布日期 descending to the minute, then the sites' order, then the address."""

    def __init__(self, sheets: Sequence[Sheet], catalogue: Catalogue, fetch: Fetch) -> None:
        self._sheets = [sheet for sheet in sheets if sheet.count]
        self._fetch = fetch
        minutes = self._column("minutes", "<i8")
        site = np.repeat(np.arange(len(self._sheets)), [sheet.count for sheet in self._sheets])
        row = np.concatenate([np.arange(sheet.count) for sheet in self._sheets] or [np.zeros(0, np.int64)])
        order = np.lexsort((row, site, minutes))
        self._site, self._row = site[order], row[order]
        self.columns = self._column("columns", "<i2")[order]
        self.days = self._column("days", "<i4")[order]
        self.closing = self._column("closing", "<i4")[order]
        self.topics = self._column("topics", "<i4")[order]
        self.genres = self._column("genres", "<i2")[order]
        self.digests = self._column("digests", "V16")[order]
        years = (self.days.astype("datetime64[D]") - 719163).astype("datetime64[Y]").astype(np.int64) + 1970
        self.years: _Rows = years
        self._cards: dict[int, Card] = {}
        self.catalogue = catalogue

    def __len__(self) -> int:
        return len(self._row)

    def card(self, position: int) -> Card:
        """The card at a position of the table."""
        found = self._cards.get(position)
        if found is None:
            if len(self._cards) >= _REMEMBERED:
                self._cards.clear()
            sheet = self._sheets[int(self._site[position])]
            found = self._cards[position] = _decode(self._fetch(sheet.site, int(self._row[position])))
        return found

    def _column(self, name: str, kind: str) -> NDArray[Any]:
        parts = [np.frombuffer(getattr(sheet, name), kind) for sheet in self._sheets]
        return np.concatenate(parts) if parts else np.zeros(0, kind)


class Run(Sequence[Card]):
    """Some positions of a table, newest first."""

    def __init__(self, table: Table, positions: _Rows) -> None:
        self._table = table
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]  # one card, or the list of a slice
        found = self._positions[index]
        if isinstance(index, slice):
            return [self._table.card(int(position)) for position in found]
        return self._table.card(int(found))

    def __iter__(self) -> Iterator[Card]:
        return (self._table.card(int(position)) for position in self._positions)

    def digest(self, start: int = 0, stop: int | None = None) -> bytes:
        """Digests of what the cards of a slice show, 16 bytes each. The bodies behind them may be others."""
        return self._table.digests[self._positions[start:stop]].tobytes()

    @cached_property
    def newest(self) -> date | None:
        """Day of the newest card."""
        return date.fromordinal(int(self._table.days[self._positions[0]])) if len(self._positions) else None

    @cached_property
    def years(self) -> list[int]:
        """Years that occur, newest first."""
        found: list[int] = np.flatnonzero(np.bincount(self._table.years[self._positions]))[::-1].tolist()
        return found

    def year_of_each(self) -> list[int]:
        return [int(year) for year in self._table.years[self._positions]]

    def months(self) -> list[int]:
        """``year * 12 + month - 1`` of each card."""
        months = (self._table.days[self._positions].astype("datetime64[D]") - 719163).astype("datetime64[M]")
        return [int(month) + 1970 * 12 for month in months.astype(np.int64)]


class Shelf:
    """The lists of one site, or of the whole cluster for the mother."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.cards = Run(table, np.arange(len(table)))
        self._below = _below(table.catalogue)
        self._runs: dict[str, Run] = {}

    def column(self, code: str) -> Run:
        """Cards of a column and of all below it."""
        run = self._runs.get(code)
        if run is None:
            wanted = np.zeros(len(self.table.catalogue.columns) + 1, bool)
            wanted[self._below[code]] = True
            run = self._runs[code] = Run(self.table, np.nonzero(wanted[self.table.columns])[0])
        return run

    def kind(self, kind: str) -> Run:
        """Cards of every column of a kind."""
        return self.kinds(frozenset((kind,)))

    def kinds(self, kinds: frozenset[str]) -> Run:
        wanted = np.array([column.kind in kinds for column in self.table.catalogue.columns] or [False])
        return Run(self.table, np.nonzero(wanted[self.table.columns])[0])

    def year(self, year: int) -> Run:
        return Run(self.table, np.nonzero(self.table.years == year)[0])

    def topic(self, place: int) -> Run:
        """Cards of a first-level topic, by its place in ``keys.TOPIC_ORDER``."""
        return Run(self.table, np.nonzero(self.table.topics >> place & 1)[0])

    def genre(self, place: int) -> Run:
        """Cards of a 文种, by its place in ``keys.GENRE_ORDER``."""
        return Run(self.table, np.nonzero(self.table.genres == place)[0])

    def month(self, year: int, month: int) -> Run:
        """Cards of a month, 1 to 12."""
        first = date(year, month, 1).toordinal()
        after = date(year + month // 12, month % 12 + 1, 1).toordinal()
        return Run(self.table, np.nonzero((self.table.days >= first) & (self.table.days < after))[0])

    def by_month(self, year: int) -> list[list[int]]:
        """Month by month, how many cards each column holds itself, by the column's position in the catalogue."""
        wanted = self.table.years == year
        months = (self.table.days[wanted].astype("datetime64[D]") - 719163).astype("datetime64[M]").astype(np.int64) % 12
        width = len(self.table.catalogue.columns)
        found = np.bincount(months * width + self.table.columns[wanted], minlength=12 * width)
        return [[int(count) for count in found[start : start + width]] for start in range(0, 12 * width, width)]

    def ending(self) -> Run:
        """Consultations and whatever is public until a day."""
        return self.closing_from(date.min)

    def closing_from(self, day: date) -> Run:
        """Consultations and public notices that end on ``day`` or later."""
        return Run(self.table, np.nonzero(self.table.closing >= day.toordinal())[0])

    @cached_property
    def years(self) -> list[int]:
        return self.cards.years

    @cached_property
    def counts(self) -> dict[str, int]:
        """Column code -> how many cards it and all below it hold; columns without any are left out."""
        columns = self.table.catalogue.columns
        own = np.bincount(self.table.columns, minlength=len(columns) + 1).tolist()
        found = {column.code: sum(own[place] for place in self._below[column.code]) for column in columns}
        return {code: count for code, count in found.items() if count}

    @cached_property
    def latest(self) -> dict[str, date]:
        """Column code -> day of its newest card."""
        newest = np.zeros(len(self.table.catalogue.columns) + 1, np.int64)
        np.maximum.at(newest, self.table.columns, self.table.days)
        own = newest.tolist()
        return {code: date.fromordinal(max(own[place] for place in self._below[code])) for code in self.counts}


class Shelves:
    """The shelf of the cluster and, made when asked for, of each site."""

    def __init__(self, cluster: Cluster, sheets: Mapping[str, Sheet], fetch: Fetch | None = None) -> None:
        """``fetch``: where the sheets have no cards of their own."""
        self._cluster = cluster
        self._sheets = sheets
        self._fetch = fetch or (lambda site, row: card_bytes(sheets[site], sheets[site].cards, row))
        self._sites: dict[str, Shelf] = {}
        self._rolled: dict[str, Shelf] = {}
        self.cluster = Shelf(Table([sheets[site.id] for site in cluster.sites], cluster.catalogue, self._fetch))

    def site(self, site: str) -> Shelf:
        shelf = self._sites.get(site)
        if shelf is None:
            shelf = self._sites[site] = Shelf(Table([self._sheets[site]], self._cluster.catalogue, self._fetch))
        return shelf

    def of(self, site: str) -> Shelf:
        """What the lists below a site's own root show: the site and all below it; the mother's, the whole cluster."""
        if site == self._cluster.mother.id:
            return self.cluster
        below = self._cluster.below(site)
        if not below:
            return self.site(site)
        shelf = self._rolled.get(site)
        if shelf is None:
            names = {site, *(one.id for one in below)}
            sheets = [self._sheets[one.id] for one in self._cluster.sites if one.id in names]
            shelf = self._rolled[site] = Shelf(Table(sheets, self._cluster.catalogue, self._fetch))
        return shelf

    def card_of(self, site: str, source: int) -> Card | None:
        """Card of a site's source, by its position in the site's facts; none when it has none."""
        sheet = self._sheets[site]
        (row,) = struct.unpack_from("<i", sheet.rows, 4 * source)
        if row < 0:
            return None
        return _decode(self._fetch(site, row))

    def count(self, site: str) -> int:
        return self._sheets[site].count

    def newest(self, site: str) -> date | None:
        sheet = self._sheets[site]
        return date.fromordinal(int(np.frombuffer(sheet.days, "<i4", 1)[0])) if sheet.count else None

    def years(self, site: str) -> list[tuple[int, int]]:
        """(year, how many) of a site, oldest first."""
        sheet = self._sheets[site]
        days = np.frombuffer(sheet.days, "<i4").astype("datetime64[D]") - 719163
        years, counts = np.unique(days.astype("datetime64[Y]").astype(np.int64) + 1970, return_counts=True)
        return [(int(year), int(count)) for year, count in zip(years, counts, strict=True)]


def _below(catalogue: Catalogue) -> dict[str, list[int]]:
    """Column code -> positions of itself and every column below it."""
    found: dict[str, list[int]] = {column.code: [column.order] for column in catalogue.columns}
    for column in reversed(catalogue.columns):
        if column.parent is not None:
            found[column.parent] += found[column.code]
    return found
