"""A guide made from site.yml must have its nine elements (条例第十二条第二款): six are about the office."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from zhanqun.model.cluster import Cluster
from zhanqun.model.coverage import GUIDE_OFFICE, guide_columns, is_required
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import ClearedPage
from zhanqun.stages.gate.board import Board, soft

ID = RuleId("guide-element")


def check(board: Board) -> Iterator[Finding]:
    columns: dict[str, set[str]] = {}
    for verdict, _ in board.public:
        outcome = verdict.outcome
        if isinstance(outcome, ClearedPage):
            columns.setdefault(outcome.site, set()).add(outcome.head.column or "")
    yield from faults(board.cluster, columns)


def faults(cluster: Cluster, pages: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """``pages``: per site, the columns of its cleared hand-written pages. A site with a guide of its own is left to
    ``report duties``, which reads that guide's text."""
    wanted = guide_columns(cluster.catalogue)
    severity = soft(cluster, ID, Severity.ERROR)
    for site in cluster.sites:
        if any(column.code in pages.get(site.id, ()) for column in wanted):
            continue
        missing = [name for name in GUIDE_OFFICE if not site.office.get(name)]
        if missing and any(is_required(site, column) for column in wanted):
            yield Finding(
                rule=ID, severity=severity, where=Location(f"sites/{site.id}/site.yml"),
                message=f"自动生成的公开指南缺少公开工作机构的{'、'.join(missing)}",
                help="在 site.yml 的“公开机构”里补上，或者在指南栏目里手写一个页面",
            )
