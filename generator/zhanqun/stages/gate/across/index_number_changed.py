"""The item at a published address carries another index number than when it was published."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import ClearedItem, Stub
from zhanqun.stages.gate.board import Board

ID = RuleId("index-number-changed")


def check(board: Board) -> Iterator[Finding]:
    if not board.previous:
        return
    before = {address: number for number, address in board.previous.items()}
    for verdict, address in board.public:
        old = before.get(address)
        if old is None or old == verdict.index_no or not isinstance(verdict.outcome, (ClearedItem, Stub)):
            continue
        if old in board.by_index:
            continue  # The old item lives on elsewhere: a rename, which has its own rule.
        outcome = verdict.outcome
        line = outcome.head.line("索引号") if isinstance(outcome, ClearedItem) else 1
        yield fault(outcome.path, old, verdict.index_no, line)


def fault(path: str, old: str, new: str, line: int = 1) -> Finding:
    return Finding(
        rule=ID, severity=Severity.ERROR, where=Location(path, line),
        message=f"已经发布的索引号「{old}」{f'改成了「{new}」' if new else '不见了'}",
        help=f"改回「索引号: {old}」；一条信息的索引号终身不变，换了内容请另建文件",
    )
