"""Two sources that publish to one address, also where only case or normal form differ."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.address import address_of
from zhanqun.model.finding import Finding
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.board import Board, collision

ID = RuleId("same-address")


def check(board: Board) -> Iterator[Finding]:
    for paths in board.key_twice.values():
        address = address_of(board.cluster, min(paths))
        yield collision(ID, paths, f"{len(paths)} 个文件发布到同一个地址 /{address}",
                        "给其中一个改名；只有大小写不同的也算同名，有的服务器分不开")
