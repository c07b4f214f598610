"""Rendering on a worker: the build's bench put together again from the store, once for each order."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from zhanqun import assets
from zhanqun.memo import Lost, Store
from zhanqun.memo.objects import Objects
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError
from zhanqun.model.facts import SiteFacts
from zhanqun.model.history import History
from zhanqun.model.sheet import Sheet
from zhanqun.model.verdict import ClearedItem, ClearedPage
from zhanqun.pipeline.pack import load_chunk, load_facts, load_sheet
from zhanqun.pipeline.produce import Bench, UnitReport, make_unit
from zhanqun.pipeline.proof import Proof
from zhanqun.pipeline.remote.orders import SOURCES, Answer, RenderOrder
from zhanqun.pipeline.versions import Known
from zhanqun.pipeline.works import Relations, SiteWorks, redirects_of
from zhanqun.stages.gate import Register
from zhanqun.stages.render import Shelves, Unit, prepare_render, salt_render
from zhanqun.stages.verify import Runs, Watch

ClusterOf = Callable[[Objects, str], Cluster]


class FarStore(Store):
    """The client's cache as the order lists it. What is put here is remembered for the answer."""

    def __init__(self, objects: Objects, listed: Mapping[str, str], spare: Path, seal: str) -> None:
        super().__init__(None, spare)
        self.seal = seal
        self._objects = objects
        self._listed = listed
        self.made: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        if name in self.made:
            return self.made[name]
        digest = self._listed.get(name)
        return None if digest is None else self._objects.get(SOURCES, digest)

    def put(self, name: str, body: bytes) -> None:
        self.made[name] = body

    def has(self, name: str) -> bool:
        return name in self.made or name in self._listed


@dataclass(frozen=True, slots=True)
class _Table:
    bench: Bench
    store: FarStore
    units: tuple[Unit, ...]
    cluster: Cluster
    pages: dict[str, dict[str, str]]
    """Site -> path and digest of its hand-written pages and what they name; found when first asked for."""


_laid: dict[Path, str] = {}
"""Sources that this process has laid out -> digest."""


def render_units(
    objects: Objects, folder: Path, name: str, numbers: Sequence[int], seal: str, cluster_of: ClusterOf,
) -> bytes | None:
    """Make some units of an order; the encoded answer, or none when this worker's theme is another.

    Raises UsageError when a source is not there or something is found in a page: the client looks for itself.
    """
    table = _table(objects, folder, name, seal, cluster_of)
    if table is None:
        return None
    table.store.made.clear()
    table.bench.folders.clear()
    shutil.rmtree(table.bench.staging, ignore_errors=True)
    reports = []
    for number in numbers:
        _fetch_sources(objects, table, table.units[number])
        try:
            reports.append(make_unit(table.bench, table.units[number]))
        except (OSError, Lost) as error:
            raise UsageError("工作进程缺少源文件") from error
    found = [msgspec.msgpack.decode(data, type=UnitReport) for data in reports]
    if any(report.findings for report in found):
        raise UsageError("由本机再看一次")
    files = {path: (table.bench.staging / path).read_bytes() for report in found for path in report.staged}
    return msgspec.msgpack.encode(Answer(reports, files, {
        made: body for made, body in table.store.made.items() if made.startswith("rows/")}))


@lru_cache(1)
def _table(objects: Objects, folder: Path, name: str, seal: str, cluster_of: ClusterOf) -> _Table | None:
    order = msgspec.msgpack.decode(objects.get(SOURCES, name), type=RenderOrder)
    cluster = cluster_of(objects, order.config)
    store = FarStore(objects, order.memo, folder / "spare", seal)
    facts = {str(site.id): _facts(store, site.id) for site in cluster.sites}
    theme, base = assets.theme_folder(), Path(cluster.root, "mkdocs.base.yml")
    pages = {site: known.pages_digest for site, known in facts.items()}
    if salt_render(cluster, theme, base, store.seal, pages) != order.salts:
        return None
    register = Register([facts[site.id] for site in cluster.sites])
    shelves = Shelves(cluster, {site: _sheet(store, site) for site in facts})
    history = msgspec.msgpack.decode(objects.get(SOURCES, order.history), type=History)
    versions = msgspec.msgpack.decode(objects.get(SOURCES, order.versions), type=dict[str, Known])
    works = SiteWorks(cluster, store, facts, Relations(register, shelves), history, versions)
    sites = [site for site in cluster.sites if site.id in order.sites]
    job = prepare_render(
        cluster, sites, works, shelves, redirects_of(cluster, register, shelves),
        {site: known.notes for site, known in facts.items()}, theme, order.day, order.salts, order.frames, store,
    )
    watch = Watch(Runs(order.watch_key), np.frombuffer(order.watch_numbers, np.uint64))
    before = msgspec.msgpack.decode(objects.get(SOURCES, order.before), type=dict[str, str])
    bench = Bench(job, folder / "staging", before, store, set(), Proof(cluster, facts, store, watch))
    return _Table(bench, store, order.units, cluster, {})


def _facts(store: FarStore, site: str) -> SiteFacts:
    facts = load_facts(store, site)
    if facts is None:
        raise UsageError(f"共享存储里没有 {site} 的记录")
    return facts


def _sheet(store: FarStore, site: str) -> Sheet:
    sheet = load_sheet(store, site)
    if sheet is None:
        raise UsageError(f"共享存储里没有 {site} 的记录")
    return sheet


def _fetch_sources(objects: Objects, table: _Table, unit: Unit) -> None:
    """Lay out the cleared sources that a unit is made from. Hand-written pages belong to every unit of their site."""
    if unit.site not in table.pages:
        table.pages[unit.site] = _named([linked.page for linked in table.bench.job.works.pages(unit.site)])
    entries = load_chunk(table.store, unit.site, unit.start) if unit.kind == "items" else None
    items = _named([entry.item for entry in entries or () if entry.item is not None])
    for path, digest in (table.pages[unit.site] | items).items():
        place = Path(table.cluster.root, path)
        if _laid.get(place) != digest:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(objects.get(SOURCES, digest))
            _laid[place] = digest


def _named(owners: Sequence[ClearedItem | ClearedPage]) -> dict[str, str]:
    found: dict[str, str] = {}
    for owner in owners:
        found[owner.path] = owner.sha256
        found.update((file.path, file.sha256) for file in owner.files)
    return found
