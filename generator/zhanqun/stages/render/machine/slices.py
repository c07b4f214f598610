"""The machine outputs of a catalogue cut into slices that change alone, each with a cheap fingerprint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from zhanqun.model.catalog import Card, Catalog, LinkedItem
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.ids import Address, SiteId
from zhanqun.model.output import OutputFile
from zhanqun.stages.render.machine import opendata, sitemap
from zhanqun.stages.render.machine.atom import Feeds, feed_limit
from zhanqun.stages.render.machine.kinds import slug
from zhanqun.stages.render.machine.opendata import ColumnTotal, Part
from zhanqun.stages.render.machine.record import Maker
from zhanqun.stages.render.machine.urls import Urls, prefix

FORMAT = "machine-1"
"""Part of every fingerprint: raise it whenever the bytes of any output change for the same catalogue."""


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

    @property
    def is_data(self) -> bool:
        return self.year > 0 and self.name.startswith("data/")


@dataclass(slots=True)
class _Groups:
    """One pass over the catalogue."""

    years: dict[str, dict[int, list[LinkedItem]]]
    feeds: dict[tuple[str, str], list[Card]]
    """(site, column) -> newest cards of the column and all below it."""
    sites: dict[str, list[Card]]
    kinds: dict[str, list[Card]]
    totals: dict[str, dict[str, list[int]]]
    """Site -> column -> [count, day of the newest as ordinal]; the site ``''`` is the cluster."""


def slices(catalog: Catalog) -> tuple[Slice, ...]:
    """Every slice but the data index, in a stable order. Nothing is rendered until a slice's ``make`` is called."""
    cluster = catalog.cluster
    urls = Urls.of(cluster)
    groups = _group(catalog)
    base = _digest((FORMAT, cluster.config_sha256, cluster.rules_sha256, cluster.base_url,
                    *(site.config_sha256 for site in cluster.sites)))
    found: list[Slice] = []
    found += _year_slices(cluster, urls, groups, base)
    found += _feed_slices(cluster, urls, groups, catalog.cards[: feed_limit(cluster)], base)
    found += _page_slices(catalog, urls, groups, base)
    found += _catalog_slices(cluster, urls, groups, base)
    found += _fixed_slices(cluster, urls, groups, base)
    return tuple(found)


def data_index(catalog: Catalog, parts: Iterable[Part]) -> OutputFile:
    """``data/index.json`` from all data parts, new or known from the last build's manifest, sorted by path."""
    ordered = sorted(parts, key=lambda part: part.path)
    return opendata.index_file(catalog.cluster, Urls.of(catalog.cluster), ordered)


def _digest(tokens: Iterable[str]) -> str:
    return blake2b("\n".join(tokens).encode(), digest_size=16).hexdigest()


def _token(card: Card) -> str:
    return f"{card.address}\t{card.sha256}"


def _item_token(linked: LinkedItem) -> str:
    """Everything of one item that its data line and its sitemap row depend on."""
    card = linked.card
    token = f"{card.address}\t{card.sha256}"
    if linked.item.files:
        token += "".join(f"\t{file.name}\t{file.sha256}" for file in linked.item.files)
    if linked.explains or linked.related:
        token += "".join(f"\t{c.address}\t{c.title}\t{c.index_no}" for c in (*linked.explains, None, *linked.related)
                         if c is not None) + f"\t{len(linked.explains)}"
    if linked.revisions:
        token += f"\t{linked.revisions[0].day}"
    return token


def _group(catalog: Catalog) -> _Groups:
    limit = feed_limit(catalog.cluster)
    chains = _chains(catalog.cluster)
    mother = catalog.cluster.mother.id
    years: dict[str, dict[int, list[LinkedItem]]] = {}
    for site, items in catalog.items.items():
        by_year: defaultdict[int, list[LinkedItem]] = defaultdict(list)
        for linked in items:
            by_year[linked.card.published.day.year].append(linked)
        years[site] = dict(sorted(by_year.items()))
    groups = _Groups(years=years, feeds=defaultdict(list), sites=defaultdict(list), kinds=defaultdict(list),
                     totals=defaultdict(dict))
    counts: dict[tuple[str, str], list[int]] = {}
    for card in catalog.cards:
        key = (card.site, card.column)
        seen = counts.get(key)
        if seen is None:
            counts[key] = [1, card.published.day.toordinal()]
        else:
            seen[0] += 1
            if seen[0] > limit:
                # The newest are kept already for this column, for all above it, for its site and for its kind.
                continue
        _keep(groups, card, chains[card.column], limit, mother)
    for (site_id, column), (count, newest) in sorted(counts.items()):
        for owner in (site_id, ""):
            for code in chains[column]:
                total = groups.totals[owner].setdefault(code, [0, 0])
                total[0] += count
                total[1] = max(total[1], newest)
    return groups


def _keep(groups: _Groups, card: Card, chain: tuple[str, ...], limit: int, mother: str) -> None:
    """The mother's columns show the whole cluster, so do their feeds."""
    for site in dict.fromkeys((card.site, mother)):
        for code in chain:
            cards = groups.feeds[(site, code)]
            if len(cards) < limit:
                cards.append(card)
    for kept in (groups.sites[card.site], groups.kinds[slug(card.kind)]):
        if len(kept) < limit:
            kept.append(card)


def _chains(cluster: Cluster) -> Mapping[str, tuple[str, ...]]:
    """Column -> itself and everything above it."""
    found: dict[str, tuple[str, ...]] = {}
    for column in cluster.catalogue.columns:  # depth first: a parent comes before its children
        above = found.get(column.parent, ()) if column.parent else ()
        found[column.code] = (column.code, *above)
    return found


def _year_slices(cluster: Cluster, urls: Urls, groups: _Groups, base: str) -> Iterable[Slice]:
    maker = Maker(cluster, urls)
    for site in cluster.sites:
        for year, items in groups.years.get(site.id, {}).items():
            mark = _digest((base, *map(_item_token, items)))
            yield Slice(f"data/{site.id}/{year}", mark, opendata.year_paths(site.id, year),
                        _data_maker(cluster, maker, site, year, items), site.id, year, len(items))
            yield Slice(f"sitemap/{site.id}/{year}", mark, sitemap.part_paths(site, str(year), len(items)),
                        _map_maker(urls, site, year, items), site.id, year, len(items))


def _data_maker(
    cluster: Cluster, maker: Maker, site: Site, year: int, items: list[LinkedItem],
) -> Callable[[], tuple[OutputFile, ...]]:
    return lambda: opendata.year_files(cluster, maker, site, year, items)


def _map_maker(urls: Urls, site: Site, year: int, items: list[LinkedItem]) -> Callable[[], tuple[OutputFile, ...]]:
    return lambda: sitemap.year_parts(urls, site, year, items)


def _feed_slices(
    cluster: Cluster, urls: Urls, groups: _Groups, newest: tuple[Card, ...], base: str,
) -> Iterable[Slice]:
    feeds = Feeds(cluster, urls)

    def one(name: str, cards: Iterable[Card], *paths: str, make: Callable[[], tuple[OutputFile, ...]]) -> Slice:
        mark = _digest((base, name, *map(_token, cards)))
        return Slice(f"feed/{name}", mark, tuple(map(Address, paths)), make)

    for site in cluster.sites:
        cards, at = groups.sites.get(site.id, []), f"{prefix(site)}feeds/"
        yield one(f"{site.id}/all", cards, f"{at}all.xml", f"{at}all.json",
                  make=lambda site=site, cards=cards: (  # type: ignore[misc]
                      feeds.site_atom(site, cards), feeds.site_json(site, cards)))
        for column in cluster.catalogue.columns:
            some = groups.feeds.get((site.id, column.code))
            if some:
                yield one(f"{site.id}/{column.code}", some, f"{at}{column.code}.xml",
                          make=lambda site=site, code=column.code, some=some: (  # type: ignore[misc]
                              feeds.column_atom(site, code, some),))
    names = {slug(column.kind): column.kind for column in cluster.catalogue.columns}
    for key, cards in sorted(groups.kinds.items()):
        yield one(f"leixing-{key}", cards, f"feeds/leixing-{key}.xml",
                  make=lambda kind=names[key], cards=cards: (feeds.kind_atom(kind, cards),))  # type: ignore[misc]
    yield one("zhanqun", newest, "feeds/zhanqun.xml", make=lambda: (feeds.cluster_atom(newest),))


def _page_slices(catalog: Catalog, urls: Urls, groups: _Groups, base: str) -> Iterable[Slice]:
    for site in catalog.cluster.sites:
        pages = catalog.pages.get(SiteId(site.id), ())
        codes = [column.code for column in catalog.cluster.catalogue.columns if (site.id, column.code) in groups.feeds]
        years = groups.years.get(site.id, {}) if site.role != "mother" else dict.fromkeys(sorted(
            year for found in groups.years.values() for year in found))
        lists = sitemap.list_addresses(site, codes, years)
        mark = _digest((base, *lists, "", *(f"{page.address}\t{page.page.sha256}" for page in pages)))
        yield Slice(f"sitemap/{site.id}/pages", mark, sitemap.part_paths(site, "pages", len(lists) + len(pages)),
                    lambda site=site, pages=pages, lists=lists: (  # type: ignore[misc]
                        sitemap.page_parts(urls, site, pages, lists)))


def _catalog_slices(cluster: Cluster, urls: Urls, groups: _Groups, base: str) -> Iterable[Slice]:
    owners: tuple[Site | None, ...] = (None, *cluster.sites)
    for owner in owners:
        name = owner.id if owner else ""
        raw = groups.totals.get(name, {})
        totals = {code: ColumnTotal(count, date.fromordinal(day)) for code, (count, day) in sorted(raw.items())}
        mark = _digest((base, name, *(f"{code}\t{total.count}\t{total.newest}" for code, total in totals.items())))
        at = f"data/{name}/" if name else "data/"
        yield Slice(f"catalog/{name}", mark, (Address(f"{at}catalog.csv"), Address(f"{at}catalog.json")),
                    lambda owner=owner, totals=totals: (  # type: ignore[misc]
                        opendata.catalog_files(cluster, urls, owner, totals)))


def _fixed_slices(cluster: Cluster, urls: Urls, groups: _Groups, base: str) -> Iterable[Slice]:
    """What depends on configuration and on which years there are."""
    years: dict[str, tuple[int, ...]] = {site.id: tuple(groups.years.get(site.id, {})) for site in cluster.sites}
    shape = _digest((base, *(f"{site}\t{found}" for site, found in years.items())))
    yield Slice("data/departments", base, (Address("data/departments.json"),),
                lambda: (opendata.departments(cluster, urls),))
    yield Slice("data/schema", base, (Address(opendata.SCHEMA_PATH),), lambda: (opendata.schema_file(urls),))
    yield Slice("data/dcat", shape, (Address("data/dcat.jsonld"),), lambda: (opendata.dcat_file(cluster, urls, years),))
    owners = [site for site in cluster.sites if site.role == "mother" or site.domain]
    for owner in owners:
        shared = [site for site in cluster.sites if not site.domain] if owner.role == "mother" else []
        members = list(dict.fromkeys([owner.id, *(site.id for site in shared)]))
        parts = [path for site in cluster.sites if site.id in members
                 for name, count in _part_counts(groups, site) for path in sitemap.part_paths(site, name, count)]
        at = prefix(owner)
        mark = _digest((base, *parts))
        yield Slice(f"sitemap/{owner.id}", mark, (Address(f"{at}sitemap.xml"), Address(f"{at}robots.txt")),
                    lambda owner=owner, parts=parts: (  # type: ignore[misc]
                        sitemap.index(urls, owner, parts), sitemap.robots(urls, owner)))


def _part_counts(groups: _Groups, site: Site) -> list[tuple[str, int]]:
    return [("pages", 1), *((str(year), len(items)) for year, items in groups.years.get(site.id, {}).items())]
