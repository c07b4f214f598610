"""Home pages: of the mother and of a department. Every build makes them again, so they may count days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster, Site
from zhanqun.stages.render.views.address import column_href, columns_href, feed_href, is_government, year_href
from zhanqun.stages.render.views.listing import (
    ColumnNode,
    SiteEntry,
    column_tree,
    page_links,
    site_entry,
)
from zhanqun.stages.render.views.matters import matters_href
from zhanqun.stages.render.views.policy import policy_href
from zhanqun.stages.render.views.rows import Closing, Link, Row, closing_soon, rows

_TITLE = re.compile(r"<h1\b[^>]*>.*?</h1>", re.S)


@dataclass(frozen=True, slots=True)
class Outside:
    """A link that leaves the cluster; ``notice`` says so when it is not a government site."""

    title: str
    url: str
    notice: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the fixed columns."""

    title: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class MotherHomeView:
    title: str
    name: str
    lead: str
    emblem: str
    """Address of the emblem's picture, relative to the root; empty: none configured, nothing is shown."""
    intro: str
    """Sanitised HTML of docs/index.md, or empty."""
    latest: tuple[Row, ...]
    latest_more: str
    closing: tuple[Closing, ...]
    closing_more: str
    fixed: tuple[Tile, ...]
    departments: tuple[SiteEntry, ...]
    years: tuple[Link, ...]
    kinds: tuple[Link, ...]
    """Entrances to the policy library: columns with their counts."""
    library: str
    """Address of the policy library."""
    figures: tuple[tuple[str, str], ...]
    """(what, number)."""
    outside: tuple[Outside, ...]
    feed: str


@dataclass(frozen=True, slots=True)
class SiteHomeView:
    title: str
    name: str
    lead: str
    intro: str
    latest: tuple[Row, ...]
    latest_more: str
    closing: tuple[Closing, ...]
    closing_more: str
    columns: tuple[ColumnNode, ...]
    """Top columns, and below them only what has content; the catalogue page says which columns are blank."""
    columns_more: str
    pages: tuple[Link, ...]
    office: tuple[tuple[str, str], ...]
    outside: tuple[Outside, ...]
    feed: str
    below: tuple[Link, ...] = ()
    """Sites under this one, each with what it and those under it publish; its own lists hold all of that too."""


def mother_home_view(
    cluster: Cluster,
    cards: Sequence[Card],
    *,
    day: date,
    counts: Mapping[str, int],
    site_counts: Mapping[str, int],
    site_latest: Mapping[str, date],
    this_year: int,
    closing: Iterable[Card],
    years: Sequence[int] = (),
    intro: str = "",
    emblem: str = "",
    limit: int = 12,
) -> MotherHomeView:
    """``cards``: the whole cluster, newest first; ``counts``: items per column code over the whole cluster;
    ``closing``: what has an end on ``day`` or later."""
    site = cluster.mother
    top = [column for column in cluster.catalogue.columns if column.parent is None]
    return MotherHomeView(
        title="政府信息公开",
        name=site.name,
        lead=site.description,
        emblem=emblem,
        intro=without_title(intro),
        latest=rows(cards[:limit], cluster),
        latest_more=year_href(site, years[0]) if years else columns_href(site),
        closing=closing_soon(closing, day),
        closing_more=matters_href(site),
        fixed=tuple(Tile(c.name, column_href(site, c.code), c.description) for c in top if c.fixed),
        departments=tuple(
            site_entry(child, site_counts.get(child.id, 0), site_latest.get(child.id)) for child in cluster.sites[1:]
        ),
        years=tuple(Link(f"{year} 年", year_href(site, year)) for year in years),
        kinds=tuple(Link(c.name, column_href(site, c.code), counts.get(c.code, 0)) for c in top if not c.fixed),
        library=policy_href(site),
        figures=(
            ("公开信息", f"{len(cards)}"),
            (f"{day.year} 年公开", f"{this_year}"),
            ("公开单位", f"{sum(1 for count in site_counts.values() if count)}"),
        ),
        outside=outside_links(site),
        feed=feed_href(site),
    )


def site_home_view(
    cluster: Cluster,
    site: Site,
    cards: Sequence[Card],
    *,
    day: date,
    counts: Mapping[str, int],
    latest: Mapping[str, date],
    closing: Iterable[Card],
    years: Sequence[int] = (),
    intro: str = "",
    more_pages: Sequence[Link] = (),
    below: Sequence[Link] = (),
    limit: int = 10,
) -> SiteHomeView:
    """``cards``: of this site, newest first; ``counts`` and ``latest`` by column code, of this site."""
    return SiteHomeView(
        title="政府信息公开",
        name=site.name,
        lead=site.description,
        intro=without_title(intro),
        latest=rows(cards[:limit], cluster),
        latest_more=year_href(site, years[0]) if years else columns_href(site),
        closing=closing_soon(closing, day),
        closing_more=matters_href(site),
        columns=tuple(_with_content(node) for node in column_tree(cluster, site, counts, latest)),
        columns_more=columns_href(site),
        pages=(*page_links(site, site.nav), *more_pages),
        office=tuple((name, value) for name, value in site.office.items() if value),
        outside=outside_links(site),
        feed=feed_href(site),
        below=tuple(below),
    )


def without_title(intro: str) -> str:
    """The hand-written text under the home page's own heading: its first-level heading is dropped."""
    return _TITLE.sub("", intro).strip()


def _with_content(node: ColumnNode) -> ColumnNode:
    return replace(node, children=tuple(_with_content(child) for child in node.children if child.count))


def outside_links(site: Site) -> tuple[Outside, ...]:
    return tuple(Outside(name, url, "" if is_government(url) else "非政府网站") for name, url in site.links)
