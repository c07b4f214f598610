"""Which of the statutory contents each site has, and the nine elements of a guide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from zhanqun.model.cluster import Catalogue, Column, Site
from zhanqun.model.ids import Address, ColumnCode, SiteId

_STATUTORY = re.compile(r"20-(?:0[1-9]|1[0-5])|21-[a-z]")
"""Codes of the fifteen of 条例第二十条 and of the lists of 第二十一条."""

VILLAGE = "村"
"""机构类型 of a villagers' committee: no organ of the state, so neither 条例's lists nor its annual report bind it."""
GUIDE_OFFICE = ("名称", "办公地址", "办公时间", "联系电话", "传真号码", "互联网联系方式")
"""Elements of a guide about the office, from site.yml (条例第十二条第二款)."""
GUIDE_WRITTEN = ("信息分类", "编排体系", "获取方式")
"""Elements that the guide's own text explains."""


def statutory_columns(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return tuple(column for column in columns if _STATUTORY.fullmatch(column.code))


def is_required(site: Site, column: Column) -> bool:
    """True when catalog.yml says that the site must have the column.

    A village (村) publishes its affairs under a law of its own: it must have only the columns that name it.
    """
    if site.org_type == VILLAGE:
        return site.id in column.sites
    return any(
        word == "*" or word == site.id or (word == "mother" and site.role == "mother")
        or (word == "children" and site.role != "mother")
        for word in column.sites
    )


def is_asked(catalogue: Catalogue, site: Site, column: Column) -> bool:
    """The site must have the column itself or one below it."""
    return is_required(site, column) or any(
        is_asked(catalogue, site, catalogue.by_code[code]) for code in column.children)


def guide_columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """The fixed column of the guide; empty when the catalogue has none."""
    return tuple(column for column in catalogue.columns if column.fixed and "指南" in column.name)


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
    """Id and short name, in the cluster's order; a site with others below it once more with these (``weijian+``)."""
    rows: tuple[CoverageRow, ...]
