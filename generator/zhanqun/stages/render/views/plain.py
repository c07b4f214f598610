"""Pages without lists: hand-written pages, stubs, search, 404; and what the frame needs besides the configuration."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from posixpath import dirname, normpath

from zhanqun.model.address import absolute_url, address_of, href
from zhanqun.model.catalog import LinkedPage, LinkedStub
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.people import Leader, Unit
from zhanqun.stages.render.markdown import number_tables
from zhanqun.stages.render.views.address import column_href, columns_href, home_href
from zhanqun.stages.render.views.item import FileView, Heading, file_views
from zhanqun.stages.render.views.policy import policy_href
from zhanqun.stages.render.views.rows import Link


@dataclass(frozen=True, slots=True)
class LeaderView:
    name: str
    post: str
    duties: str
    resume: str
    photo: str
    """Address of the picture; empty without one."""


@dataclass(frozen=True, slots=True)
class PageView:
    title: str
    has_title: bool
    """The body brings its own ``<h1>``."""
    updated: str
    demo_note: str
    body: str
    toc: tuple[Heading, ...]
    files: tuple[FileView, ...]
    map_number: str
    leaders: tuple[LeaderView, ...]
    units: tuple[Unit, ...]
    pages: tuple[Link, ...]
    """The site's other hand-written pages."""
    url: str


@dataclass(frozen=True, slots=True)
class StubView:
    title: str
    text: str
    day_label: str
    day: str
    reason: str
    index_no: str
    column: Link


@dataclass(frozen=True, slots=True)
class SearchView:
    title: str
    columns: tuple[Link, ...]
    sites: tuple[Link, ...]
    columns_href: str


@dataclass(frozen=True, slots=True)
class NotFoundView:
    title: str
    links: tuple[Link, ...]


def page_view(
    linked: LinkedPage,
    cluster: Cluster,
    body_html: str,
    toc: Sequence[Heading] = (),
    pages: Sequence[Link] = (),
    previews: Mapping[str, str] | None = None,
) -> PageView:
    head = linked.page.head
    return PageView(
        title=head.title,
        has_title="<h1" in body_html,
        updated="" if head.updated is None else head.updated.isoformat(),
        demo_note=head.demo_note,
        body=_labelled(body_html),
        toc=tuple(toc) if len(toc) >= 4 else (),
        files=file_views(linked.page.files, cluster, previews),
        map_number=head.map_number,
        leaders=tuple(_leader(linked, cluster, leader) for leader in head.leaders),
        units=head.units,
        pages=tuple(link for link in pages if link.href != href(linked.address)),
        url=absolute_url(cluster, linked.address, cluster.site(linked.page.site)) if cluster.base_url else "",
    )


def _leader(linked: LinkedPage, cluster: Cluster, leader: Leader) -> LeaderView:
    """The picture only when it was cleared with the page."""
    wanted = normpath(f"{dirname(linked.page.path)}/{unicodedata.normalize('NFC', leader.photo)}") if leader.photo else ""
    photo = next((href(address_of(cluster, file.path)) for file in linked.page.files if file.path == wanted), "")
    return LeaderView(leader.name, leader.post, leader.duties, leader.resume, photo)


def _labelled(body: str) -> str:
    """Give what the page's Markdown leaves bare what a reader by ear or on a phone needs: names for the boxes of task
    lists, and a scrolling box around each table, numbered so that no two boxes have one name."""
    body = body.replace('<input type="checkbox"', '<input type="checkbox" aria-label="选项"')
    return number_tables(body) if "<table>" in body else body


def stub_view(linked: LinkedStub, cluster: Cluster, site: Site) -> StubView:
    """What stays at the address of something that was public. Never its title."""
    stub = linked.stub
    column = cluster.catalogue.by_code.get(stub.column)
    withdrawn = stub.kind == "withdrawn"
    return StubView(
        title="该信息已撤回" if withdrawn else "公示已结束",
        text="此前在本地址公开的信息已由发布单位撤回，不再提供。"
        if withdrawn
        else "此前在本地址公示的内容已到公示截止日期，按规定停止公示。",
        day_label="撤回日期" if withdrawn else "停止公示日期",
        day=stub.day.isoformat(),
        reason=stub.reason,
        index_no=stub.index_no,
        column=Link("全部栏目", columns_href(site))
        if column is None
        else Link(column.name, column_href(site, column.code)),
    )


def search_view(cluster: Cluster) -> SearchView:
    mother = cluster.mother
    return SearchView(
        title="搜索",
        columns=tuple(Link(c.name, column_href(mother, c.code)) for c in cluster.catalogue.columns if c.parent is None),
        sites=tuple(Link(site.name, home_href(site)) for site in cluster.sites),
        columns_href=columns_href(mother),
    )


def not_found_view(cluster: Cluster) -> NotFoundView:
    mother = cluster.mother
    return NotFoundView(
        title="没有找到这个页面",
        links=(
            Link("首页", home_href(mother)),
            Link("政府信息公开目录", columns_href(mother)),
            Link("部门和单位", "bumen/index.html"),
            Link("站点地图", "sitemap.html"),
            Link("搜索", "search.html"),
        ),
    )


def site_menu(cluster: Cluster, site: Site) -> tuple[dict[str, str], ...]:
    """Main menu: home, the four fixed columns and 依申请公开 (国办公开办函〔2019〕61号), the policy library,
    the catalogue.

    ``href`` is relative to the cluster's root; the frame puts ``root`` before it.
    """
    fixed = [c for c in cluster.catalogue.columns if c.fixed and c.parent is None]
    entries = [Link("首页", home_href(site))]
    entries += [Link(c.name, column_href(site, c.code)) for c in fixed]
    entries.append(Link("政策库", policy_href(site)))
    entries.append(Link("公开目录", columns_href(site)))
    if site.role == "mother" and len(cluster.sites) > 1:
        entries.append(Link("部门和单位", "bumen/index.html"))
    return tuple({"title": entry.title, "href": entry.href} for entry in entries)


def column_trail(cluster: Cluster, site: Site, code: str, *, last: bool) -> tuple[tuple[str, str], ...]:
    """(title, address) from the home page down to a column; ``last``: the column is the page itself, without link."""
    trail = [("首页", home_href(cluster.mother))]
    if site.role != "mother":
        trail.append((site.short, home_href(site)))
    chain: list[tuple[str, str]] = []
    column = cluster.catalogue.by_code.get(code)
    while column is not None:
        chain.append((column.name, column_href(site, column.code)))
        column = None if column.parent is None else cluster.catalogue.by_code[column.parent]
    chain.reverse()
    if last and chain:
        chain[-1] = (chain[-1][0], "")
    return (*trail, *chain)


def breadcrumb_html(trail: Sequence[tuple[str, str]], root: str) -> str:
    """Raw HTML for the frame's breadcrumb slot. An entry without an address is the page itself."""
    if not trail:
        return ""
    parts = []
    for title, address in trail:
        text = escape(title)
        if address:
            parts.append(f'<li><a href="{root}{escape(address)}">{text}</a></li>')
        else:
            parts.append(f'<li aria-current="page">{text}</li>')
    return f'<nav class="zq-crumbs" aria-label="当前位置"><ol class="zq-wrap">{"".join(parts)}</ol></nav>'
