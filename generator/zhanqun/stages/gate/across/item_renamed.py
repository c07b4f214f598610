"""A published item moved to another address and the old one leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.address import address_of
from zhanqun.model.cluster import Cluster
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
        yield _moved(Location(outcome.path, outcome.head.line("别名")), old, address)


def fault(cluster: Cluster, old_path: str, path: str, aliases: set[str]) -> Finding | None:
    """The same from source paths: a published item that lies elsewhere now."""
    old, address = address_of(cluster, old_path), address_of(cluster, path)
    if folded(old) == folded(address) or old in aliases:
        return None
    return _moved(Location(path, 1), old, address)


def _moved(where: Location, old: str, address: str) -> Finding:
    return Finding(
        rule=ID, severity=Severity.ERROR, where=where,
        message=f"地址从 /{old} 变成了 /{address}，旧地址会打不开",
        help=f"在「别名」里加上 {old}，或把文件移回原处；改后请重新审查",
    )
