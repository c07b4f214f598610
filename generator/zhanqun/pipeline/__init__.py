"""The whole program on one page: every stage once, in order. Nothing reaches the output unless ``verify`` says so."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhanqun.config import load_cluster
from zhanqun.memo import Store
from zhanqun.model.catalog import Catalog
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError
from zhanqun.model.finding import Finding, Severity
from zhanqun.model.history import History
from zhanqun.model.verdict import GateResult, Verdict
from zhanqun.pipeline.clock import build_moment
from zhanqun.pipeline.judge import judge_files
from zhanqun.pipeline.published import load_published, save_published
from zhanqun.stages.collect import collect_files, read_history
from zhanqun.stages.gate import settle_items

_DISK = {
    errno.ENOSPC: "磁盘空间不够", errno.EDQUOT: "磁盘配额用完", errno.EFBIG: "文件超过系统允许的大小",
    errno.EROFS: "磁盘是只读的", errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EIO: "磁盘读写出错",
}
"""What a disk can do to us, in words: no fault of the program."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    root: Path
    out: Path
    now: datetime | None
    """Minute of the build on the cluster's clock; none: the current one."""
    jobs: int
    cache: bool
    progress: Progress
    """Called with the stage's Chinese name, how many are done, how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    """items, cleared, withheld, held, pages, written, unchanged, removed."""
    seconds: Mapping[str, float]
    notes: tuple[str, ...]
    ok: bool


@dataclass(frozen=True, slots=True)
class Judged:
    cluster: Cluster
    now: datetime
    result: GateResult
    catalog: Catalog
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    counts: dict[str, int]
    verdicts: Sequence[Verdict]
    history: History

    @property
    def ok(self) -> bool:
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


class Clock:
    """Seconds per stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 4)


def check(options: BuildOptions, sites: tuple[str, ...] = ()) -> BuildResult:
    """Stages 1 to 4; writes nothing but the cache. ``sites``: whose findings to tell; the whole cluster is judged."""
    clock = Clock()
    judged = _judge(options, clock, Store(options.root / ".zhanqun" / "cache" if options.cache else None))
    findings = judged.findings
    if sites:
        unknown = sorted(set(sites) - {site.id for site in judged.cluster.sites})
        if unknown:
            known = "、".join(site.id for site in judged.cluster.sites)
            raise UsageError(f"没有站点 {'、'.join(unknown)}；现有站点：{known}")
        starts = tuple(f"sites/{site}/" for site in (*sites, "_cluster"))
        findings = tuple(finding for finding in findings if finding.where.path.startswith(starts))
    ok = not any(finding.severity is Severity.ERROR for finding in findings)
    return BuildResult(findings=findings, counts=judged.counts, seconds=clock.seconds, notes=judged.notes, ok=ok)


def judge(options: BuildOptions) -> Judged:
    """Stages 1 to 3 with everything they made, for ``review`` and ``audit``; the catalogue stays empty. Writes nothing
    but the cache."""
    return _judge(options, Clock(), Store(options.root / ".zhanqun" / "cache" if options.cache else None), link=False)


def build(options: BuildOptions) -> BuildResult:
    """Every stage once. A failed build leaves the last good output untouched.

    Raises UsageError for wrong configuration, Busy when another build holds the output.
    """
    # Imported here: what only a build needs costs ``check`` and ``review`` a quarter of a second.
    from zhanqun.pipeline.produce import produce_output
    from zhanqun.stages.verify import verify_output
    from zhanqun.stages.write import Area, finish_output, read_manifest

    clock = Clock()
    store = Store(options.root / ".zhanqun" / "cache" if options.cache else None)
    area = Area(options.out)
    with area.locked(lambda: False):
        area.prepare()
        judged = _judge(options, clock, store)
        if not judged.ok:
            area.drop()
            return BuildResult(
                findings=judged.findings, counts=judged.counts, seconds=clock.seconds, notes=judged.notes, ok=False,
            )
        before = read_manifest(options.out) or {}
        try:
            produced = produce_output(judged.catalog, judged.now, options, area.staged, before, store, clock)
            with clock.stage("verify"):
                verified, faults = verify_output(produced.rows, judged.result, produced.links)
            findings = tuple(sorted((*judged.findings, *faults), key=Finding.order))
            if verified is None:
                return BuildResult(
                    findings=findings, counts=judged.counts, seconds=clock.seconds, notes=judged.notes, ok=False,
                )
            with clock.stage("write"):
                written = finish_output(area, verified.rows, produced.staged, before)
                save_published(store, options.out, judged.catalog)
        except OSError as error:
            if error.errno not in _DISK:
                raise
            raise UsageError(
                f"输出写不进去（{_DISK[error.errno]}）；腾出空间或检查权限后重新构建，会接着写完"
                if area.journal.exists() else
                f"输出写不进去（{_DISK[error.errno]}），输出未改动；腾出空间或检查权限后重新构建"
            ) from error
        finally:
            area.drop()
    counts = judged.counts | {
        "written": written.written, "removed": written.removed,
        "unchanged": len(verified.rows) - len(produced.staged),
    }
    notes = (*judged.notes, store.broken) if store.broken else judged.notes
    return BuildResult(findings=findings, counts=counts, seconds=clock.seconds, notes=notes, ok=True)


def _judge(options: BuildOptions, clock: Clock, store: Store, *, link: bool = True) -> Judged:
    """Stages 1 to 4."""
    with clock.stage("config"):
        loaded = load_cluster(options.root)
        if loaded.cluster is None:
            raise UsageError("站群配置有错", findings=loaded.findings)
        cluster = loaded.cluster
        now = options.now or build_moment(cluster)
    with clock.stage("collect"):
        options.progress("收集文件", 0, 1)
        collected = collect_files(cluster)
        history = read_history(cluster)
    with clock.stage("decode and gate"):
        verdicts = judge_files(cluster, collected, history, now, options.jobs, options.progress, store)
        others = tuple(file for site in collected.sites for file in site.others)
        result = settle_items(
            cluster, verdicts, others, load_published(store, options.out), now=now, history_note=history.note,
        )
    with clock.stage("link"):
        catalog = _linked(cluster, result, history) if link else _no_catalog(cluster)
    findings = tuple(sorted((*loaded.findings, *collected.findings, *result.findings), key=Finding.order))
    items = len(result.items) + len(result.stubs) + len(result.withheld)
    counts = {
        "items": items, "cleared": len(result.items), "withheld": len(result.withheld),
        "held": sum(item.held for item in result.withheld), "pages": len(result.pages), "stubs": len(result.stubs),
        "written": 0, "unchanged": 0, "removed": 0,
    }
    return Judged(cluster, now, result, catalog, findings, (), counts, verdicts, history)


def _no_catalog(cluster: Cluster) -> Catalog:
    return Catalog(cluster=cluster, items={}, pages={}, stubs={}, cards=(), redirects=())


def _linked(cluster: Cluster, result: GateResult, history: History) -> Catalog:
    from zhanqun.stages.link import link_items

    return link_items(cluster, result, history)
