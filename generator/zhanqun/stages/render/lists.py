"""Tasks for lists: every column and year of a site, and the mother's lists of departments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from zhanqun.model.address import address_of, href, site_prefix
from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Column, Site
from zhanqun.model.coverage import guide_columns
from zhanqun.model.ids import Address
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.paging import Slice, cut_pages, page_address
from zhanqun.stages.render.shelf import Run
from zhanqun.stages.render.views.guide import guide_href, guide_title
from zhanqun.stages.render.views.listing import (
    ListView,
    column_list_view,
    department_list_view,
    year_list_view,
)
from zhanqun.stages.render.views.plain import column_trail
from zhanqun.stages.render.views.rows import Link
from zhanqun.text.fingerprint import fingerprint_hex

_Build = Callable[[Sequence[Card], Slice, int], ListView]
_Head = Callable[[str, str], str]
_Trail = tuple[tuple[str, str], ...]


def column_tasks(job: Job, site: Site, start: int, stop: int) -> Iterator[Task]:
    """Lists of a range of the catalogue's columns, empty columns included: a blank column is said, not hidden."""
    shelf = job.shelves.of(site.id)
    for column in job.cluster.catalogue.columns[start:stop]:
        cards = shelf.column(column.code)
        counts: Mapping[str, int] = {code: len(shelf.column(code)) for code in column.children}
        years = cards.years
        pages = pages_of(job, site, column)

        def build(
            run: Sequence[Card], cut: Slice, stable: int, column: Column = column, counts: Mapping[str, int] = counts,
            years: list[int] = years, total: int = len(cards), pages: tuple[Link, ...] = pages,
        ) -> ListView:
            return column_list_view(
                job.cluster, site, column, run, total=total, page=cut.number, stable=stable, counts=counts,
                years=years, pages=pages,
            )

        def head(path: str, title: str, column: Column = column, has_feed: bool = bool(cards)) -> str:
            return job.heads.column(site, column.code, path, has_feed=has_feed)

        trail = column_trail(job.cluster, site, column.code, last=True)
        base = f"{site_prefix(job.cluster, site.id)}lanmu/{column.code}"
        yield from list_tasks(job, site, base, cards, build, head, trail, (column.code, counts, years, pages))


def column_mark(job: Job, site: Site, column: Column) -> str:
    """Digest over everything that the lists of one column show."""
    shelf = job.shelves.of(site.id)
    cards = shelf.column(column.code)
    counts = [(code, len(shelf.column(code))) for code in column.children]
    return fingerprint_hex(
        job.cluster.config_sha256, site.config_sha256, column.code, counts, cards.years, pages_of(job, site, column), cards.digest())


def pages_of(job: Job, site: Site, column: Column) -> tuple[Link, ...]:
    """The site's own hand-written pages of a column; for the guide's column without any, the generated guide."""
    found = tuple(
        Link(note.title, href(address_of(job.cluster, note.path)))
        for note in job.notes[site.id] if note.column == column.code
    )
    if not found and column in guide_columns(job.cluster.catalogue):
        return (Link(guide_title(site), guide_href(site)),)
    return found


def year_tasks(job: Job, site: Site) -> Iterator[Task]:
    """Lists of everything published in one year."""
    shelf = job.shelves.of(site.id)
    years = shelf.years
    for year in years:
        cards = shelf.year(year)

        def build(
            run: Sequence[Card], cut: Slice, stable: int, year: int = year, total: int = len(cards),
        ) -> ListView:
            return year_list_view(
                job.cluster, site, year, run, total=total, page=cut.number, stable=stable, years=years,
            )

        base = f"{site_prefix(job.cluster, site.id)}nian/{year}"
        trail = _home_trail(job, site, f"{year} 年")
        yield from list_tasks(job, site, base, cards, build, _plain(job, site), trail, (year, years))


def department_tasks(job: Job, department: Site) -> Iterator[Task]:
    """The mother's list of one department."""
    mother = job.cluster.mother
    cards = job.shelves.site(department.id).cards

    def build(run: Sequence[Card], cut: Slice, stable: int) -> ListView:
        return department_list_view(
            job.cluster, department, run, total=len(cards), page=cut.number, stable=stable,
        )

    trail = (*_home_trail(job, mother, "")[:-1], ("部门和单位", "bumen/index.html"), (department.short, ""))
    yield from list_tasks(
        job, mother, f"bumen/{department.id}", cards, build, _plain(job, mother), trail, (department.id,),
    )


def list_tasks(
    job: Job, site: Site, base: str, cards: Run, build: _Build, head: _Head, trail: _Trail,
    about: tuple[object, ...],
) -> Iterator[Task]:
    """The pages of one list. ``about``: what its newest page says besides the cards; the first part, what all say."""
    cuts = cut_pages(len(cards), job.cluster.policy.page_size)
    stable = len(cuts) - 1
    for cut in cuts:
        path = Address(page_address(base, cut.number))
        # A stable page must not depend on what the newest page counts, or one new item would touch them all.
        extra: tuple[object, ...] = (about, len(cards), stable) if cut.number is None else (about[0], cut.number)
        key = fingerprint_hex(
            job.salt, job.frame_salts[site.id], extra, cut.newer, cut.older, cards.digest(cut.start, cut.stop),
        )

        def make(cut: Slice = cut, path: Address = path) -> Made:
            view = build(cards[cut.start : cut.stop], cut, stable)
            return job.page(
                site, path, "list", "list", view, title=view.title, head=head(path, view.title), trail=trail,
            )

        yield Task(path, key, make, "list")


def _plain(job: Job, site: Site) -> _Head:
    return lambda path, title: job.heads.plain(site, path, title)


def _home_trail(job: Job, site: Site, last: str) -> _Trail:
    prefix = site_prefix(job.cluster, site.id)
    trail: list[tuple[str, str]] = [("首页", "index.html")]
    if prefix:
        trail.append((site.short, prefix + "index.html"))
    return (*trail, (last, ""))
