"""Registers of the disclosure catalogue as data for pages: coverage, the catalogue's four elements, the guide's nine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhanqun.model.ids import Address, ColumnCode, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCell:
    """One column of one site."""

    required: bool
    items: int
    """In the column and below it, pages included."""
    newest: date | None
    address: Address
    """The site's page of the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One of the statutory columns (条例第二十条's fifteen, 第二十一条's lists)."""

    column: ColumnCode
    name: str
    basis: str
    cells: tuple[CoverageCell, ...]
    """In the order of ``Coverage.sites``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    sites: tuple[tuple[SiteId, str], ...]
    """Id and short name, in the cluster's order."""
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One line of the catalogue: its four elements (条例第十二条第三款) and where it is."""

    index_no: str
    title: str
    summary: str
    formed: date | None
    address: Address
    issuer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterGroup:
    """Entries under one heading, newest first."""

    key: str
    name: str
    entries: tuple[RegisterEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One way to file the same items; an item with two themes stands in two groups."""

    by: str
    """``机构`` ``主题`` ``体裁`` ``年份``."""
    groups: tuple[RegisterGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideElement:
    """One of the nine elements of a guide (条例第十二条第二款)."""

    name: str
    value: str
    """From site.yml; empty for what the guide's own text explains."""
    missing: bool
