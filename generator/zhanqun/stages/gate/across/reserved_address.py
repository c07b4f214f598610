"""A source in a place that the generator writes itself: lists, feeds, data, indexes, or another site's folder."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.address import address_of
from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId, SiteId
from zhanqun.model.verdict import ClearedItem, ClearedPage
from zhanqun.stages.gate.board import Board
from zhanqun.stages.gate.naming import RESERVED

ID = RuleId("reserved-address")
_MOTHER_PAGES = frozenset(("search.html", "sitemap.html", "404.html", "sitemap.xml", "robots.txt"))
"""Written at the mother's root by the generator."""
_HOME = "index.html"
PAGE_FOLDER = ".html/"
"""No folder may be called like a page: ``x.md`` is published as ``x.html``."""


def check(board: Board) -> Iterator[Finding]:
    mother = board.cluster.sites[0].id
    children = {site.id for site in board.cluster.sites[1:]}
    for verdict, address in board.public:
        outcome = verdict.outcome
        own = outcome.site == mother
        rest = address if own else address.split("/", 1)[1]
        # Some servers cannot tell cases apart.
        low = rest.lower()
        first = low.partition("/")[0]
        if first in RESERVED or (own and (first in children or low in _MOTHER_PAGES)):
            yield _error(outcome.path, f"「{rest.partition('/')[0]}」是生成器自己用的地址，不能放文件", "换个文件夹名或文件名")
        elif low == _HOME and not (rest == _HOME and isinstance(outcome, ClearedPage)):
            yield _error(
                outcome.path, "这是本站首页的地址，条目不能用",
                "换个文件名；要在首页上显示一段文字，请写成页面（页面: true），文件名是 index.md",
            )
        elif PAGE_FOLDER in low:
            yield _page_folder(outcome.path)
        if isinstance(outcome, (ClearedItem, ClearedPage)) and outcome.files:
            yield from _files(board.cluster, outcome, children if own else set())


def _files(cluster: Cluster, outcome: ClearedItem | ClearedPage, taken: set[SiteId]) -> Iterator[Finding]:
    """What one of the mother's folders holds would replace what a department has published there."""
    for file in outcome.files:
        address = address_of(cluster, file.path)
        folder = address.partition("/")[0]
        if folder.lower() in taken:
            yield _error(file.path, f"「{folder}」是子站的地址，母站不能放文件", "换个文件夹名，条目里的写法一起改")
        elif PAGE_FOLDER in address.lower():
            yield _page_folder(file.path)


def _page_folder(path: str) -> Finding:
    return _error(path, "所在的文件夹名以 .html 结尾，会和同名的网页冲突", "给文件夹改名，去掉 .html")


def _error(path: str, message: str, help_text: str) -> Finding:
    return Finding(rule=ID, severity=Severity.ERROR, where=Location(path), message=message, help=help_text)


def reserved_by(cluster: Cluster, address: str) -> str:
    """Why an address cannot be given away, or empty. For aliases, which may lie in any site."""
    first, _, rest = address.lower().partition("/")
    if first in {site.id for site in cluster.sites[1:]}:
        own = rest == _HOME
        first = rest.partition("/")[0]
    else:
        own = address.lower() in (*_MOTHER_PAGES, _HOME)
    return "是生成器自己用的地址" if own or first in RESERVED else ""
