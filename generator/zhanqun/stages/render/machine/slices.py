"""The machine outputs cut into slices that change alone, each with a cheap fingerprint.

Three families: what one site's items make (``year_slices``), what its lists make (``list_slices``), and what needs the
whole cluster (``cluster_slices``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import blake2b
from typing import Protocol

from zhanqun.model.catalog import Card, LinkedItem, LinkedPage
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.render.machine import opendata, sitemap
from zhanqun.stages.render.machine.atom import Feeds, feed_limit
from zhanqun.stages.render.machine.kinds import slug
from zhanqun.stages.render.machine.opendata import ColumnTotal, Part
from zhanqun.stages.render.machine.record import Maker
from zhanqun.stages.render.machine.urls import Urls, prefix

FORMAT = "machine-2"
"""Part of every fingerprint: raise it whenever the bytes of any output change for the same catalogue."""


class Cards(Protocol):
    """A run of cards, newest first."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: slice) -> Sequence[Card]: ...

    def digest(self, start: int = 0, stop: int | None = None) -> bytes: ...


class Lists(Protocol):
    """The lists of one site or of the cluster."""

    @property
    def cards(self) -> Cards: ...

    @property
    def counts(self) -> Mapping[str, int]: ...

    @property
    def latest(self) -> Mapping[str, date]: ...

    @property
    def years(self) -> Sequence[int]: ...

    def column(self, code: str) -> Cards: ...

    def kind(self, kind: str) -> Cards: ...


@dataclass(frozen=True, slots=True)
class Slice:
    """A few files that are made together."""

    name: str
    """``data/jiaoyu/2026``, ``feed/jiaoyu/20-07`` …"""
    fingerprint: str
    """Equal fingerprint, equal bytes."""
    paths: tuple[Address, ...]
    make: Callable[[], tuple[OutputFile, ...]]
    site: str = ""
    year: int = 0
    rows: int = 0
    """Items in it, for the data index."""
    until: date | None = None
    """The first day on which it is another without any edit."""

    @property
    def is_data(self) -> bool:
        return self.year > 0 and self.name.startswith("data/")


def year_slices(cluster: Cluster, site: Site, items: Sequence[LinkedItem], day: date) -> Iterator[Slice]:
    """What one site's items make on a day, year by year. ``items``: all, by address."""
    yield from _year_slices(cluster, Urls.of(cluster), site, items, _base(cluster), day)


def list_slices(cluster: Cluster, site: Site, lists: Lists, pages: Sequence[LinkedPage]) -> Iterator[Slice]:
    """What one site's lists and hand-written pages make. ``lists``: as the site's own pages show them."""
    urls = Urls.of(cluster)
    base = _base(cluster)
    yield from _feed_slices(cluster, urls, site, lists, base)
    codes = [column.code for column in cluster.catalogue.columns if column.code in lists.counts]
    addresses = sitemap.list_addresses(site, codes, sorted(lists.years))
    if any(cluster.catalogue.by_code[code].kind == "问答" for code in codes):
        addresses = (*addresses, f"{prefix(site)}lanmu/wenda/index.html")
    mark = _digest(base, *addresses, "", *(f"{page.address}\t{page.page.sha256}" for page in pages))
    yield Slice(f"sitemap/{site.id}/pages", mark, sitemap.part_paths(site, "pages", len(addresses) + len(pages)),
                partial(sitemap.page_parts, urls, site, pages, addresses))


def cluster_slices(
    cluster: Cluster, lists: Mapping[str, Lists], whole: Lists, years: Mapping[str, Sequence[tuple[int, int]]],
) -> Iterator[Slice]:
    """What needs every site. ``lists``: of each site; ``years``: (year, items) of each site, oldest first."""
    urls = Urls.of(cluster)
    base = _base(cluster)
    yield from _kind_feeds(cluster, urls, whole, base)
    yield from _catalog_slices(cluster, urls, lists, whole, base)
    yield from _fixed_slices(cluster, urls, years, base)


def data_index(cluster: Cluster, parts: Iterable[Part]) -> OutputFile:
    """``data/index.json`` from all data parts, new or known from the last build, sorted by path."""
    ordered = sorted(parts, key=lambda part: part.path)
    return opendata.index_file(cluster, Urls.of(cluster), ordered)


def _base(cluster: Cluster) -> str:
    return _digest(FORMAT, cluster.config_sha256, cluster.rules_sha256, cluster.base_url,
                   *(site.config_sha256 for site in cluster.sites))


def _digest(*tokens: str | bytes) -> str:
    digest = blake2b(digest_size=16)
    for token in tokens:
        data = token.encode() if isinstance(token, str) else token
        digest.update(b"%d\n" % len(data))
        digest.update(data)
    return digest.hexdigest()


def _item_token(linked: LinkedItem) -> str:
    """Everything of one item that its data line and its sitemap row depend on."""
    card = linked.card
    token = f"{card.address}\t{card.sha256}"
    if linked.item.files:
        token += "".join(f"\t{file.name}\t{file.sha256}" for file in linked.item.files)
    if linked.explains or linked.related:
        token += "".join(f"\t{c.address}\t{c.title}\t{c.index_no}" for c in (*linked.explains, *linked.related))
        token += f"\t{len(linked.explains)}"
    if linked.revisions:
        token += f"\t{linked.revisions[0].day}"
    return token


def _feedback_day(linked: LinkedItem) -> date | None:
    """From when on what became of a consultation may be told, if that is written already."""
    asked = linked.item.head.consultation
    return asked.feedback.day if asked is not None and asked.feedback is not None else None


def _year_slices(
    cluster: Cluster, urls: Urls, site: Site, items: Sequence[LinkedItem], base: str, day: date,
) -> Iterator[Slice]:
    maker = Maker(cluster, urls, day)
    by_year: defaultdict[int, list[LinkedItem]] = defaultdict(list)
    for linked in items:
        by_year[linked.card.published.day.year].append(linked)
    for year, found in sorted(by_year.items()):
        mark = _digest(base, *map(_item_token, found))
        waiting = [back for linked in found if (back := _feedback_day(linked)) and back > day]
        yield Slice(f"data/{site.id}/{year}", _digest(mark, *map(str, waiting)), opendata.year_paths(site.id, year),
                    partial(opendata.year_files, cluster, maker, site, year, found), site.id, year, len(found), min(waiting, default=None))
        yield Slice(f"sitemap/{site.id}/{year}", mark, sitemap.part_paths(site, str(year), len(found)),
                    partial(sitemap.year_parts, urls, site, year, found), site.id, year, len(found))


def _feed_slices(cluster: Cluster, urls: Urls, site: Site, lists: Lists, base: str) -> Iterator[Slice]:
    feeds = Feeds(cluster, urls)
    limit = feed_limit(cluster)
    at = f"{prefix(site)}feeds/"
    yield Slice(f"feed/{site.id}/all", _digest(base, "all", lists.cards.digest(0, limit)),
                (Address(f"{at}all.xml"), Address(f"{at}all.json")),
                lambda: (feeds.site_atom(site, lists.cards[:limit]), feeds.site_json(site, lists.cards[:limit])))
    for column in cluster.catalogue.columns:
        if column.code in lists.counts:
            run = lists.column(column.code)
            yield Slice(f"feed/{site.id}/{column.code}", _digest(base, column.code, run.digest(0, limit)),
                        (Address(f"{at}{column.code}.xml"),), partial(_column_feed, feeds, site, column.code, run))


def _column_feed(feeds: Feeds, site: Site, code: str, run: Cards) -> tuple[OutputFile, ...]:
    return (feeds.column_atom(site, code, run[: feeds.limit]),)


def _kind_feeds(cluster: Cluster, urls: Urls, whole: Lists, base: str) -> Iterator[Slice]:
    feeds = Feeds(cluster, urls)
    limit = feed_limit(cluster)
    for kind in sorted({column.kind for column in cluster.catalogue.columns}, key=slug):
        run = whole.kind(kind)
        if len(run):
            yield Slice(f"feed/leixing-{slug(kind)}", _digest(base, kind, run.digest(0, limit)),
                        (Address(f"feeds/leixing-{slug(kind)}.xml"),), partial(_kind_feed, feeds, kind, run))
    yield Slice("feed/zhanqun", _digest(base, whole.cards.digest(0, limit)), (Address("feeds/zhanqun.xml"),),
                lambda: (feeds.cluster_atom(whole.cards[:limit]),))


def _kind_feed(feeds: Feeds, kind: str, run: Cards) -> tuple[OutputFile, ...]:
    return (feeds.kind_atom(kind, run[: feeds.limit]),)


def _catalog_slices(
    cluster: Cluster, urls: Urls, lists: Mapping[str, Lists], whole: Lists, base: str,
) -> Iterator[Slice]:
    for owner in (None, *cluster.sites):
        name = owner.id if owner else ""
        found = lists[owner.id] if owner else whole
        totals = {code: ColumnTotal(count, found.latest.get(code)) for code, count in sorted(found.counts.items())}
        mark = _digest(base, name, *(f"{code}\t{total.count}\t{total.newest}" for code, total in totals.items()))
        at = f"data/{name}/" if name else "data/"
        yield Slice(f"catalog/{name}", mark, (Address(f"{at}catalog.csv"), Address(f"{at}catalog.json")),
                    partial(opendata.catalog_files, cluster, urls, owner, totals))


def _fixed_slices(
    cluster: Cluster, urls: Urls, counts: Mapping[str, Sequence[tuple[int, int]]], base: str,
) -> Iterator[Slice]:
    """What depends on configuration and on which years there are."""
    years = {site: [year for year, _ in found] for site, found in counts.items()}
    shape = _digest(base, *(f"{site}\t{found}" for site, found in sorted(years.items())))
    yield Slice("data/departments", base, (Address("data/departments.json"),),
                lambda: (opendata.departments(cluster, urls),))
    yield Slice("data/schema", base, (Address(opendata.SCHEMA_PATH),), lambda: (opendata.schema_file(urls),))
    yield Slice("data/dcat", shape, (Address("data/dcat.jsonld"),), lambda: (opendata.dcat_file(cluster, urls, years),))
    for owner in cluster.sites:
        if owner.role != "mother" and not owner.domain:
            continue
        shared = [site.id for site in cluster.sites if not site.domain] if owner.role == "mother" else []
        members = {owner.id, *shared}
        parts = tuple(
            path for site in cluster.sites if site.id in members
            for name, count in [("pages", 1), *((str(year), count) for year, count in counts.get(site.id, ()))]
            for path in sitemap.part_paths(site, name, count)
        )
        at = prefix(owner)
        yield Slice(f"sitemap/{owner.id}", _digest(base, *parts), (Address(f"{at}sitemap.xml"), Address(f"{at}robots.txt")),
                    partial(_sitemap_index, urls, owner, parts))


def _sitemap_index(urls: Urls, owner: Site, parts: tuple[Address, ...]) -> tuple[OutputFile, ...]:
    return (sitemap.index(urls, owner, parts), sitemap.robots(urls, owner))
