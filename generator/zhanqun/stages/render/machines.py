"""Tasks for machine-readable files: feeds, site maps, open data, redirects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial

from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile, OutputRow
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.machine import Part, Slice, data_index
from zhanqun.stages.render.machine.redirects import redirect_outputs


def machine_tasks(job: Job, start: int, stop: int) -> Iterator[Task]:
    """Files of a range of slices; the files of one slice are made together, at most once."""
    for found in job.slices[start:stop]:
        batch = _Batch(found)
        for path in found.paths:
            yield Task(path, f"{job.salt}{found.fingerprint}", partial(batch.file, path), "data")


class _Batch:
    """The files of one slice, made when the first of them is asked for."""

    def __init__(self, found: Slice) -> None:
        self._slice = found
        self._made: Mapping[str, bytes] | None = None

    def file(self, path: Address) -> Made:
        if self._made is None:
            self._made = {file.path: file.data for file in self._slice.make()}
        return Made(self._made[path])


def redirect_tasks(job: Job) -> Iterator[Task]:
    """Pages and the server's map for old addresses."""
    yield from (fixed_task(file, "redirect") for file in redirect_outputs(job.catalog))


def data_index_task(job: Job, rows: Mapping[str, OutputRow]) -> Task:
    """data/index.json, which tells size and digest of every data part: made after all of them."""
    parts = [
        Part(path, found.site, found.year, found.rows, rows[path].size, rows[path].sha256)
        for found in job.slices if found.is_data for path in found.paths
    ]
    return fixed_task(data_index(job.catalog, parts), "data")


def fixed_task(file: OutputFile, source: str) -> Task:
    """A task whose bytes are there already."""
    return Task(file.path, hashlib.sha256(file.data).hexdigest(), lambda: Made(file.data), source)
