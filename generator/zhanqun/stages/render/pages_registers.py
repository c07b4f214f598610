"""Tasks of the catalogue's lists by theme (主题) and genre (体裁), paged like every list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Site
from zhanqun.stages.render.job import Job, Task
from zhanqun.stages.render.lists import list_tasks
from zhanqun.stages.render.paging import Slice
from zhanqun.stages.render.shelf import Run, Shelf
from zhanqun.stages.render.views.address import columns_href, department_href, home_href
from zhanqun.stages.render.views.listing import CATALOGUE, ListView
from zhanqun.stages.render.views.registers import (
    GENRES,
    THEMES,
    Register,
    register_base,
    register_links,
    register_list_view,
)
from zhanqun.stages.render.views.rows import Link


def register_tasks(job: Job, site: Site) -> Iterator[Task]:
    """Only headings that hold anything have a list."""
    shelf = job.shelves.of(site.id)
    for register in (THEMES, GENRES):
        for place, name in enumerate(register.headings):
            cards = filed(shelf, register, place)
            if not len(cards):
                continue

            def build(
                run: Sequence[Card], cut: Slice, stable: int, register: Register = register, place: int = place,
                total: int = len(cards),
            ) -> ListView:
                return register_list_view(
                    job.cluster, site, register, place, run, total=total, page=cut.number, stable=stable)

            trail = [("首页", "index.html")]
            if site.role != "mother":
                trail.append((site.short, home_href(site)))
            yield from list_tasks(
                job, site, register_base(site, register, place), cards, build,
                lambda path, title: job.heads.plain(site, path, title),
                (*trail, (CATALOGUE, columns_href(site)), (name, "")), (f"{register.folder}/{place}",),
            )


def filed(shelf: Shelf, register: Register, place: int) -> Run:
    return shelf.topic(place) if register is THEMES else shelf.genre(place)


def filed_links(job: Job, site: Site, shelf: Shelf) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Ways into the same items beside columns and years, for the catalogue page."""
    found = [
        (f"按{register.name}", register_links(
            site, register, [len(filed(shelf, register, place)) for place in range(len(register.headings))]))
        for register in (THEMES, GENRES)
    ]
    below = job.cluster.below(site.id)
    if site.role == "mother":
        sites = tuple(
            Link(one.short, department_href(one.id), job.shelves.count(one.id)) for one in (site, *below))
    else:
        sites = tuple(Link(one.short, columns_href(one), len(job.shelves.of(one.id).cards)) for one in below)
    return (("按机构", sites), *found)
