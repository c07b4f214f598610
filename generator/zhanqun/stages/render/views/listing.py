"""Lists: of a column, a year, a department; the overview of columns; the departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhanqun.model.address import href
from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster, Column, NavEntry, Site
from zhanqun.stages.render.views import answers, matters
from zhanqun.stages.render.views.address import (
    column_href,
    department_href,
    feed_href,
    home_href,
    prefix,
    year_href,
)
from zhanqun.stages.render.views.foi import COLUMN, TITLE, foi_href
from zhanqun.stages.render.views.matters import KINDS
from zhanqun.stages.render.views.rows import Link, Row, has_sites_below, rows

_UPDATES = {"2周": "每两周", "6个月": "每半年", "1年": "每年", "季": "每季度", "月": "每月"}
CATALOGUE = "政府信息公开目录"
ORG_TYPES = ("政府", "部门", "乡镇", "公共企事业")


@dataclass(frozen=True, slots=True)
class Pager:
    """Ways on from one page of a list. Stable pages say nothing that a new item would change."""

    newest: str
    """Address of the newest entries; empty on that page itself."""
    newer: str
    older: str
    label: str
    """``2025-03-02 至 2025-06-11``: what this page holds."""
    pages: tuple[Link, ...] = ()
    """On the newest page: the stable pages, newest first, at most twelve."""


@dataclass(frozen=True, slots=True)
class ListView:
    title: str
    site: str
    description: str
    basis: str
    update: str
    """``每半年``; empty when no cycle is set."""
    feed: str
    total: int | None
    """None on stable pages."""
    rows: tuple[Row, ...]
    show_issuer: bool
    pager: Pager | None
    children: tuple[Link, ...]
    years: tuple[Link, ...]
    empty: str
    pages: tuple[Link, ...] = ()
    """Hand-written pages of the column (信息分类 of a page), shown above the items on the newest page."""
    tools: tuple[Link, ...] = ()
    """Pages that the generator makes for the column. They fill no blank column."""
    elements: bool = False
    """Show the four elements of the catalogue (条例第十二条第三款) in every line."""


@dataclass(frozen=True, slots=True)
class ColumnNode:
    title: str
    href: str
    count: int
    basis: str
    latest: str
    """Day of the newest item; empty when there is none."""
    children: tuple[ColumnNode, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnsView:
    title: str
    site: str
    columns: tuple[ColumnNode, ...]
    years: tuple[Link, ...]
    feed: str
    filed: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    """(按机构 · 按主题 · 按体裁, its lists)."""
    tools: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteEntry:
    name: str
    href: str
    list_href: str
    description: str
    count: int
    latest: str


@dataclass(frozen=True, slots=True)
class DepartmentsView:
    title: str
    groups: tuple[tuple[str, tuple[SiteEntry, ...]], ...]
    """(政府 · 部门 · …, its sites)."""


def pager(first_href: str, stable: Sequence[str], page: int | None, cards: Sequence[Card]) -> Pager | None:
    """``stable``: addresses of the stable pages, oldest first; ``page``: 1-based among them, None for the newest."""
    if not stable:
        return None
    label = ""
    if cards:
        newest, oldest = cards[0].published.day.isoformat(), cards[-1].published.day.isoformat()
        label = newest if newest == oldest else f"{oldest} 至 {newest}"
    if page is None:
        count = len(stable)
        links = tuple(Link(f"第 {number} 页", stable[number - 1]) for number in range(count, max(count - 12, 0), -1))
        return Pager(newest="", newer="", older=stable[-1], label=label, pages=links)
    return Pager(
        newest=first_href if page < len(stable) else "",
        newer=stable[page] if page < len(stable) else first_href,
        older=stable[page - 2] if page > 1 else "",
        label=label,
    )


def column_list_view(
    cluster: Cluster,
    site: Site,
    column: Column,
    cards: Sequence[Card],
    *,
    total: int | None = None,
    page: int | None = None,
    stable: int = 0,
    counts: Mapping[str, int] | None = None,
    years: Sequence[int] = (),
    pages: Sequence[Link] = (),
) -> ListView:
    """One page of a column of a site. ``cards``: those of this page, newest first; ``stable``: number of stable pages;
    ``counts``: items per column code, for the links to the columns below. Pass ``years`` on the newest page only."""
    by_code = cluster.catalogue.by_code
    addresses = [column_href(site, column.code, number) for number in range(1, stable + 1)]
    shown = counts if page is None else None
    return ListView(
        title=column.name if page is None else f"{column.name}（第 {page} 页）",
        site=site.name,
        description=column.description if page is None else "",
        basis=column.basis if page is None else "",
        update=_UPDATES.get(column.update, "") if page is None else "",
        feed=feed_href(site, column.code) if cards else "",
        total=total if page is None else None,
        rows=rows(cards, cluster),
        show_issuer=has_sites_below(cluster, site),
        pager=pager(column_href(site, column.code), addresses, page, cards),
        children=tuple(
            Link(by_code[code].name, column_href(site, code), None if shown is None else shown.get(code, 0))
            for code in column.children
        ),
        years=tuple(Link(f"{year} 年", year_href(site, year)) for year in years) if page is None else (),
        empty="本栏目暂无内容。",
        pages=tuple(pages) if page is None else (),
        tools=_tools(site, column) if page is None else (),
    )


def _tools(site: Site, column: Column) -> tuple[Link, ...]:
    """Pages that the generator makes for a column."""
    if column.name == COLUMN:
        return (Link(TITLE, foi_href(site), note="申请表可以在浏览器里填写、打印；期限按工作日计算。"),)
    if column.kind == answers.KIND:
        return (Link(answers.TITLE, answers.answers_href(site), note="问题和答复放在一页，不用逐条打开。"),)
    if column.kind in KINDS:
        return (Link(f"正在进行的{matters.TITLE}", matters.matters_href(site), note="按截止时间排列，写明还剩几天。"),)
    return ()


def year_list_view(
    cluster: Cluster,
    site: Site,
    year: int,
    cards: Sequence[Card],
    *,
    total: int | None = None,
    page: int | None = None,
    stable: int = 0,
    years: Sequence[int] = (),
) -> ListView:
    pages = [year_href(site, year, number) for number in range(1, stable + 1)]
    return ListView(
        title=f"{year} 年公开的信息" + ("" if page is None else f"（第 {page} 页）"),
        site=site.name,
        description="",
        basis="",
        update="",
        feed=feed_href(site),
        total=total if page is None else None,
        rows=rows(cards, cluster),
        show_issuer=has_sites_below(cluster, site),
        pager=pager(year_href(site, year), pages, page, cards),
        children=(),
        years=tuple(Link(f"{other} 年", year_href(site, other)) for other in years) if page is None else (),
        empty="这一年暂无公开的信息。",
        elements=True,
    )


def department_list_view(
    cluster: Cluster,
    department: Site,
    cards: Sequence[Card],
    *,
    total: int | None = None,
    page: int | None = None,
    stable: int = 0,
) -> ListView:
    """The mother's list of everything that one department published."""
    pages = [department_href(department.id, number) for number in range(1, stable + 1)]
    return ListView(
        title=f"{department.name}公开的信息" + ("" if page is None else f"（第 {page} 页）"),
        site=cluster.mother.name,
        description=department.description if page is None else "",
        basis="",
        update="",
        feed=feed_href(department),
        total=total if page is None else None,
        rows=rows(cards, cluster),
        show_issuer=False,
        pager=pager(department_href(department.id), pages, page, cards),
        children=(Link(f"进入{department.name}", home_href(department)),) if page is None else (),
        years=(),
        empty="该单位暂无公开的信息。",
        elements=True,
    )


def column_tree(
    cluster: Cluster, site: Site, counts: Mapping[str, int], latest: Mapping[str, date]
) -> tuple[ColumnNode, ...]:
    """The catalogue with counts (items of a column and all below it) and days of the newest item."""

    def node(column: Column) -> ColumnNode:
        day = latest.get(column.code)
        return ColumnNode(
            title=column.name,
            href=column_href(site, column.code),
            count=counts.get(column.code, 0),
            basis=column.basis,
            latest="" if day is None else day.isoformat(),
            children=tuple(node(cluster.catalogue.by_code[code]) for code in column.children),
        )

    return tuple(node(column) for column in cluster.catalogue.columns if column.parent is None)


def columns_view(
    cluster: Cluster, site: Site, counts: Mapping[str, int], latest: Mapping[str, date], years: Sequence[int] = (),
    *, filed: Sequence[tuple[str, tuple[Link, ...]]] = (), tools: Sequence[Link] = (),
) -> ColumnsView:
    """``filed``: other ways to file the same items; ``tools``: pages about the catalogue as a whole."""
    return ColumnsView(
        title=CATALOGUE,
        site=site.name,
        columns=column_tree(cluster, site, counts, latest),
        years=tuple(Link(f"{year} 年", year_href(site, year)) for year in years),
        feed=feed_href(site),
        filed=tuple((name, links) for name, links in filed if links),
        tools=tuple(tools),
    )


def site_entry(site: Site, count: int, latest: date | None) -> SiteEntry:
    return SiteEntry(
        name=site.name,
        href=home_href(site),
        list_href=department_href(site.id),
        description=site.description,
        count=count,
        latest="" if latest is None else latest.isoformat(),
    )


def departments_view(cluster: Cluster, counts: Mapping[str, int], latest: Mapping[str, date]) -> DepartmentsView:
    """``counts`` and ``latest`` by site id. Sites keep the cluster's order within each group."""
    groups: dict[str, list[SiteEntry]] = {name: [] for name in ORG_TYPES}
    for site in cluster.sites:
        if site.role != "mother":
            entry = site_entry(site, counts.get(site.id, 0), latest.get(site.id))
            groups.setdefault(site.org_type, []).append(entry)
    return DepartmentsView(
        title="部门和单位", groups=tuple((name, tuple(entries)) for name, entries in groups.items() if entries)
    )


def page_links(site: Site, nav: Sequence[NavEntry]) -> tuple[Link, ...]:
    """Links to hand-written pages: ``guide.md`` of the navigation is ``guide.html`` of the site."""
    return tuple(Link(entry.title, href(prefix(site) + entry.page.removesuffix(".md") + ".html")) for entry in nav)
