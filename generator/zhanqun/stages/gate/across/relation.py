"""解读 and 相关 must lead to something that exists; to something withheld there is no link."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import ClearedItem, Verdict
from zhanqun.stages.gate.board import Board

ID = RuleId("relation")


def check(board: Board) -> Iterator[Finding]:
    for verdict, _ in board.public:
        outcome = verdict.outcome
        if not isinstance(outcome, ClearedItem):
            continue
        head = outcome.head
        if head.interprets:
            yield from _targets(board, outcome, "解读", head.interprets)
        if head.related:
            yield from _targets(board, outcome, "相关", head.related)


def _targets(board: Board, item: ClearedItem, key: str, targets: tuple[str, ...]) -> Iterator[Finding]:
    where = Location(item.path, item.head.line(key))
    for target in targets:
        found = _find(board, item.path, target)
        state = "" if found is None else "i" if isinstance(found.outcome, ClearedItem) else "w"
        wrong = fault(key, target, state, itself=found is not None and found.outcome.path == item.path)
        if wrong is not None:
            yield Finding(rule=ID, severity=wrong[0], where=where, message=wrong[1], help=wrong[2])


def fault(key: str, target: str, state: str, *, itself: bool) -> tuple[Severity, str, str] | None:
    """What is wrong with a relation to a source in ``state`` (i: a published item; empty: there is none)."""
    if not state:
        return (Severity.ERROR, f"「{key}」指向的「{target}」不存在",
                "写对方的索引号，或从 sites/ 开始的路径，或相对于本文件的路径")
    if state != "i":
        return (Severity.WARNING, f"「{key}」指向的「{target}」没有作为条目发布，页面上不出链接",
                "等对方发布后会自动连上；不再需要时删掉这一行")
    if itself:
        return (Severity.WARNING, f"「{key}」指向了自己", "改成要指的那一条，或删掉")
    return None


def _find(board: Board, path: str, target: str) -> Verdict | None:
    """As the link stage resolves it: index number, path from the cluster's root, path beside the item."""
    found = board.by_index.get(target) or board.by_path.get(target)
    return found or board.by_path.get(normpath(join(dirname(path), target)))
