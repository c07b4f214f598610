"""Tasks of the mother's pages about the whole cluster: coverage, statistics, fields at the grass roots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhanqun.model.ids import Address
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.views import coverage, figures, grassroots, month
from zhanqun.stages.render.views.address import columns_href
from zhanqun.stages.render.views.listing import CATALOGUE
from zhanqun.stages.render.views.rows import Link
from zhanqun.text.fingerprint import fingerprint_hex

_View = coverage.CoverageView | figures.FiguresView | grassroots.GrassRootsView


def overview_tasks(job: Job) -> Iterator[Task]:
    """Made from counts alone; a page changes when a count does."""
    cluster = job.cluster
    yield _task(job, coverage.ADDRESS, "coverage", coverage.coverage_view(cluster, _own_counts(job)))
    if cluster.grassroots:
        yield _task(
            job, grassroots.ADDRESS, "grassroots", grassroots.grassroots_view(cluster, job.shelves.cluster.counts))
    # The two years that are shown move on with the calendar.
    counts = _yearly(job)
    yield _task(job, figures.ADDRESS, "figures", figures.figures_view(cluster, counts), until=date(job.day.year + 1, 1, 1))
    for year, found in zip(counts.years, counts.months, strict=True):
        yield from (_month_task(job, year, place) for place, count in enumerate(found, 1) if count)


def catalogue_tools(job: Job) -> tuple[Link, ...]:
    """Links for the mother's catalogue page."""
    fields = len({one.field for one in job.cluster.grassroots})
    more = (Link(grassroots.TITLE, grassroots.ADDRESS, note=f"{fields} 个领域的公开事项，各在哪个栏目、有多少条。"),)
    return (
        *(more if fields else ()),
        Link(coverage.TITLE, coverage.ADDRESS, note="条例规定的每一项内容，各单位有多少条、缺哪些。"),
        Link(figures.TITLE, figures.ADDRESS, note="今年和去年各单位、各月份、各类型公开了多少条。"),
    )


def _own_counts(job: Job) -> dict[str, dict[str, int]]:
    return {
        site.id: coverage.with_pages(
            job.cluster, job.shelves.site(site.id).counts, [note.column for note in job.notes[site.id] if note.column])
        for site in job.cluster.sites
    }


def _yearly(job: Job) -> figures.Counts:
    years = (job.day.year - 1, job.day.year)
    shelf = job.shelves.cluster
    per_site = {site.id: dict(job.shelves.years(site.id)) for site in job.cluster.sites}
    return figures.Counts(
        years=years,
        sites={site: tuple(found.get(year, 0) for year in years) for site, found in per_site.items()},
        columns=tuple(tuple(tuple(each) for each in shelf.by_month(year)) for year in years),
    )


def _month_task(job: Job, year: int, place: int) -> Task:
    """Its key is over the cards alone: none of them is decoded unless the list changed."""
    mother, path = job.cluster.mother, figures.month_href(year, place)
    cards = job.shelves.cluster.month(year, place)
    key = fingerprint_hex(job.salt, job.frame_salts[mother.id], "month", year, place, cards.digest())

    def make() -> Made:
        view = month.month_view(job.cluster, year, place, cards)
        return job.page(
            mother, path, "list", "month", view, title=view.title, head=job.heads.plain(mother, path, view.title),
            trail=(("首页", "index.html"), (CATALOGUE, columns_href(mother)), (figures.TITLE, figures.ADDRESS), (view.title, "")),
        )

    return Task(Address(path), key, make, "list", until=date(job.day.year + 1, 1, 1))


def _task(job: Job, path: str, leaf: str, view: _View, until: date | None = None) -> Task:
    mother = job.cluster.mother
    key = fingerprint_hex(job.salt, job.frame_salts[mother.id], leaf, view)

    def make() -> Made:
        return job.page(
            mother, path, "list", leaf, view, title=view.title, head=job.heads.plain(mother, path, view.title),
            trail=(("首页", "index.html"), (CATALOGUE, columns_href(mother)), (view.title, "")),
        )

    return Task(Address(path), key, make, "list", until=until)
