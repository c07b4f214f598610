"""Tasks of the policy library: one page a site, its overview, and its parts. Files of data are named by content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.shelf import Run
from zhanqun.stages.render.views.policy import (
    FOLDER,
    FORMAT,
    KINDS,
    Part,
    cut_ranges,
    overview_script,
    part_script,
    policy_view,
)
from zhanqun.text.fingerprint import fingerprint_hex


def policy_tasks(job: Job, site: Site) -> Iterator[Task]:
    """Policy library of one site; the mother's holds the whole cluster."""
    cards = job.shelves.of(site.id).kinds(KINDS)
    folder = site_prefix(job.cluster, site.id) + FOLDER
    names: list[tuple[int, int, str]] = []
    for year, start, stop in cut_ranges(cards.year_of_each()):
        name = _name(job, str(year), cards.digest(start, stop))
        names.append((year, stop - start, name))
        yield _script_task(job, folder, name, partial(_part, cards, year, start, stop, name))
    overview = _name(job, "index", cards.digest())
    yield _script_task(job, folder, overview, lambda: overview_script(job.cluster, cards, names, overview))
    yield _page_task(job, site, cards, f"{folder}/{overview}.js")


def _part(cards: Run, year: int, start: int, stop: int, name: str) -> bytes:
    return part_script(Part(year, tuple(cards[start:stop])), name)


def _name(job: Job, stem: str, digest: bytes) -> str:
    """Changes exactly when what the file says changes: browsers may keep it for ever."""
    names = [(site.id, site.short) for site in job.cluster.sites], [(c.code, c.path) for c in job.cluster.catalogue.columns]
    return f"{stem}-{fingerprint_hex(FORMAT, names, digest)[:16]}"


def _script_task(job: Job, folder: str, name: str, make: Callable[[], bytes]) -> Task:
    return Task(Address(f"{folder}/{name}.js"), fingerprint_hex(job.salt, name), lambda: Made(make()), "index")


def _page_task(job: Job, site: Site, cards: Run, overview: str) -> Task:
    prefix = site_prefix(job.cluster, site.id)
    path = Address(f"{prefix}{FOLDER}/index.html")
    key = fingerprint_hex(job.salt, job.frame_salts[site.id], overview)

    def make() -> Made:
        view = policy_view(job.cluster, site, cards, overview)
        trail = [("首页", "index.html")]
        if prefix:
            trail.append((site.short, prefix + "index.html"))
        return job.page(
            site, path, "list", "policy", view, title=view.title, head=job.heads.plain(site, path, view.title),
            trail=(*trail, ("政策库", "")),
        )

    return Task(path, key, make, "list")
