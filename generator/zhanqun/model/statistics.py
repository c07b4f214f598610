"""Counts of what was published in a period. Every count names the items behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhanqun.model.ids import ColumnCode, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One thing that was published, also when it has been taken down since."""

    title: str
    """Of what is public now; what was taken down has its index number only."""
    url: str
    site: SiteId
    column: ColumnCode
    kind: str
    day: date
    due: date | None
    """Last day on which it was in time; none when no deadline runs or the day is only an estimate."""
    late: bool
    taken_down: bool
    submitted: bool
    adopted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One row of a table of counts."""

    key: str
    name: str
    url: str
    value: int
    before: int
    """The same days a year earlier."""
    items: tuple[int, ...]
    """Positions in ``Statistics.published``."""
    items_before: tuple[int, ...] = ()
    """Positions in ``Statistics.earlier``."""
    paths: tuple[str, ...] = ()
    """Source files behind a number of what is not published; titles of such are in no report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRates:
    """What of one site is judged by its share."""

    site: SiteId
    site_name: str
    published: int
    dated: tuple[int, ...]
    """With a deadline that is known. These and the others below: positions in ``Statistics.published``."""
    late: tuple[int, ...]
    to_interpret: tuple[int, ...]
    interpreted: tuple[int, ...]
    offered: tuple[int, ...]
    adopted: tuple[int, ...]
    rank: int
    """By adopted, then by the share of the offered; equal sites share a place. 0: offered nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    since: date
    until: date
    published: tuple[Published, ...]
    """By day, newest first, then address."""
    earlier: tuple[Published, ...]
    """Of the same days a year earlier, in the same order."""
    sites: tuple[Count, ...]
    branches: tuple[Count, ...]
    """Sites with sites below them, those included."""
    columns: tuple[Count, ...]
    kinds: tuple[Count, ...]
    months: tuple[Count, ...]
    openness: tuple[Count, ...]
    """公开属性. What is not published has a number and no items."""
    rates: tuple[SiteRates, ...]
    standards: str
