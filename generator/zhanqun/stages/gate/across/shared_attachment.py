"""A file that a published and a withheld source both name: it is published, and somebody should know."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import WithheldItem
from zhanqun.stages.gate.board import Board, soft

ID = RuleId("shared-attachment")


def check(board: Board) -> Iterator[Finding]:
    withheld: dict[str, list[str]] = {}
    for verdict in board.naming:
        if isinstance(verdict.outcome, WithheldItem):
            for path in verdict.named:
                if path in board.file_of:
                    withheld.setdefault(path, []).append(verdict.outcome.path)
    severity = soft(board.cluster, ID, Severity.WARNING)
    for path, sources in withheld.items():
        yield Finding(
            rule=ID, severity=severity, where=Location(path),
            message="附件同时被已通过和未发布的条目指名；因已通过的条目而发布",
            help="确认附件可以公开；不可以的，先从已通过的条目里去掉",
            also=(Location(board.file_of[path], 1), *(Location(source, 1) for source in sorted(sources))),
        )
