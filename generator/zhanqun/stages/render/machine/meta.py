"""What machines read in the ``<head>`` of a page: government names, address, feeds, JSON-LD.

The fifteen names and which pages carry them: 政府网站发展指引, 国办发〔2017〕47号, annex on page labels. Names are
case-sensitive. An empty value counts as a fault there, so what has no value of its own takes the nearest true
one (the column's name for missing keywords) and ``Image`` is left out when the page has no picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from zhanqun.model.catalog import Card, LinkedItem, LinkedPage
from zhanqun.model.cluster import Cluster, Column, Site
from zhanqun.model.moment import Moment
from zhanqun.stages.render.machine import jsonld
from zhanqun.stages.render.machine.kinds import COLUMN_TYPES
from zhanqun.stages.render.machine.text import escape
from zhanqun.stages.render.machine.urls import Urls, prefix

SITE_NAMES = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_NAMES = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
CONTENT_NAMES = (
    "ArticleTitle", "PubDate", "ContentSource", "Keywords", "Author", "Description", "Image", "Url",
)


@dataclass(frozen=True, slots=True)
class _SiteParts:
    site: Site
    meta: str
    feeds: str
    organisation: msgspec.Raw


@dataclass(frozen=True, slots=True)
class _ColumnParts:
    meta: str
    feed: str
    trail: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Heads:
    """Head lines of every page of one cluster. One per process: site and column parts are made once and kept.

    ``default_image`` is the output path of a picture that stands for the whole cluster; empty: none.
    """

    cluster: Cluster
    default_image: str = ""
    urls: Urls = field(init=False)
    _sites: dict[str, _SiteParts] = field(init=False, default_factory=dict)
    _columns: dict[tuple[str, str], _ColumnParts] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.urls = Urls.of(self.cluster)
        for site in self.cluster.sites:
            self._sites[site.id] = _SiteParts(
                site=site, meta=_site_meta(self.cluster, self.urls, site), feeds=_site_feeds(self.urls, site),
                organisation=msgspec.Raw(msgspec.json.encode(jsonld.organisation(self.urls, site))),
            )

    def item(self, linked: LinkedItem, *, description: str = "", image: str = "") -> str:
        """Head of an item's page.

        ``description``: plain text used when the item has no 摘要 (its first paragraph). ``image``: output path
        of the first picture of the page.
        """
        card, head = linked.card, linked.item.head
        parts, column = self._sites[card.site], self._column(card.site, card.column)
        site = parts.site
        url = self.urls.url(card.address, card.site)
        source = head.source or (head.repost.site if head.repost else "") or card.issuer or site.name
        description = card.summary or description or card.title
        keywords = card.keywords or card.topics or (column.trail[-1][0],)
        content = _content_meta(
            card.title, card.published, source, keywords, head.author or card.issuer or site.name, description,
            self._image(image, card.site), url,
        )
        node = jsonld.item_node(self.cluster, self.urls, linked, url, parts.organisation, description)
        data = jsonld.script(jsonld.graph(node, jsonld.crumbs((*column.trail, (card.title, "")))))
        return f"{parts.meta}{column.meta}{content}{_canonical(url)}{parts.feeds}{column.feed}{data}"

    def page(self, linked: LinkedPage, *, description: str = "", image: str = "") -> str:
        """Head of a hand-written page. Without 更新日期 it has no PubDate: it would be invented."""
        head = linked.page.head
        site_id = linked.page.site
        parts = self._sites[site_id]
        url = self.urls.url(linked.address, site_id)
        description = head.summary or description or head.title
        column = self._column(site_id, head.column) if head.column else None
        # Not the column's trail: a column that holds only a page has no list to point to.
        trail = self._trail(parts.site)
        content = _content_meta(
            head.title, Moment(head.updated) if head.updated else None, parts.site.name,
            (column.trail[-1][0],) if column else (head.title,), parts.site.name, description,
            self._image(image, site_id), url,
        )
        node = {"@type": "WebPage", "@id": url, "url": url, "name": head.title, "inLanguage": "zh-CN",
                "description": description, "publisher": parts.organisation}
        data = jsonld.script(jsonld.graph(node, jsonld.crumbs((*trail, (head.title, "")))))
        middle = column.meta if column else _column_meta(
            "网站页面", f"{parts.site.name}网站页面", (parts.site.short or parts.site.name,), "信息公开")
        return f"{parts.meta}{middle}{content}{_canonical(url)}{parts.feeds}{data}"

    def column(self, site: Site, code: str, address: str, *, has_feed: bool = True) -> str:
        """Head of one list page of a column, at ``address``; the column's feed exists when it has entries."""
        parts, column = self._sites[site.id], self._column(site.id, code)
        url = self.urls.url(address, site.id)
        found = self.cluster.catalogue.by_code[code]
        description = found.description or f"{site.name}{found.name}"
        node = {"@type": "CollectionPage", "@id": url, "url": url, "name": found.name, "inLanguage": "zh-CN",
                "description": description, "publisher": parts.organisation}
        data = jsonld.script(jsonld.graph(node, jsonld.crumbs(column.trail)))
        feed = column.feed if has_feed else ""
        return f"{parts.meta}{column.meta}{_described(description, url)}{parts.feeds}{feed}{data}"

    def home(self, site: Site) -> str:
        """Head of a site's home page; 首页 is its column."""
        parts = self._sites[site.id]
        url = self.urls.url(prefix(site), site.id)
        description = site.description or site.name
        middle = _column_meta("首页", description, (site.short or site.name, "政府信息公开"), "首页")
        node = jsonld.home_node(self.cluster, self.urls, site)
        node["publisher"] = parts.organisation
        return f"{parts.meta}{middle}{_described(description, url)}{parts.feeds}{jsonld.script(jsonld.graph(node))}"

    def answers(self, site: Site, address: str, title: str, answers: Sequence[tuple[str, str, Card]]) -> str:
        """Head of a page of questions and answers: FAQPage, when there is anything to ask."""
        if not answers:
            return self.plain(site, address, title)
        url = self.urls.url(address, site.id)
        node = jsonld.faq_node(self.cluster, self.urls, url, title, answers)
        node["publisher"] = self._sites[site.id].organisation
        crumbs = jsonld.crumbs((*self._trail(site), (title, "")))
        return f"{self.plain(site, address, title)}{jsonld.script(jsonld.graph(node, crumbs))}"

    def plain(self, site: Site, address: str, title: str) -> str:
        """Head of any other page (years, departments, search, site map, stub): the site's names only."""
        parts = self._sites[site.id]
        return f"{parts.meta}{_described(title, self.urls.url(address, site.id))}{parts.feeds}"

    def _image(self, image: str, site: str) -> str:
        if image:
            return self.urls.url(image, site)
        return self.urls.shared(self.default_image) if self.default_image else ""

    def _trail(self, site: Site) -> tuple[tuple[str, str], ...]:
        mother = self.cluster.mother
        trail = [(mother.name, self.urls.url("", mother.id))]
        if site.id != mother.id:
            trail.append((site.short or site.name, self.urls.url(prefix(site), site.id)))
        return tuple(trail)

    def _column(self, site_id: str, code: str) -> _ColumnParts:
        found = self._columns.get((site_id, code))
        if found is None:
            found = self._columns[site_id, code] = self._make_column(self._sites[site_id].site, code)
        return found

    def _make_column(self, site: Site, code: str) -> _ColumnParts:
        columns = self.cluster.catalogue.by_code
        chain: list[Column] = []
        at: str | None = code
        while at is not None:
            chain.append(columns[at])
            at = columns[at].parent
        column = chain[0]
        trail = self._trail(site) + tuple(
            (step.name, self.urls.url(f"{prefix(site)}lanmu/{step.code}.html", site.id)) for step in reversed(chain)
        )
        return _ColumnParts(
            meta=_column_meta(column.name, column.description or f"{site.name}{column.name}",
                              tuple(step.name for step in chain), COLUMN_TYPES.get(column.kind, "信息公开")),
            feed=_alternate(self.urls.url(f"{prefix(site)}feeds/{column.code}.xml", site.id),
                            "application/atom+xml", f"{site.name}：{column.name}"),
            trail=trail,
        )


def pub_date(moment: Moment) -> str:
    """``YYYY-MM-DD HH:MM``, the form of the annex; a day without a time counts from 00:00."""
    clock = moment.clock
    return f"{moment.day.isoformat()} {clock.hour:02d}:{clock.minute:02d}" if clock else f"{moment.day} 00:00"


def _meta(name: str, value: str) -> str:
    return f'<meta name="{name}" content="{escape(value)}">\n'


def _site_meta(cluster: Cluster, urls: Urls, site: Site) -> str:
    code = (site.footer or cluster.footer).site_code
    return (_meta("SiteName", site.name) + _meta("SiteDomain", urls.site_host(site.id)) + _meta("SiteIDCode", code))


def _column_meta(name: str, description: str, keywords: tuple[str, ...], kind: str) -> str:
    return (_meta("ColumnName", name) + _meta("ColumnDescription", description)
            + _meta("ColumnKeywords", ",".join(keywords)) + _meta("ColumnType", kind))


def _content_meta(
    title: str, published: Moment | None, source: str, keywords: tuple[str, ...], author: str, description: str,
    image: str, url: str,
) -> str:
    date = f'<meta name="PubDate" content="{pub_date(published)}">\n' if published else ""
    picture = f'<meta name="Image" content="{escape(image)}">\n' if image else ""
    return (
        f'<meta name="ArticleTitle" content="{escape(title)}">\n{date}'
        f'<meta name="ContentSource" content="{escape(source)}">\n'
        f'<meta name="Keywords" content="{escape(",".join(keywords))}">\n'
        f'<meta name="Author" content="{escape(author)}">\n'
        f'<meta name="Description" content="{escape(description)}">\n{picture}'
        f'<meta name="Url" content="{escape(url)}">\n'
    )


def _canonical(url: str) -> str:
    return f'<link rel="canonical" href="{escape(url)}">\n'


def _described(description: str, url: str) -> str:
    # HTML compares names without case, so content pages, which carry Description of the annex, must not use this.
    return _meta("description", description) + _canonical(url)


def _alternate(url: str, kind: str, title: str) -> str:
    return f'<link rel="alternate" type="{kind}" href="{escape(url)}" title="{escape(title)}">\n'


def _site_feeds(urls: Urls, site: Site) -> str:
    base = f"{prefix(site)}feeds/all"
    return (_alternate(urls.url(f"{base}.xml", site.id), "application/atom+xml", f"{site.name}：全部信息")
            + _alternate(urls.url(f"{base}.json", site.id), "application/feed+json", f"{site.name}：全部信息"))
