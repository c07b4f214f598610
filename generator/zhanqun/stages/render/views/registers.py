"""The disclosure catalogue filed by theme and by genre: lists with the four elements of 条例第十二条第三款."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhanqun.model.address import href
from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.keys import GENRE_ORDER, TOPIC_ORDER
from zhanqun.stages.render.views.address import prefix
from zhanqun.stages.render.views.listing import ListView, pager
from zhanqun.stages.render.views.rows import Link, has_sites_below, rows


@dataclass(frozen=True, slots=True)
class Register:
    """One way to file the same items."""

    name: str
    """``主题`` or ``体裁``."""
    folder: str
    headings: tuple[str, ...]
    """A heading's place is part of its list's address."""


THEMES = Register("主题", "zhuti", TOPIC_ORDER)
GENRES = Register("体裁", "ticai", GENRE_ORDER)


def register_base(site: Site, register: Register, place: int) -> str:
    """Address of a heading's list without its ending: ``jiaoyu/lanmu/zhuti/05``."""
    return f"{prefix(site)}lanmu/{register.folder}/{place + 1:02d}"


def register_links(site: Site, register: Register, counts: Sequence[int]) -> tuple[Link, ...]:
    """Headings that hold anything. ``counts``: by place."""
    return tuple(
        Link(name, href(register_base(site, register, place) + ".html"), counts[place])
        for place, name in enumerate(register.headings) if counts[place]
    )


def register_list_view(
    cluster: Cluster, site: Site, register: Register, place: int, cards: Sequence[Card], *, total: int,
    page: int | None, stable: int,
) -> ListView:
    """One page of one heading."""
    base = href(register_base(site, register, place))
    name = register.headings[place]
    return ListView(
        title=f"{register.name}：{name}" + ("" if page is None else f"（第 {page} 页）"),
        site=site.name,
        description="",
        basis="",
        update="",
        feed="",
        total=total if page is None else None,
        rows=rows(cards, cluster),
        show_issuer=has_sites_below(cluster, site),
        pager=pager(f"{base}.html", [f"{base}-p{number}.html" for number in range(1, stable + 1)], page, cards),
        children=(),
        years=(),
        empty=f"这个{register.name}下暂无公开的信息。",
        elements=True,
    )
