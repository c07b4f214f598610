"""A file that a published source names, and one that is withheld or was taken down: it is published, and somebody should know."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import Stub, WithheldItem
from zhanqun.stages.gate.board import Board, soft

ID = RuleId("shared-attachment")


def check(board: Board) -> Iterator[Finding]:
    withheld: dict[str, list[str]] = {}
    gone: dict[str, list[str]] = {}
    for verdict in board.naming:
        if isinstance(verdict.outcome, (WithheldItem, Stub)):
            found = withheld if isinstance(verdict.outcome, WithheldItem) else gone
            for path in verdict.named:
                if path in board.file_of:
                    found.setdefault(path, []).append(verdict.outcome.path)
    severity = soft(board.cluster, ID, Severity.WARNING)
    for path, sources in withheld.items():
        yield Finding(
            rule=ID, severity=severity, where=Location(path),
            message="附件同时被已通过和未发布的条目指名；因已通过的条目而发布",
            help="确认附件可以公开；不可以的，先从已通过的条目里去掉",
            also=(Location(board.file_of[path], 1), *(Location(source, 1) for source in sorted(sources))),
        )
    for path, sources in gone.items():
        yield Finding(
            # Never an error: taking down waits for nothing.
            rule=ID, severity=Severity.WARNING, where=Location(path),
            message="附件所在的一个条目已经撤下，另一个已通过的条目也指名它；因后者而仍然发布",
            help="这个附件也不该再公开的，从已通过的条目里去掉；可以公开的不用处理",
            also=(Location(board.file_of[path], 1), *(Location(source, 1) for source in sorted(sources))),
        )
