"""政府信息公开指南 of a site that has not written one: the nine elements of 条例第十二条第二款."""

from __future__ import annotations

from dataclasses import dataclass

from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.coverage import GUIDE_OFFICE
from zhanqun.stages.render.views.address import column_href, columns_href, feed_href, prefix
from zhanqun.stages.render.views.foi import foi_href
from zhanqun.stages.render.views.rows import Link

FOLDER = "lanmu/zhinan"


@dataclass(frozen=True, slots=True)
class GuideView:
    title: str
    agency: str
    categories: tuple[Link, ...]
    """Top columns and, of 法定主动公开内容, those right below it."""
    catalogue: str
    example: str
    """An index number of this agency."""
    feed: str
    request: str
    """Address of the page on disclosure on request."""
    search: str
    office: tuple[tuple[str, str], ...]
    """The six elements; a missing one says so."""


def guide_title(site: Site) -> str:
    return f"{site.name}政府信息公开指南"


def guide_href(site: Site) -> str:
    return f"{prefix(site)}{FOLDER}/index.html"


def guide_view(cluster: Cluster, site: Site) -> GuideView:
    by_code = cluster.catalogue.by_code
    categories: list[Link] = []
    for column in cluster.catalogue.columns:
        above = None if column.parent is None else by_code[column.parent]
        if above is None or (above.parent is None and above.fixed and "主动公开" in above.name):
            categories.append(Link(column.name, column_href(site, column.code), note=column.description))
    return GuideView(
        title=guide_title(site), agency=site.name, categories=tuple(categories), catalogue=columns_href(site),
        example=f"{site.code}/2026-00001", feed=feed_href(site), request=foi_href(site), search="search.html",
        office=tuple((name, site.office.get(name, "") or "（未填写）") for name in GUIDE_OFFICE),
    )
