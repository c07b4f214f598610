"""One index number on two items. An error as soon as one of them is public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhanqun.model.finding import Finding, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import WithheldItem
from zhanqun.stages.gate.board import Board, collision

ID = RuleId("index-number-twice")


def check(board: Board) -> Iterator[Finding]:
    for number, verdicts in board.index_twice.items():
        public = any(not isinstance(verdict.outcome, WithheldItem) for verdict in verdicts)
        yield twice(number, [verdict.outcome.path for verdict in verdicts], public=public)


def twice(number: str, paths: Sequence[str], *, public: bool) -> Finding:
    """One finding for all sides. The number of withheld files is not told."""
    shown = f"索引号「{number}」" if public else "索引号"
    found = collision(ID, paths, f"{shown}用在了 {len(paths)} 个文件上",
                      "后建的那个换一个新号（zhanqun new 会取号）；已经发布的不要改")
    return found if public else replace(found, severity=Severity.WARNING)
