"""Coverage of the statutory contents: the fifteen items and the two lists by departments, each cell a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhanqun.model.cluster import Cluster
from zhanqun.model.coverage import is_asked, statutory_columns
from zhanqun.stages.render.views.address import column_href, home_href
from zhanqun.stages.render.views.rows import Link

ADDRESS = "lanmu/fugai/index.html"
"""Of the mother."""
TITLE = "法定主动公开内容覆盖表"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    """A number, ``缺`` (asked for, nothing there) or ``—`` (not asked for)."""
    href: str
    lacking: bool


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    basis: str
    href: str
    cells: tuple[Cell, ...]
    have: int
    """Sites with something."""
    lack: int
    """Sites that must have something and have nothing."""


@dataclass(frozen=True, slots=True)
class CoverageView:
    title: str
    sites: tuple[Link, ...]
    lines: tuple[Line, ...]


def coverage_view(cluster: Cluster, counts: Mapping[str, Mapping[str, int]]) -> CoverageView:
    """``counts``: per site id, own items and pages per column code, columns below included."""
    catalogue = cluster.catalogue
    below = {site.id: () if site.role == "mother" else cluster.below(site.id) for site in cluster.sites}
    lines = []
    for column in statutory_columns(catalogue.columns):
        cells: list[Cell] = []
        own: list[Cell] = []
        for site in cluster.sites:
            count = counts.get(site.id, {}).get(column.code, 0)
            lacking = not count and is_asked(catalogue, site, column)
            cells.append(Cell(str(count) if count else "缺" if lacking else "—", column_href(site, column.code), lacking))
            own.append(cells[-1])
            if below[site.id]:
                whole = count + sum(counts.get(one.id, {}).get(column.code, 0) for one in below[site.id])
                cells.append(Cell(str(whole) if whole else "—", column_href(site, column.code), False))
        lines.append(Line(
            name=column.name, basis=column.basis, href=column_href(cluster.mother, column.code), cells=tuple(cells),
            have=sum(cell.text.isdigit() for cell in own), lack=sum(cell.lacking for cell in own),
        ))
    sites: list[Link] = []
    for site in cluster.sites:
        sites.append(Link(site.short, home_href(site)))
        if below[site.id]:
            sites.append(Link(f"{site.short}（含下级）", home_href(site)))
    return CoverageView(TITLE, tuple(sites), tuple(lines))


def with_pages(
    cluster: Cluster, items: Mapping[str, int], page_columns: Sequence[str],
) -> dict[str, int]:
    """Items per column plus the hand-written pages of the column and of all below it."""
    found = dict(items)
    for code in page_columns:
        column = cluster.catalogue.by_code.get(code)
        while column is not None:
            found[column.code] = found.get(column.code, 0) + 1
            column = None if column.parent is None else cluster.catalogue.by_code[column.parent]
    return found
