"""The site map for people: every site with its pages and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhanqun.model.cluster import Cluster, Site
from zhanqun.stages.render.views import coverage, figures
from zhanqun.stages.render.views.address import columns_href, home_href
from zhanqun.stages.render.views.answers import TITLE as ANSWERS
from zhanqun.stages.render.views.answers import answers_href, has_answers
from zhanqun.stages.render.views.foi import TITLE, foi_href
from zhanqun.stages.render.views.listing import ColumnNode, column_tree, page_links
from zhanqun.stages.render.views.matters import TITLE as MATTERS
from zhanqun.stages.render.views.matters import matters_href
from zhanqun.stages.render.views.policy import policy_href
from zhanqun.stages.render.views.rows import Link


@dataclass(frozen=True, slots=True)
class MapEntry:
    site: Link
    columns: tuple[ColumnNode, ...]
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SitemapView:
    title: str
    sites: tuple[MapEntry, ...]


def _made_pages(cluster: Cluster, site: Site) -> tuple[Link, ...]:
    """Pages that every site has without anybody writing them."""
    own: tuple[Link, ...] = (Link("政策库", policy_href(site)), Link(MATTERS, matters_href(site)), Link(TITLE, foi_href(site)))
    if has_answers(cluster.catalogue):
        own = (*own, Link(ANSWERS, answers_href(site)))
    if site.role != "mother":
        return own
    return (*own, Link(coverage.TITLE, coverage.ADDRESS), Link(figures.TITLE, figures.ADDRESS))


def sitemap_view(
    cluster: Cluster, counts: Mapping[str, Mapping[str, int]], more_pages: Mapping[str, Sequence[Link]] | None = None,
) -> SitemapView:
    """``counts``: per site id, items per column code; ``more_pages``: per site id, pages beside the navigation.

    Columns without items are left out of departments' lists.
    """
    entries = []
    for site in cluster.sites:
        own = counts.get(site.id, {})
        tree = column_tree(cluster, site, own, {})
        entries.append(
            MapEntry(
                site=Link(site.name, home_href(site), note=columns_href(site)),
                columns=tuple(node for node in tree if node.count or site.role == "mother"),
                pages=(*page_links(site, site.nav), *(more_pages or {}).get(site.id, ()), *_made_pages(cluster, site)),
            )
        )
    return SitemapView(title="站点地图", sites=tuple(entries))
