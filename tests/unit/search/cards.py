"""Cards for search tests."""

from __future__ import annotations

from datetime import date

from zhanqun.model.catalog import Card
from zhanqun.model.ids import Address, ColumnCode, SiteId
from zhanqun.model.moment import Moment


def card(
    number: int,
    title: str,
    *,
    day: date = date(2024, 5, 1),
    site: str = "jiaoyu",
    column: str = "20-01",
    kind: str = "文件",
    doc_no: str = "",
    index_no: str = "",
    issuer: str = "",
    validity: str = "有效",
    keywords: tuple[str, ...] = (),
) -> Card:
    return Card(
        address=Address(f"{site}/a/{day.year}/{number}.html"),
        site=SiteId(site),
        column=ColumnCode(column),
        kind=kind,
        title=title,
        published=Moment(day),
        formed=None,
        doc_no=doc_no,
        index_no=index_no,
        issuer=issuer,
        validity=validity,
        genre="",
        topics=(),
        keywords=keywords,
        summary="",
        until=None,
        submitted=False,
        files=0,
        start=None,
        end=None,
        feedback=None,
        sha256="",
    )


def newest_first(cards: list[Card]) -> list[Card]:
    return sorted(cards, key=lambda c: (-c.published.day.toordinal(), c.address))
