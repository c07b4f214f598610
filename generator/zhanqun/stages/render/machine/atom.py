"""Atom and JSON feeds: the newest entries of a site, a column of a site, a kind of the cluster, with summaries only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.render.machine.kinds import slug
from zhanqun.stages.render.machine.text import escape, line
from zhanqun.stages.render.machine.urls import Urls, prefix, timestamp

_NEVER = "1970-01-01T00:00:00Z"
"""updated of a feed without entries; Atom requires one and there is no clock here."""


def feed_limit(cluster: Cluster) -> int:
    """订阅条数 of cluster.yml, 50 when not given."""
    return cluster.policy.numbers.get("订阅条数", 50)


@dataclass(slots=True)
class Feeds:
    """Feeds of one cluster. Entries are made once and used in every feed in which they stand."""

    cluster: Cluster
    urls: Urls
    limit: int = field(init=False)
    _sites: dict[str, Site] = field(init=False)
    _entries: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.limit = feed_limit(self.cluster)
        self._sites = {site.id: site for site in self.cluster.sites}

    def site_atom(self, site: Site, cards: Sequence[Card]) -> OutputFile:
        """``R feeds/all.xml``. ``cards``: the site's, newest first; more than the limit is not looked at."""
        return self._atom(f"{prefix(site)}feeds/all.xml", site, site.name, f"{prefix(site)}index.html", cards)

    def site_json(self, site: Site, cards: Sequence[Card]) -> OutputFile:
        """``R feeds/all.json``, JSON Feed 1.1."""
        path = f"{prefix(site)}feeds/all.json"
        feed: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1", "title": line(site.name),
            "home_page_url": self.urls.url(prefix(site), site.id), "feed_url": self.urls.url(path, site.id),
            "language": "zh-CN", "authors": [{"name": line(site.name)}],
            "items": [self._json_item(card) for card in cards[: self.limit]],
        }
        return OutputFile(Address(path), msgspec.json.format(msgspec.json.encode(feed), indent=1) + b"\n")

    def column_atom(self, site: Site, code: str, cards: Sequence[Card]) -> OutputFile:
        """``R feeds/<code>.xml``. ``cards``: of the column and all below it, newest first."""
        name = self.cluster.catalogue.by_code[code].name
        return self._atom(
            f"{prefix(site)}feeds/{code}.xml", site, f"{site.name}：{name}", f"{prefix(site)}lanmu/{code}.html", cards)

    def kind_atom(self, kind: str, cards: Sequence[Card]) -> OutputFile:
        """``feeds/leixing-<kind>.xml`` of the mother: one kind, all sites."""
        mother = self.cluster.mother
        return self._atom(
            f"feeds/leixing-{slug(kind)}.xml", mother, f"{self.cluster.name}：{kind}（全部站点）", "index.html", cards)

    def cluster_atom(self, cards: Sequence[Card]) -> OutputFile:
        """``feeds/zhanqun.xml`` of the mother: everything."""
        return self._atom(
            "feeds/zhanqun.xml", self.cluster.mother, f"{self.cluster.name}：全部站点", "index.html", cards)

    def _atom(self, path: str, site: Site, title: str, home: str, cards: Sequence[Card]) -> OutputFile:
        shown = cards[: self.limit]
        updated = timestamp(self.cluster.time_zone, shown[0].published) if shown else _NEVER
        home = home.removesuffix("index.html")
        head = (
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
            f"<title>{escape(title)}</title>\n<id>{escape(self.urls.tag('feed/' + path))}</id>\n"
            f"<updated>{updated}</updated>\n"
            f'<link rel="self" type="application/atom+xml" href="{escape(self.urls.url(path, site.id))}"/>\n'
            f'<link rel="alternate" type="text/html" href="{escape(self.urls.url(home, site.id))}"/>\n'
            f"<author><name>{escape(site.name)}</name></author>\n<generator>zhanqun</generator>\n"
        )
        body = "".join(map(self._entry, shown))
        return OutputFile(Address(path), f"{head}{body}</feed>\n".encode())

    def entry_id(self, card: Card) -> str:
        """Identity of an entry: its index number, which never changes, or else its address."""
        return self.urls.tag(card.index_no or card.address)

    def _entry(self, card: Card) -> str:
        found = self._entries.get(card.address)
        if found is not None:
            return found
        column = self.cluster.catalogue.by_code[card.column]
        when = timestamp(self.cluster.time_zone, card.published)
        author = card.issuer or self._sites[card.site].name
        summary = f'<summary type="text">{escape(card.summary)}</summary>\n' if card.summary else ""
        found = (
            f'<entry>\n<title type="text">{escape(card.title)}</title>\n<id>{escape(self.entry_id(card))}</id>\n'
            f"<published>{when}</published>\n<updated>{when}</updated>\n"
            f'<link rel="alternate" type="text/html" href="{escape(self.urls.url(card.address, card.site))}"/>\n'
            f"<author><name>{escape(author)}</name></author>\n"
            f'<category term="{escape(column.code)}" label="{escape(column.name)}"/>\n{summary}</entry>\n'
        )
        self._entries[card.address] = found
        return found

    def _json_item(self, card: Card) -> dict[str, Any]:
        column = self.cluster.catalogue.by_code[card.column]
        title = line(card.title)
        item: dict[str, Any] = {
            "id": self.entry_id(card), "url": self.urls.url(card.address, card.site), "title": title,
            # JSON Feed wants content_text or content_html; an item without 摘要 repeats its title.
            "content_text": line(card.summary) or title,
            "date_published": timestamp(self.cluster.time_zone, card.published),
            "authors": [{"name": line(card.issuer or self._sites[card.site].name)}],
            "tags": [line(column.name), *map(line, card.keywords)],
        }
        if card.summary:
            item["summary"] = line(card.summary)
        return item
