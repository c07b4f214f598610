"""Tasks for machine-readable files: feeds, site maps, open data, redirects."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.machine import Part, Slice, cluster_slices, data_index, list_slices, year_slices
from zhanqun.stages.render.machine.redirects import redirect_outputs
from zhanqun.stages.render.machine.slices import Lists

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def data_tasks(job: Job, site: Site) -> Iterator[Task]:
    """Open data of one site and its items' part of the site map, year by year."""
    items = sorted(
        (linked for chunk in range(job.works.chunks(site.id)) for linked in job.works.items(site.id, chunk)),
        key=lambda linked: linked.card.address,
    )
    return _tasks(job, year_slices(job.cluster, site, items, job.day))


def feed_tasks(job: Job, site: Site) -> Iterator[Task]:
    """Feeds of one site, and its pages' part of the site map."""
    return _tasks(job, list_slices(job.cluster, site, job.shelves.of(site.id), job.works.pages(site.id)))


def cluster_machine_tasks(job: Job) -> Iterator[Task]:
    """Feeds and tables of the whole cluster."""
    sites = [str(site.id) for site in job.cluster.sites]
    lists: dict[str, Lists] = {site: job.shelves.site(site) for site in sites}
    years: dict[str, Sequence[tuple[int, int]]] = {site: job.shelves.years(site) for site in sites}
    return _tasks(job, cluster_slices(job.cluster, lists, job.shelves.cluster, years))


def redirect_tasks(job: Job) -> Iterator[Task]:
    """Pages and the server's map for old addresses."""
    pairs = [(entry.old, entry.new, entry.title) for entry in job.redirects]
    yield from (fixed_task(file, "redirect") for file in redirect_outputs(job.cluster, pairs))


def data_index_task(job: Job, parts: Iterable[Part], shown: bytes = b"") -> Task:
    """data/index.json, which tells size and digest of every data part: made after all of them.

    ``shown``: the same of those parts that the published one does not have; all when empty.
    """
    file = data_index(job.cluster, parts)
    made = Made(file.data, leaf=html.escape("\n".join(_STRING.findall(shown.decode())), quote=False))
    return Task(file.path, hashlib.sha256(file.data).hexdigest(), lambda: made, "data")


def fixed_task(file: OutputFile, source: str) -> Task:
    """A task whose bytes are there already."""
    return Task(file.path, hashlib.sha256(file.data).hexdigest(), lambda: Made(file.data), source)


def _tasks(job: Job, slices: Iterable[Slice]) -> Iterator[Task]:
    for found in slices:
        batch = _Batch(found)
        note = (found.site, found.year, found.rows) if found.is_data else None
        for path in found.paths:
            yield Task(path, f"{job.salt}{found.fingerprint}", partial(batch.file, path), "data", note, until=found.until)


class _Batch:
    """The files of one slice, made when the first of them is asked for."""

    def __init__(self, found: Slice) -> None:
        self._slice = found
        self._made: Mapping[str, bytes] | None = None

    def file(self, path: Address) -> Made:
        if self._made is None:
            self._made = {file.path: file.data for file in self._slice.make()}
        return Made(self._made[path])
