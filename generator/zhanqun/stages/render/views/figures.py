"""Statistics of the mother: what was published this year and the year before. Charts that are also tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhanqun.model.cluster import Cluster
from zhanqun.stages.render.machine.opendata import year_paths
from zhanqun.stages.render.views.address import year_href
from zhanqun.stages.render.views.charts import drawing_html, read_sheet

FOLDER = "lanmu/tongji"
ADDRESS = f"{FOLDER}/index.html"
"""Of the mother."""
TITLE = "信息公开统计"


@dataclass(frozen=True, slots=True)
class Number:
    text: str
    href: str
    """The list that holds exactly what is counted; empty when there is none."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    name: str
    numbers: tuple[Number, ...]
    id: str = ""
    """Anchor, for rows that other figures lead to."""


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    note: str
    head: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    drawing: str
    """Inline SVG; empty when there is nothing to draw."""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class FiguresView:
    title: str
    years: tuple[int, ...]
    totals: tuple[FigureRow, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything by year, in the order of ``years``."""

    years: tuple[int, ...]
    sites: Mapping[str, tuple[int, ...]]
    """Site id -> its own items."""
    columns: tuple[tuple[tuple[int, ...], ...], ...]
    """Year by year, month by month: items of each column itself, by the column's position."""

    @property
    def months(self) -> tuple[tuple[int, ...], ...]:
        """Year by year, twelve numbers."""
        return tuple(tuple(sum(month) for month in year) for year in self.columns)


_SITES = (
    "“含下级”是本单位和下级单位合计，数字通向这一年的列表；有下级的单位自己的条数，列表里没有单独一页，"
    "数字通向它这一年的数据文件（CSV）。"
)


def month_href(year: int, month: int) -> str:
    """The mother's list of everything that was published in a month."""
    return f"{FOLDER}/{year}-{month:02d}.html"


def figures_view(cluster: Cluster, counts: Counts) -> FiguresView:
    years = counts.years
    totals = tuple(sum(month) for month in counts.months)
    figures = (
        _figure("按单位", _SITES, years, _sites(cluster, counts), "bar"),
        _figure("按月份", "数字通向这个月的列表。", years, [
            FigureRow(f"{month + 1}月", tuple(
                Number(str(each[month]), month_href(year, month + 1) if each[month] else "")
                for year, each in zip(years, counts.months, strict=True)))
            for month in range(12)
        ], "line"),
        _figure("按类型", "类型由栏目决定。数字通向下面各月的条数。", years, _kinds(cluster, counts), "bar"),
        *(_by_month(cluster, counts, place) for place in reversed(range(len(years)))),
    )
    total = FigureRow("全部单位", tuple(
        Number(str(count), year_href(cluster.mother, year) if count else "") for year, count in zip(years, totals, strict=True)))
    return FiguresView(TITLE, years, (total,), figures)


def _sites(cluster: Cluster, counts: Counts) -> list[FigureRow]:
    """Own items of each site; under the mother, sites with others below them once more with these."""
    found = []
    for site in cluster.sites:
        own = counts.sites.get(site.id, (0,) * len(counts.years))
        below = () if site.role == "mother" else cluster.below(site.id)
        single = not below and site.role != "mother"
        # The lists of a site hold those below it; its own items alone stand in its open data.
        found.append(_row(site.short, own, [
            year_href(site, year) if single else str(year_paths(site.id, year)[1]) for year in counts.years]))
        if below:
            parts = [own, *(counts.sites.get(one.id, (0,) * len(own)) for one in below)]
            rolled = tuple(sum(each) for each in zip(*parts, strict=True))
            found.append(_row(f"{site.short}（含下级）", rolled, [year_href(site, year) for year in counts.years]))
    return found


def _row(name: str, numbers: Sequence[int], links: Sequence[str]) -> FigureRow:
    return FigureRow(name, tuple(
        Number(str(count), link if count else "") for count, link in zip(numbers, links, strict=True)))


def kind_names(cluster: Cluster) -> list[str]:
    """Kinds of columns, in the catalogue's order: a kind's place is its anchor on the pages of months."""
    return list(dict.fromkeys(column.kind for column in cluster.catalogue.columns))


def _of_kind(cluster: Cluster, kind: str, per_column: Sequence[int]) -> int:
    return sum(per_column[column.order] for column in cluster.catalogue.columns if column.kind == kind)


def _kinds(cluster: Cluster, counts: Counts) -> list[FigureRow]:
    found = []
    for place, kind in enumerate(kind_names(cluster)):
        numbers = tuple(sum(_of_kind(cluster, kind, month) for month in year) for year in counts.columns)
        if any(numbers):
            found.append(_row(kind, numbers, [f"{ADDRESS}#zq-{year}-{place}" for year in counts.years]))
    return sorted(found, key=lambda row: -int(row.numbers[-1].text))


def _by_month(cluster: Cluster, counts: Counts, place: int) -> Figure:
    """Kinds by months of one year; each number leads to its part of the month's list."""
    year = counts.years[place]
    rows = []
    for number, kind in enumerate(kind_names(cluster)):
        found = [_of_kind(cluster, kind, month) for month in counts.columns[place]]
        if any(found):
            links = [f"{month_href(year, month)}#zq-kind-{number}" if count else "" for month, count in enumerate(found, 1)]
            row = _row(kind, [*found, sum(found)], [*links, ""])
            rows.append(FigureRow(row.name, row.numbers, f"zq-{year}-{number}"))
    head = ("类型", *(f"{month}月" for month in range(1, 13)), "合计")
    return Figure(f"{year} 年各月各类型", "合计是各月相加。", head, tuple(rows), "", wide=True)


def _figure(name: str, note: str, years: Sequence[int], rows: Sequence[FigureRow], kind: str) -> Figure:
    head = (name.removeprefix("按"), *(f"{year} 年" for year in years))
    # A part and its whole on one scale would be drawn twice.
    drawn = [row for row in rows if not row.name.endswith("（含下级）")]
    sheet = read_sheet([head, *([row.name, *(number.text for number in row.numbers)] for row in drawn)])
    drawing = drawing_html(sheet, f"{name}公开的条数", kind) if sheet is not None else ""
    return Figure(name, note, head, tuple(rows), drawing)
