"""Every verdict of the cluster at once, for ``review``, ``audit`` and reports. A build never needs this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from zhanqun.memo import Lost, Store
from zhanqun.model.catalog import Catalog
from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding
from zhanqun.model.history import History
from zhanqun.model.verdict import GateResult, Verdict
from zhanqun.pipeline.options import BuildOptions, Clock, any_error
from zhanqun.pipeline.pack import load_entries
from zhanqun.pipeline.retry import cache_folder, spare_folder, with_cache
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


def judge(options: BuildOptions) -> Judged:
    """Stages 1 to 4 with everything they made. Writes nothing but the cache."""
    with spare_folder() as spare:
        return with_cache(options, lambda: _judge(options, Store(cache_folder(options), spare)))


def _judge(options: BuildOptions, store: Store) -> Judged:
    seen = survey(options, Clock(), store)
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
