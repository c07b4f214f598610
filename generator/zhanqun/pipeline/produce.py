"""Stages 5 and 6 for the sites whose output may differ: make every file that is not there already, in units."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from zhanqun.memo import Store
from zhanqun.model.cluster import Site
from zhanqun.model.finding import Finding
from zhanqun.model.output import OutputRow
from zhanqun.pipeline.pool import aside, each
from zhanqun.pipeline.proof import Proof
from zhanqun.pipeline.titles import title_rows
from zhanqun.stages.render import Job, Task, Unit, frame_links, plan_units, unit_key, unit_tasks
from zhanqun.stages.verify import page_text, resolve_link


class DataPart(msgspec.Struct, frozen=True):
    """One open-data file, for the index of the data."""

    path: str
    site: str
    year: int
    rows: int
    size: int
    sha256: str


class Standing(msgspec.Struct, frozen=True):
    """A unit as the published output holds it."""

    key: str
    """Digest over everything that it was made from, the day aside."""
    day: int
    """Ordinal of the day for which it was made."""
    until: int
    """Ordinal of the first later day on which it is another; 0 for never."""
    parts: tuple[DataPart, ...]
    kept: str
    """Digest of its rows as the store has them."""


@dataclass(slots=True)
class SiteOutput:
    """What one site's units made."""

    rows: dict[str, OutputRow] = field(default_factory=dict)
    staged: dict[str, None] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    """Output path that lists and frames link to -> one page that does."""
    parts: list[DataPart] = field(default_factory=list)
    until: int = 0
    """Ordinal of the first day on which something of it changes by itself; 0 for never."""
    clashes: list[OutputRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """What must not be published of it."""
    units: dict[str, Standing] = field(default_factory=dict)
    """By the unit's name, for the next build."""


class _Kept(msgspec.Struct):
    """What a unit made last time."""

    rows: list[OutputRow]


_kept = msgspec.msgpack.Decoder(_Kept)


class UnitReport(msgspec.Struct):
    """What a unit made now."""

    rows: list[OutputRow]
    staged: list[str]
    links: dict[str, str]
    parts: list[DataPart]
    until: int = 0
    findings: list[Finding] = []
    kept: str = ""
    """Digest of its rows as they were put into the store."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a worker needs: everything shared, and where to put what it makes."""

    job: Job
    staging: Path
    before: Mapping[str, str]
    """Path -> SHA-256 of what the output holds for the sites that are made."""
    store: Store
    folders: set[str]
    """Folders of the staging area that this process has made."""
    proof: Proof
    standing: Mapping[str, Mapping[str, Standing]] = field(default_factory=dict)
    """Site -> unit -> what the output holds of it, for sites whose part of the manifest is the last build's."""


_FEW = 48
"""Units of one small site, with the mother's that one change touches."""
_LONG = frozenset({"data", "years", "mother", "cluster", "policy"})
"""Kinds of units that take longer than others."""
Far = Callable[[Bench, Sequence[Unit], Callable[[int], None]], Iterable[bytes]]
"""Makes units on other machines: their reports, in order; what they made lies in the staging folder."""


@contextmanager
def producing(
    bench: Bench, sites: Sequence[Site], jobs: int, tick: object, far: Far | None = None,
) -> Iterator[Callable[[], dict[str, SiteOutput]]]:
    """Make all units of some sites. When this yields, the pages of items are there; what it yields waits for the rest.

    Site id -> what it made. Of a handful of units, for which a pool of workers would cost more than it saves, one other
    process makes those that are not pages of items, and this one what is left of them when it is asked for the rest.
    """
    units = [unit for site in sites for unit in (Unit("titles", site.id), *plan_units(bench.job, site))]
    keys = {unit: unit_key(bench.job, unit) for unit in units if unit.kind != "titles"}
    standing = {unit: report for unit, key in keys.items() if key and (report := _stands(bench, unit, key))}
    todo = [unit for unit in units if unit not in standing]

    def count(done: int) -> None:
        if callable(tick):
            tick("生成页面", done, len(units))

    def gather(made: Iterator[bytes]) -> dict[str, SiteOutput]:
        return _gather(bench, sites, units, keys, standing, made)

    if len(todo) > _FEW:
        found = gather(iter(far(bench, todo, count) if far is not None else each(make_unit, bench, todo, jobs, count)))
        yield lambda: found
        return
    pages = [unit for unit in todo if unit.kind == "items"]
    # What takes longest is begun first: whoever is left with it at the end would be waited for.
    others = sorted((unit for unit in todo if unit.kind != "items"), key=lambda unit: unit.kind not in _LONG)
    with aside(make_unit, bench, others, jobs) as rest:
        first = [make_unit(bench, unit) for unit in pages]

        def finish() -> dict[str, SiteOutput]:
            made = dict(zip((*pages, *others), (*first, *rest()), strict=True))
            count(len(units))
            return gather(made[unit] for unit in todo)

        yield finish


def _gather(
    bench: Bench, sites: Sequence[Site], units: Sequence[Unit], keys: Mapping[Unit, str],
    standing: Mapping[Unit, UnitReport], made: Iterator[bytes],
) -> dict[str, SiteOutput]:
    """Put together what was made, in the order of ``units``, and what stands."""
    found = {str(site.id): SiteOutput() for site in sites}
    for site in sites:
        found[site.id].links.update(frame_links(bench.job, site, resolve_link))
        # What all pages of a site share is looked at once.
        shared = page_text("".join(bench.job.frames[site.id].parts[0::2]))
        found[site.id].findings += bench.proof.look_at(f"sites/{site.id}/site.yml", f"{site.id}/*.html", shared)
    for unit in units:
        output, report = found[unit.site], standing.get(unit)
        if report is None:
            report = msgspec.msgpack.decode(next(made), type=UnitReport)
            if key := keys.get(unit):
                output.units[unit.name] = Standing(
                    key, bench.job.day.toordinal(), report.until, tuple(report.parts), report.kept)
        else:
            output.units[unit.name] = bench.standing[unit.site][unit.name]
        merge(output, report)
    return found


def _stands(bench: Bench, unit: Unit, key: str) -> UnitReport | None:
    """What the last build made of a unit, when that is what it would make today; none when it must be gone through."""
    known = bench.standing.get(unit.site, {}).get(unit.name)
    today = bench.job.day.toordinal()
    if known is None or known.key != key or today < known.day or (known.until and today >= known.until):
        return None
    data = bench.store.get(_rows(unit))
    if data is None or _digest(data) != known.kept:
        return None
    return UnitReport(_kept.decode(data).rows, [], {}, list(known.parts), known.until, kept=known.kept)


def _rows(unit: Unit) -> str:
    return f"rows/{unit.site}/{unit.name}"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def merge(output: SiteOutput, report: UnitReport) -> None:
    """Add what a unit made to what its site made."""
    for row in report.rows:
        first = output.rows.setdefault(row.path, row)
        if first.sha256 != row.sha256:
            output.clashes.append(row)
    output.staged.update(dict.fromkeys(report.staged))
    for target, page in report.links.items():
        output.links.setdefault(target, page)
    output.parts += report.parts
    output.findings += report.findings
    if report.until and (not output.until or report.until < output.until):
        output.until = report.until


def make_unit(bench: Bench, unit: Unit) -> bytes:
    """Do one unit: skip what is there with the same key, stage what is new or different."""
    report = UnitReport([], [], {}, [])
    bench.proof.home = unit.site
    if unit.kind == "titles":
        title_rows(bench, unit, report)
        return msgspec.msgpack.encode(report)
    before = bench.store.get(_rows(unit))
    old: dict[str, OutputRow] = {row.path: row for row in _kept.decode(before).rows} if before else {}
    make_tasks(bench, unit_tasks(bench.job, unit), old, report)
    data = msgspec.msgpack.encode(_Kept(report.rows))
    if data != before and not report.findings:
        bench.store.put(_rows(unit), data)
    report.kept = _digest(data)
    return msgspec.msgpack.encode(report)


def make_tasks(bench: Bench, tasks: object, old: Mapping[str, OutputRow], report: UnitReport) -> None:
    """Do tasks one by one."""
    for task in tasks:  # type: ignore[attr-defined]
        row = old.get(task.path)
        if row is None or row.key != task.key or bench.before.get(task.path) != row.sha256:
            row = _make(bench, task, report)
        report.rows.append(row)
        if task.part is not None:
            site, year, count = task.part
            report.parts.append(DataPart(row.path, site, year, count, row.size, row.sha256))
        if task.until is not None and (not report.until or task.until.toordinal() < report.until):
            report.until = task.until.toordinal()
    report.findings += bench.proof.settle()


def _make(bench: Bench, task: Task, report: UnitReport) -> OutputRow:
    made = task.make()
    sha256 = hashlib.sha256(made.data).hexdigest()
    report.findings += bench.proof.look(task, made, sha256)
    folder = task.path.rpartition("/")[0]
    if bench.before.get(task.path) != sha256:
        stage_file(bench, folder, task.path, made.data)
        report.staged.append(task.path)
    targets = tuple(dict.fromkeys(
        target for target in (resolve_link(folder, link) for link in made.links) if target
    ))
    if task.source.startswith("sites/"):
        return OutputRow(task.path, len(made.data), sha256, task.key, task.source, targets)
    for target in targets:
        report.links.setdefault(target, task.path)
    return OutputRow(task.path, len(made.data), sha256, task.key, task.source)


def stage_file(bench: Bench, folder: str, path: str, data: bytes) -> None:
    """Write one file into the staging folder; system calls are most of what writing costs."""
    if folder not in bench.folders:
        os.makedirs(f"{bench.staging}/{folder}", exist_ok=True)
        bench.folders.add(folder)
    handle = os.open(f"{bench.staging}/{path}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
    finally:
        os.close(handle)
