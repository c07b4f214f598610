"""Tasks for pages that exist once: homes, catalogues, hand-written pages, site map, search, 404, redirects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from zhanqun.model.address import address_of, href, is_data_page, site_prefix
from zhanqun.model.catalog import LinkedPage
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.stages.render.assets import emblem_address
from zhanqun.stages.render.attached import previews
from zhanqun.stages.render.items import file_tasks, read_bytes
from zhanqun.stages.render.job import NO_INDEX, Job, Made, Task
from zhanqun.stages.render.outline import outline_of
from zhanqun.stages.render.pages_overview import catalogue_tools
from zhanqun.stages.render.pages_registers import filed_links
from zhanqun.stages.render.views.address import home_href
from zhanqun.stages.render.views.home import mother_home_view, site_home_view
from zhanqun.stages.render.views.listing import columns_view, departments_view, page_links
from zhanqun.stages.render.views.plain import column_trail, not_found_view, page_view, search_view
from zhanqun.stages.render.views.rows import Link
from zhanqun.stages.render.views.sitemap import sitemap_view
from zhanqun.text.fingerprint import fingerprint_hex


def site_tasks(job: Job, site: Site) -> Iterator[Task]:
    """Home page, catalogue page and hand-written pages of one site."""
    yield _home_task(job, site)
    yield _columns_task(job, site)
    for linked in job.works.pages(site.id):
        yield from file_tasks(job, linked.page)
        if not is_intro(linked):
            yield _page_task(job, site, linked)


def mother_tasks(job: Job) -> Iterator[Task]:
    """Pages that only the mother has."""
    cluster, mother = job.cluster, job.cluster.mother
    counts = site_counts(job)
    yield _once(job, "bumen/index.html", "departments", departments_view(cluster, counts, _site_latest(job)))
    per_site: dict[str, Mapping[str, int]] = {str(site.id): job.shelves.site(site.id).counts for site in cluster.sites}
    yield _once(job, "sitemap.html", "sitemap", sitemap_view(cluster, per_site, _data_links(job)))
    yield _once(job, "search.html", "search", search_view(cluster), kind="search")
    yield _once(job, "404.html", "notfound", not_found_view(cluster), kind="404", site=mother, robots=NO_INDEX)


def is_intro(linked: LinkedPage) -> bool:
    """docs/index.md is shown on its site's home page instead of being a page of its own."""
    return linked.page.path.split("/", 3)[3] == "index.md"


def intro_of(job: Job, site: Site) -> str:
    for linked in job.works.pages(site.id):
        if is_intro(linked):
            return job.bodies.get(linked.page.path, "")
    return ""


def _home_task(job: Job, site: Site) -> Task:
    cluster = job.cluster
    shelf = job.shelves.of(site.id)
    path = Address(site_prefix(cluster, site.id) + "index.html")
    name = "home_mother" if site.role == "mother" else "home_site"
    key = fingerprint_hex(
        job.salt, job.frame_salts[site.id], name, job.day, shelf.cards.digest(), site_counts(job), intro_of(job, site),
        _data_links(job)[site.id], below_links(job, site),
    )

    def make() -> Made:
        view: object
        if site.role == "mother":
            view = mother_home_view(
                cluster, shelf.cards, day=job.day, counts=shelf.counts, years=shelf.years,
                this_year=len(shelf.year(job.day.year)), closing=shelf.closing_from(job.day),
                site_counts=site_counts(job), site_latest=_site_latest(job), intro=intro_of(job, site),
                emblem=emblem_address(cluster) if cluster.emblem else "",
            )
        else:
            view = site_home_view(
                cluster, site, shelf.cards, day=job.day, counts=shelf.counts, latest=shelf.latest,
                years=shelf.years, closing=shelf.closing_from(job.day), intro=intro_of(job, site),
                more_pages=_data_links(job)[site.id], below=below_links(job, site),
            )
        return job.page(site, path, "home", name, view, title=site.name, head=job.heads.home(site), trail=())

    # Days left are counted in days: while something is about to close, the page is another one tomorrow.
    tomorrow = job.day + timedelta(days=1) if len(shelf.closing_from(job.day)) else None
    return Task(path, key, make, "list", until=tomorrow)


def below_links(job: Job, site: Site) -> tuple[Link, ...]:
    """Sites right under a child site, with everything that they and those under them publish."""
    if site.role == "mother":
        return ()
    return tuple(
        Link(one.name, home_href(one), len(job.shelves.of(one.id).cards))
        for one in job.cluster.sites if one.parent == site.id
    )


def _data_links(job: Job) -> dict[str, tuple[Link, ...]]:
    """Site id -> its pages kept as data, which no navigation of site.yml can name."""
    return {
        site.id: tuple(
            Link(note.title, href(address_of(job.cluster, note.path)))
            for note in job.notes[site.id] if is_data_page(note.path)
        )
        for site in job.cluster.sites
    }


def _with_pages(job: Job, site: Site, counts: Mapping[str, int]) -> dict[str, int]:
    """Entries of each column, the site's hand-written pages counted too: a column with a page is not blank."""
    found = dict(counts)
    for note in job.notes[site.id]:
        code: str | None = note.column or None
        while code is not None:
            found[code] = found.get(code, 0) + 1
            code = job.cluster.catalogue.by_code[code].parent
    return found


def _columns_task(job: Job, site: Site) -> Task:
    shelf = job.shelves.of(site.id)
    path = Address(site_prefix(job.cluster, site.id) + "lanmu/index.html")
    view = columns_view(
        job.cluster, site, _with_pages(job, site, shelf.counts), shelf.latest, shelf.years, filed=filed_links(job, site, shelf),
        tools=catalogue_tools(job) if site.role == "mother" else (),
    )
    key = fingerprint_hex(job.salt, job.frame_salts[site.id], view)
    trail = (*_top(job, site), (view.title, ""))

    def make() -> Made:
        head = job.heads.plain(site, path, view.title)
        return job.page(site, path, "list", "columns", view, title=view.title, head=head, trail=trail)

    return Task(path, key, make, "list")


def _page_task(job: Job, site: Site, linked: LinkedPage) -> Task:
    page = linked.page
    body = job.bodies.get(page.path, "")
    key = fingerprint_hex(job.salt, job.frame_salts[site.id], linked, body)

    def make() -> Made:
        view = page_view(
            linked, job.cluster, body, outline_of(body), page_links(site, site.nav),
            previews(job.cluster, page.files, read_bytes),
        )
        if page.head.column is not None:
            trail = (*column_trail(job.cluster, site, page.head.column, last=False), (page.head.title, ""))
        else:
            trail = (*_top(job, site), (page.head.title, ""))
        return job.page(
            site, linked.address, "page", "page", view, title=page.head.title, head=job.heads.page(linked),
            trail=trail,
        )

    return Task(linked.address, key, make, page.path)


def _once(
    job: Job, path: str, leaf: str, view: object, *, kind: str = "list", site: Site | None = None, robots: str = "",
) -> Task:
    where = site or job.cluster.mother
    title = str(getattr(view, "title", ""))
    key = fingerprint_hex(job.salt, job.frame_salts[where.id], leaf, view)

    def make() -> Made:
        head = robots + job.heads.plain(where, path, title)
        trail = (("首页", "index.html"), (title, ""))
        return job.page(where, path, kind, leaf, view, title=title, head=head, trail=trail)

    return Task(Address(path), key, make, "list")


def _top(job: Job, site: Site) -> tuple[tuple[str, str], ...]:
    prefix = site_prefix(job.cluster, site.id)
    return (("首页", "index.html"), (site.short, prefix + "index.html")) if prefix else (("首页", "index.html"),)


def site_counts(job: Job) -> dict[str, int]:
    return {site.id: job.shelves.count(site.id) for site in job.cluster.sites}


def _site_latest(job: Job) -> dict[str, date]:
    found = {site.id: job.shelves.newest(site.id) for site in job.cluster.sites}
    return {site: day for site, day in found.items() if day is not None}
