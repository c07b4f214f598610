"""Render on workers: what they need goes into the store; what they made comes back as files and reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec

from zhanqun.memo import Lost, Store
from zhanqun.memo.objects import Objects
from zhanqun.model.errors import UsageError
from zhanqun.pipeline.options import BuildOptions
from zhanqun.pipeline.pack import chunk_count, load_entries, load_facts
from zhanqun.pipeline.produce import Bench, make_unit, stage_file
from zhanqun.pipeline.remote.orders import SOURCES, Answer, RenderOrder, store_config, store_sources, write_order
from zhanqun.pipeline.remote.team import Call, team_of
from zhanqun.pipeline.remote.worker import full_seal
from zhanqun.pipeline.survey import Survey
from zhanqun.pipeline.versions import Known
from zhanqun.stages.render import Salts, Unit
from zhanqun.stages.verify import Watch

_TOGETHER = 6
"""Small units in one call."""
_HERE = frozenset(("assets",))
"""Copied from this machine's theme: sending them would cost more."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the units of one build share besides the bench."""

    seen: Survey
    sites: tuple[str, ...]
    salts: Salts
    frames: dict[str, str]
    versions: Mapping[str, Known]
    """Earlier versions that pages show."""
    watch_key: bytes
    watch: Watch


def render_far(
    options: BuildOptions, setting: Setting, bench: Bench, units: Sequence[Unit], tick: Callable[[int], None],
) -> Iterable[bytes]:
    """Make units on the workers; their reports in order. Files lie in the staging folder, results in the store."""
    team = team_of(options, full_seal(bench.store.seal))
    assert team is not None
    order = _write(team.objects, setting, bench, units)
    reports: dict[int, bytes] = {}
    calls: list[Call] = []
    for run in _runs(units):
        if units[run[0]].kind in _HERE:
            reports.update((number, make_unit(bench, units[number])) for number in run)
        else:
            calls.append(("render", order, run))
    for call, data in team.run(calls, lambda done: tick(done * len(units) // max(1, len(calls)))):
        numbers = calls[call][2]
        if data is None:
            reports.update((number, make_unit(bench, units[number])) for number in numbers)
            continue
        answer = msgspec.msgpack.decode(data, type=Answer)
        _take_in(bench, answer)
        reports.update(zip(numbers, answer.reports, strict=True))
    return [reports[number] for number in range(len(units))]


def _runs(units: Sequence[Unit]) -> Iterator[tuple[int, ...]]:
    """Numbers of units that go together: parts of items alone, small ones of a site a few at a time."""
    cuts = [0]
    for number in range(1, len(units)):
        unit, last = units[number], units[number - 1]
        alone = {"items"} | _HERE
        if unit.site != last.site or unit.kind in alone or last.kind in alone or number - cuts[-1] >= _TOGETHER:
            cuts.append(number)
    yield from (tuple(range(start, stop)) for start, stop in pairwise((*cuts, len(units))))


def _take_in(bench: Bench, answer: Answer) -> None:
    for path, data in answer.files.items():
        if path.startswith("/") or ".." in path.split("/"):
            raise UsageError("工作进程交回的文件路径不对，输出未改动；检查工作进程和共享存储是不是自己的")
        stage_file(bench, path.rpartition("/")[0], path, data)
    for name, data in answer.memo.items():
        # Rows and nothing else: compiled templates, too, lie in the cache, and are run.
        if name.startswith("rows/"):
            bench.store.put(name, data)


def _write(objects: Objects, setting: Setting, bench: Bench, units: Sequence[Unit]) -> str:
    seen, cluster = setting.seen, bench.job.cluster
    for site in setting.sites:
        store_sources(objects, cluster.root, _cleared(bench.store, site, len(seen.facts()[site].paths)))
    emblem = (f"sites/_cluster/{cluster.emblem}",) if cluster.emblem else ()
    return write_order(objects, RenderOrder(
        config=store_config(objects, Path(cluster.root), emblem), sites=setting.sites,
        memo=_memo(objects, setting, bench.store, units), before=write_order(objects, dict(bench.before)),
        history=write_order(objects, seen.past.of(setting.sites)),
        versions=write_order(objects, dict(setting.versions)), salts=setting.salts, frames=setting.frames,
        day=bench.job.day, units=tuple(units),
        watch_key=setting.watch_key, watch_numbers=setting.watch.numbers.tobytes(),
    ))


def _cleared(store: Store, site: str, count: int) -> dict[str, str]:
    """Path -> digest of each source that pages of a site are made from."""
    entries = load_entries(store, site, count)
    if entries is None:
        raise Lost(f"verdicts of {site} vanished during the build")
    found: dict[str, str] = {}
    for entry in entries.values():
        owner = entry.item or entry.page
        if owner is not None:
            found[owner.path] = owner.sha256
            found.update((file.path, file.sha256) for file in owner.files)
    return found


def _memo(objects: Objects, setting: Setting, store: Store, units: Sequence[Unit]) -> dict[str, str]:
    """Put what the cache holds of every site and of the units into the store: name -> object."""
    names = [f"rows/{unit.site}/{'titles' if unit.kind == 'titles' else unit.name}" for unit in units]
    for site, facts in setting.seen.facts().items():
        if load_facts(store, site) != facts:
            raise Lost(f"facts of {site} changed during the build")
        names += [f"site/{site}/facts", f"site/{site}/sheet", f"site/{site}/cards", f"frame/{site}", f"versions/{site}"]
        names += [f"site/{site}/verdicts-{chunk}" for chunk in range(chunk_count(len(facts.paths)))]
    found = {name: body for name in names if (body := store.get(name)) is not None}
    return {name: objects.put(SOURCES, body) for name, body in found.items()}
