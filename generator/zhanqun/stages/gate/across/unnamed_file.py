"""A file in a docs folder that nobody names. It is reported and never copied."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.board import Board, soft

ID = RuleId("unnamed-file")


def check(board: Board) -> Iterator[Finding]:
    if not board.other_files:
        return
    named = {path for verdict in board.naming for path in verdict.named}
    severity = soft(board.cluster, ID, Severity.WARNING)
    for file in board.other_files:
        # Of a source with a wrong label nothing is known but that: its files are told when it can be read.
        if file.path not in named and not any(file.path.startswith(f"{folder}/") for folder in board.unread):
            yield Finding(
                rule=ID, severity=severity, where=Location(file.path), message="没有条目或页面指名这个文件，不发布",
                help="要发布就在条目的「附件」里写上它；不要就从仓库里删掉",
            )
