"""All machine outputs of a hand-made catalogue at once, as the tasks of a build make them piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhanqun.model.catalog import Catalog
from zhanqun.model.output import OutputFile
from zhanqun.stages.link import make_sheet
from zhanqun.stages.render import Shelves
from zhanqun.stages.render.machine import Part, Slice, cluster_slices, data_index, list_slices, year_slices
from zhanqun.stages.render.machine.redirects import redirect_outputs as made

DAY = date(2026, 8, 22)


def slices(catalog: Catalog) -> tuple[Slice, ...]:
    cluster = catalog.cluster
    shelves = Shelves(cluster, {
        site.id: make_sheet(cluster, site, [linked.item for linked in catalog.items.get(site.id, ())], ())
        for site in cluster.sites
    })
    found: list[Slice] = []
    for site in cluster.sites:
        found += year_slices(cluster, site, catalog.items.get(site.id, ()), DAY)
        found += list_slices(cluster, site, shelves.of(site.id), catalog.pages.get(site.id, ()))
    sites = {str(site.id): shelves.site(site.id) for site in cluster.sites}
    found += cluster_slices(cluster, sites, shelves.cluster, {site: shelves.years(site) for site in sites})
    return tuple(found)


def machine_outputs(catalog: Catalog) -> Iterator[OutputFile]:
    parts: list[Part] = []
    for found in slices(catalog):
        files = found.make()
        if found.is_data:
            parts += (Part.of(file, found.site, found.year, found.rows) for file in files)
        yield from files
    yield data_index(catalog.cluster, parts)


def redirect_outputs(catalog: Catalog) -> tuple[OutputFile, ...]:
    titles = {card.address: card.title for card in catalog.cards}
    titles |= {page.address: page.page.head.title for pages in catalog.pages.values() for page in pages}
    return made(catalog.cluster, [
        (old, new, titles.get(new, "")) for old, new in catalog.redirects if old not in titles])
