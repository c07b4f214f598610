"""A line of waivers.yml that has lapsed or that nothing needs: exceptions are not to pile up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import ClearedItem, ClearedPage
from zhanqun.stages.gate.board import Board, soft

ID = RuleId("waiver")
_FILE = "sites/_cluster/waivers.yml"


def check(board: Board) -> Iterator[Finding]:
    if not board.cluster.waivers:
        return
    used: set[tuple[RuleId, str]] = set()
    for verdict, _ in board.public:
        outcome = verdict.outcome
        if isinstance(outcome, (ClearedItem, ClearedPage)) and outcome.waived:
            paths = (outcome.path, *(file.path for file in outcome.files))
            used.update((rule, path) for rule in outcome.waived for path in paths)
    yield from lapsed_or_unused(board.cluster, used, board.now)


def lapsed_or_unused(cluster: Cluster, used: set[tuple[RuleId, str]], now: datetime | None) -> Iterator[Finding]:
    """``used``: rule and file of every waiver that something needed."""
    severity = soft(cluster, ID, Severity.WARNING)
    for waiver in cluster.waivers:
        lapsed = now is not None and waiver.until < now.date()
        if not lapsed and (waiver.rule, waiver.path) in used:
            continue
        what = f"规则 {waiver.rule} 对 {waiver.path} 的豁免"
        yield Finding(
            rule=ID, severity=severity, where=Location(_FILE, waiver.line),
            message=f"{what}已于 {waiver.until} 到期" if lapsed else f"{what}没有用上",
            help="删掉这一行；仍然需要的由公开工作机构重新登记" if lapsed else "核对规则名和路径；不再需要就删掉这一行",
        )
