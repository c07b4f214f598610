"""Which of the statutory contents each site has: the matrix of 条例第二十条 and 第二十一条 by departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhanqun.duties.facts import Facts
from zhanqun.model.address import absolute_url, site_prefix
from zhanqun.model.cluster import Cluster, Column, Site
from zhanqun.model.coverage import (
    Coverage,
    CoverageCell,
    CoverageRow,
    is_asked,
    statutory_columns,
)
from zhanqun.model.ids import Address, SiteId
from zhanqun.model.paper import Cell, Grid, Paper, Words, figure, heads


def compute_coverage(facts: Facts) -> Coverage:
    """One row for each statutory column that the catalogue has, one cell for each site."""
    prefixes: Mapping[str, str] = {site.id: site_prefix(facts.cluster, site.id) for site in facts.sites}
    branches = {site.id: facts.cluster.below(site.id) for site in facts.sites if site.role != "mother"}
    rows = []
    for column in statutory_columns(facts.cluster.catalogue.columns):
        cells = []
        for site in facts.sites:
            shelf = facts.shelf(site.id, column.code)
            cells.append(CoverageCell(
                required=is_asked(facts.cluster.catalogue, site, column), items=shelf.items + shelf.pages, newest=shelf.newest,
                address=Address(f"{prefixes[site.id]}lanmu/{column.code}.html"),
            ))
            if branches.get(site.id):
                cells.append(_rolled(facts, (site, *branches[site.id]), column, cells[-1]))
        rows.append(CoverageRow(column=column.code, name=column.name, basis=column.basis, cells=tuple(cells)))
    names: list[tuple[SiteId, str]] = []
    for site in facts.sites:
        names.append((site.id, site.short))
        if branches.get(site.id):
            names.append((SiteId(f"{site.id}+"), f"{site.short}（含下级）"))
    return Coverage(sites=tuple(names), rows=tuple(rows))


def _rolled(facts: Facts, sites: Sequence[Site], column: Column, own: CoverageCell) -> CoverageCell:
    """A site with those below it. Asked for is only what each must have itself: what is below fills no gap above."""
    shelves = [facts.shelf(site.id, column.code) for site in sites]
    return CoverageCell(
        required=False, items=sum(shelf.items + shelf.pages for shelf in shelves),
        newest=max((shelf.newest for shelf in shelves if shelf.newest), default=None), address=own.address,
    )


def coverage_paper(found: Coverage, cluster: Cluster) -> Paper:
    rows = [heads("法定内容", "依据", *(short for _, short in found.sites), "有内容的站点")]
    for row in found.rows:
        own = [cell for cell, (site, _) in zip(row.cells, found.sites, strict=True) if not site.endswith("+")]
        have = sum(cell.items > 0 for cell in own)
        rows.append((
            Cell(row.name), Cell(row.basis),
            *(Cell(str(cell.items) if cell.items else "缺" if cell.required else "—", number=True,
                   link=_url(cluster, site, cell) if cell.items else "")
              for cell, (site, _) in zip(row.cells, found.sites, strict=True)),
            figure(have, share=have / len(own) if own else 0.0),
        ))
    return Paper(f"{cluster.name}法定主动公开内容覆盖表", (
        Words("数字是条数，点开是那个单位这一栏的列表；“缺”是目录要求有而没有；“—”是目录没有要求。“含下级”是本单位和下级单位合计，"
              "下级的内容不能顶上级的空白栏目。"), Grid("覆盖表", tuple(rows), sheet="覆盖表"),
    ))


def _url(cluster: Cluster, site: str, cell: CoverageCell) -> str:
    return absolute_url(cluster, cell.address, cluster.site(site.removesuffix("+")))
