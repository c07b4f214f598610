"""Stages 5 and 6: make every output file that is not there already, in units over processes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from zhanqun import assets
from zhanqun.memo import Store
from zhanqun.model.address import site_prefix
from zhanqun.model.catalog import Catalog
from zhanqun.model.output import OutputRow
from zhanqun.pipeline.pool import each
from zhanqun.stages.render import (
    Job,
    Task,
    Unit,
    data_index_task,
    fixed_task,
    frame_links,
    plan_units,
    prepare_render,
    unit_tasks,
)
from zhanqun.stages.search.titles import title_index
from zhanqun.stages.verify import resolve_link
from zhanqun.text.fingerprint import fingerprint_hex

if TYPE_CHECKING:
    from zhanqun.pipeline import BuildOptions, Clock


@dataclass(frozen=True, slots=True)
class Produced:
    rows: tuple[OutputRow, ...]
    staged: tuple[str, ...]
    """Paths whose bytes wait in the staging folder: new or changed."""
    links: Mapping[str, str]
    """Output path that lists and frames link to -> one page that does."""


class _Kept(msgspec.Struct):
    """What a unit made last time."""

    rows: list[OutputRow]
    key: str = ""
    """Of the whole unit, where the names of its files follow from their content."""


class _Report(msgspec.Struct):
    """What a unit made now."""

    rows: list[OutputRow]
    staged: list[str]
    links: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a worker needs: everything shared, and where to put what it makes."""

    job: Job
    staging: Path
    before: Mapping[str, str]
    store: Store
    folders: set[str]
    """Folders of the staging area that this process has made."""


def produce_output(
    catalog: Catalog, now: datetime, options: BuildOptions, staging: Path, before: Mapping[str, str], store: Store,
    clock: Clock,
) -> Produced:
    """Make all units. ``before``: path -> SHA-256 of the last output, whose equal files are left alone."""
    with clock.stage("prepare"):
        options.progress("准备模板", 0, 1)
        job = prepare_render(
            catalog, assets.theme_folder(), options.root / "mkdocs.base.yml", now.date(), store.seal, store,
        )
        units = [*(Unit("titles", site.id) for site in job.cluster.sites), *plan_units(job)]
    rows: dict[str, OutputRow] = {}
    staged: dict[str, None] = {}
    clashes: list[OutputRow] = []  # verify names both sides
    links: dict[str, str] = dict(frame_links(job, resolve_link))
    with clock.stage("render"):
        bench = _Bench(job, staging, before, store, set())

        def tick(done: int) -> None:
            options.progress("生成页面", done, len(units))

        for data in each(_make_unit, bench, units, options.jobs, tick):
            report = msgspec.msgpack.decode(data, type=_Report)
            clashes += [row for row in report.rows if rows.setdefault(row.path, row).source != row.source]
            staged.update(dict.fromkeys(report.staged))
            for target, page in report.links.items():
                links.setdefault(target, page)
        for task in late_tasks(job, rows):
            report = _Report([], [], {})
            rows[task.path] = _make(bench, task, report)
            staged.update(dict.fromkeys(report.staged))
    return Produced((*rows.values(), *clashes), tuple(staged), links)


def late_tasks(job: Job, rows: Mapping[str, OutputRow]) -> Iterator[Task]:
    """What can only be made when everything else is: the index of the data, and the title index."""
    yield data_index_task(job, rows)


def _make_unit(bench: _Bench, unit: Unit) -> bytes:
    """Do one unit: skip what is there with the same key, stage what is new or different."""
    name = f"rows/{unit.kind}-{unit.site}-{unit.start}"
    data = bench.store.get(name)
    kept = msgspec.msgpack.decode(data, type=_Kept) if data else _Kept([])
    report = _Report([], [], {})
    if unit.kind == "titles":
        _make_titles(bench, unit, name, kept, report)
        return msgspec.msgpack.encode(report)
    old = {row.path: row for row in kept.rows}
    for task in unit_tasks(bench.job, unit):
        row = old.get(task.path)
        if row is None or row.key != task.key or bench.before.get(task.path) != row.sha256:
            row = _make(bench, task, report)
        report.rows.append(row)
    if list(old.values()) != report.rows:
        bench.store.put(name, msgspec.msgpack.encode(_Kept(report.rows)))
    return msgspec.msgpack.encode(report)


def _make_titles(bench: _Bench, unit: Unit, name: str, kept: _Kept, report: _Report) -> None:
    """The title index of one site: its files are named by content, so the whole is made or kept."""
    job = bench.job
    cards = job.shelves.of(unit.site, job.cluster.mother.id).cards
    key = fingerprint_hex(job.salt, job.shelves.digest(cards))
    if kept.key == key and all(bench.before.get(row.path) == row.sha256 for row in kept.rows):
        report.rows.extend(kept.rows)
        return
    for file in title_index(site_prefix(job.cluster, unit.site), cards):
        report.rows.append(_make(bench, fixed_task(file, "index"), report))
    bench.store.put(name, msgspec.msgpack.encode(_Kept(report.rows, key)))


def _make(bench: _Bench, task: Task, report: _Report) -> OutputRow:
    made = task.make()
    sha256 = hashlib.sha256(made.data).hexdigest()
    folder = task.path.rpartition("/")[0]
    if bench.before.get(task.path) != sha256:
        _stage(bench, folder, task.path, made.data)
        report.staged.append(task.path)
    targets = tuple(dict.fromkeys(
        target for target in (resolve_link(folder, link) for link in made.links) if target
    ))
    if task.source.startswith("sites/"):
        return OutputRow(task.path, len(made.data), sha256, task.key, task.source, targets)
    for target in targets:
        report.links.setdefault(target, task.path)
    return OutputRow(task.path, len(made.data), sha256, task.key, task.source)


def _stage(bench: _Bench, folder: str, path: str, data: bytes) -> None:
    """Write one file into the staging folder; system calls are most of what writing costs."""
    if folder not in bench.folders:
        os.makedirs(f"{bench.staging}/{folder}", exist_ok=True)
        bench.folders.add(folder)
    handle = os.open(f"{bench.staging}/{path}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        _write_all(handle, data)
    finally:
        os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
