"""A source in a place that the generator writes itself: lists, feeds, data, indexes, or another site's folder."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.board import Board
from zhanqun.stages.gate.naming import RESERVED

ID = RuleId("reserved-address")
_MOTHER_PAGES = frozenset(("search.html", "sitemap.html", "404.html", "sitemap.xml", "robots.txt"))
"""Written at the mother's root by the generator."""


def check(board: Board) -> Iterator[Finding]:
    mother = board.cluster.sites[0].id
    children = {site.id for site in board.cluster.sites[1:]}
    for verdict, address in board.public:
        own = verdict.outcome.site == mother
        rest = address if own else address.split("/", 1)[1]
        first = rest.partition("/")[0]
        if first in RESERVED or first.lower() in RESERVED or (own and (first in children or rest in _MOTHER_PAGES)):
            yield Finding(
                rule=ID, severity=Severity.ERROR, where=Location(verdict.outcome.path),
                message=f"「{first}」是生成器自己用的地址，不能放文件", help="换个文件夹名或文件名",
            )


def reserved_by(cluster: Cluster, address: str) -> str:
    """Why an address cannot be given away, or empty. For aliases, which may lie in any site."""
    first, _, rest = address.partition("/")
    if first in {site.id for site in cluster.sites[1:]}:
        first = rest.partition("/")[0]
    elif address in _MOTHER_PAGES:
        return "是生成器自己用的地址"
    return "是生成器自己用的地址" if first.lower() in RESERVED else ""
