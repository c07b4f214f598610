"""A line of waivers.yml that has lapsed or that nothing needs: exceptions are not to pile up."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import ClearedItem, ClearedPage
from zhanqun.stages.gate.board import Board, soft

ID = RuleId("waiver")
_FILE = "sites/_cluster/waivers.yml"


def check(board: Board) -> Iterator[Finding]:
    if not board.cluster.waivers:
        return
    used: set[tuple[str, str]] = set()
    for verdict, _ in board.public:
        outcome = verdict.outcome
        if isinstance(outcome, (ClearedItem, ClearedPage)) and outcome.waived:
            paths = (outcome.path, *(file.path for file in outcome.files))
            used.update((rule, path) for rule in outcome.waived for path in paths)
    severity = soft(board.cluster, ID, Severity.WARNING)
    for waiver in board.cluster.waivers:
        lapsed = board.now is not None and waiver.until < board.now.date()
        if not lapsed and (waiver.rule, waiver.path) in used:
            continue
        what = f"规则 {waiver.rule} 对 {waiver.path} 的豁免"
        yield Finding(
            rule=ID, severity=severity, where=Location(_FILE, waiver.line),
            message=f"{what}已于 {waiver.until} 到期" if lapsed else f"{what}没有用上",
            help="删掉这一行；仍然需要的由公开工作机构重新登记" if lapsed else "核对规则名和路径；不再需要就删掉这一行",
        )
