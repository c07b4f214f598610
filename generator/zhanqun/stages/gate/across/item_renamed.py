"""A published item moved to another address and the old one leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import ClearedItem
from zhanqun.stages.gate.board import Board, folded

ID = RuleId("item-renamed")


def check(board: Board) -> Iterator[Finding]:
    if not board.previous:
        return
    for verdict, address in board.public:
        old = board.previous.get(verdict.index_no) if verdict.index_no else None
        outcome = verdict.outcome
        if old is None or old == address or not isinstance(outcome, ClearedItem):
            continue
        if folded(old) == folded(address) or old in (alias.lstrip("/") for alias in outcome.head.aliases):
            continue
        yield Finding(
            rule=ID, severity=Severity.ERROR, where=Location(outcome.path, outcome.head.line("别名")),
            message=f"地址从 /{old} 变成了 /{address}，旧地址会打不开",
            help=f"在「别名」里加上 {old}，或把文件移回原处；改后请重新审查",
        )
