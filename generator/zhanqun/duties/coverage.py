"""Which of the statutory contents each site has: the matrix of 条例第二十条 and 第二十一条 by departments."""

from __future__ import annotations

from collections.abc import Mapping

from zhanqun.duties.elements import OFFICE, WRITTEN, missing_guide_elements
from zhanqun.duties.facts import Facts
from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Site
from zhanqun.model.coverage import (
    Coverage,
    CoverageCell,
    CoverageRow,
    GuideElement,
    is_asked,
    statutory_columns,
)
from zhanqun.model.ids import Address
from zhanqun.model.paper import Cell, Grid, Paper, Words, figure, heads


def compute_coverage(facts: Facts) -> Coverage:
    """One row for each statutory column that the catalogue has, one cell for each site."""
    prefixes: Mapping[str, str] = {site.id: site_prefix(facts.cluster, site.id) for site in facts.sites}
    rows = []
    for column in statutory_columns(facts.cluster.catalogue.columns):
        cells = []
        for site in facts.sites:
            shelf = facts.shelf(site.id, column.code)
            cells.append(CoverageCell(
                required=is_asked(facts.cluster.catalogue, site, column), items=shelf.items + shelf.pages, newest=shelf.newest,
                address=Address(f"{prefixes[site.id]}lanmu/{column.code}.html"),
            ))
        rows.append(CoverageRow(column=column.code, name=column.name, basis=column.basis, cells=tuple(cells)))
    return Coverage(sites=tuple((site.id, site.short) for site in facts.sites), rows=tuple(rows))


def guide_elements(facts: Facts, site: Site) -> tuple[GuideElement, ...]:
    """The nine, in the order of the law: what the text explains first, then the office."""
    missing = set(missing_guide_elements(facts, site))
    return tuple(
        GuideElement(name=name, value=site.office.get(name, "") if name in OFFICE else "", missing=name in missing)
        for name in (*WRITTEN, *OFFICE)
    )


def coverage_paper(found: Coverage, name: str) -> Paper:
    rows = [heads("法定内容", "依据", *(short for _, short in found.sites), "有内容的站点")]
    for row in found.rows:
        have = sum(cell.items > 0 for cell in row.cells)
        rows.append((
            Cell(row.name), Cell(row.basis),
            *(Cell(str(cell.items) if cell.items else "缺" if cell.required else "—", number=True)
              for cell in row.cells),
            figure(have, share=have / len(row.cells) if row.cells else 0.0),
        ))
    return Paper(f"{name}法定主动公开内容覆盖表", (
        Words("数字是条数；“缺”是目录要求有而没有；“—”是目录没有要求。"), Grid("覆盖表", tuple(rows), sheet="覆盖表"),
    ))
