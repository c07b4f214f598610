"""别名 that no redirect page can be written for: malformed, reserved, or already taken."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import ClearedItem, ClearedPage
from zhanqun.stages.gate.across.reserved_address import PAGE_FOLDER, reserved_by
from zhanqun.stages.gate.board import Board, folded

ID = RuleId("alias")


def check(board: Board) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for verdict, _ in board.public:
        outcome = verdict.outcome
        if not isinstance(outcome, (ClearedItem, ClearedPage)) or not outcome.head.aliases:
            continue
        line = outcome.head.line("别名")
        for alias in dict.fromkeys(outcome.head.aliases):
            address = alias.lstrip("/")
            key = folded(address)
            where = Location(outcome.path, line)
            wrong = fault(board.cluster, alias, where, board.by_key.get(key) or taken.get(key))
            if wrong is None:
                taken[key] = outcome.path
            else:
                yield wrong


def fault(cluster: Cluster, alias: str, where: Location, other: str | None) -> Finding | None:
    """What is wrong with one alias; ``other``: the source that has this address already."""
    address = alias.lstrip("/")
    if problem := _form(address) or reserved_by(cluster, address):
        return _error(where, f"别名「{alias}」{problem}", ())
    if other is not None:
        return _error(where, f"别名「{alias}」已经是别的内容的地址", (Location(other, 1),))
    return None


def _form(address: str) -> str:
    if "\\" in address or "://" in address or "?" in address or "#" in address:
        return "不是站内地址"
    if not address.endswith(".html"):
        return "不以 .html 结尾"
    if any(part in ("", ".", "..") for part in address.split("/")):
        return "含有空的、. 或 .. 路径段"
    if PAGE_FOLDER in address.lower():
        return "中间有以 .html 结尾的文件夹名，会和同名的网页冲突"
    return ""


def _error(where: Location, message: str, also: tuple[Location, ...]) -> Finding:
    return Finding(rule=ID, severity=Severity.ERROR, where=where, message=message, also=also,
                   help="别名写从网站根算起的旧地址，如 jiaoyu/tongzhi/2025/x.html，不能占用现有内容的地址")
