"""What concerns the whole cluster outside a build: every verdict at once for ``audit`` and reports, and the little that
``review`` asks of files that nobody touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from zhanqun.memo import Lost, Store
from zhanqun.model.catalog import Catalog
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError
from zhanqun.model.finding import Finding
from zhanqun.model.history import FileHistory, History
from zhanqun.model.verdict import GateResult, Verdict
from zhanqun.pipeline.options import BuildOptions, Clock, any_error
from zhanqun.pipeline.pack import load_entries, load_named
from zhanqun.pipeline.past import Past
from zhanqun.pipeline.retry import spare_folder, with_cache
from zhanqun.pipeline.still import look, untouched
from zhanqun.pipeline.survey import survey
from zhanqun.stages.gate import settle_items


@dataclass(frozen=True)
class Judged:
    cluster: Cluster
    now: datetime
    result: GateResult
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    counts: dict[str, int]
    verdicts: Sequence[Verdict]
    history: History

    @cached_property
    def catalog(self) -> Catalog:
        """Everything cleared with its relations; made when asked for, since ``review`` does without."""
        from zhanqun.stages.link import link_items

        return link_items(self.cluster, self.result, self.history)

    @property
    def ok(self) -> bool:
        return not any_error(self.findings)


@dataclass(frozen=True, slots=True)
class Glance:
    """The cluster judged, without the verdicts: decoding those of 20,000 items takes longer than all the rest."""

    cluster: Cluster
    now: datetime
    findings: tuple[Finding, ...]
    named: Mapping[str, tuple[str, ...]]
    """Every source and the local files that it names."""
    history: History
    """Of a site's files read when one of them is asked for."""


def judge(options: BuildOptions) -> Judged:
    """Stages 1 to 4 with everything they made. Writes nothing but the cache."""
    with spare_folder() as spare:
        return with_cache(options, spare, lambda store: _judge(options, store))


@contextmanager
def glance(options: BuildOptions) -> Iterator[Glance]:
    """Stages 1 to 4 for ``review``. Histories may be asked for until the block ends."""
    with spare_folder() as spare:
        try:
            yield with_cache(options, spare, lambda store: _glance(options, store))
        except Lost as error:
            raise UsageError("另一个 zhanqun 同时改了缓存，已停止；请重新运行") from error


def _glance(options: BuildOptions, store: Store) -> Glance:
    seen = survey(options, Clock(), store, untouched(options, store, look(options, store)))
    named: dict[str, tuple[str, ...]] = {}
    for facts in seen.register.facts:
        found = load_named(store, facts.site, len(facts.paths))
        if found is None:
            raise Lost(f"verdicts of {facts.site} vanished during the run")
        named |= found
    whole = seen.past.of(())
    return Glance(seen.cluster, seen.now, seen.findings, named, replace(whole, files=_Histories(seen.past)))


class _Histories(Mapping[str, FileHistory]):
    """Path -> what git knows of it; a site's are decoded when the first of its files is asked for."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._sites: dict[str, Mapping[str, FileHistory]] = {}

    def _site(self, path: str) -> Mapping[str, FileHistory]:
        parts = path.split("/", 2)
        site = parts[1] if len(parts) == 3 else ""
        if site not in self._sites:
            self._sites[site] = self._past.of((site,)).files if site in self._past.sites() else {}
        return self._sites[site]

    def __getitem__(self, path: str) -> FileHistory:
        return self._site(path)[path]

    def __iter__(self) -> Iterator[str]:
        for site in self._past.sites():
            yield from self._site(f"sites/{site}/")

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _judge(options: BuildOptions, store: Store) -> Judged:
    seen = survey(options, Clock(), store, untouched(options, store, look(options, store)))
    verdicts: list[Verdict] = []
    for facts in seen.register.facts:
        entries = load_entries(store, facts.site, len(facts.paths))
        if entries is None:
            raise Lost(f"verdicts of {facts.site} vanished during the run")
        verdicts += [entries[path].verdict for path in facts.paths]
    result = settle_items(seen.cluster, verdicts, (), {}, now=seen.now)
    history = seen.past.of([str(facts.site) for facts in seen.register.facts])
    return Judged(
        seen.cluster, seen.now, result, seen.findings, (), seen.counts, tuple(verdicts), history,
    )
