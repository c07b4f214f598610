"""One line of any list of items, and the small words on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhanqun.model.address import href
from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster, Site

VALID = "有效"
SOON = 45
"""Days: what ends later than this is not closing soon. Penalties stay public for up to three years."""


@dataclass(frozen=True, slots=True)
class Row:
    href: str
    title: str
    day: str
    """``2026-03-01``, of publication."""
    issuer: str
    """Issuing body, or the site's short name."""
    doc_no: str
    tag: str
    """Validity when it is not 有效; else empty."""
    tone: str
    """``warn`` (已修改, 部分失效) or ``void`` (失效, 废止); empty without a tag."""
    index_no: str = ""
    formed: str = ""
    """``2026-02-20``, of the document; with the two above and below, the four elements of the catalogue."""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """A consultation or public notice that ends soon. Only for pages that every build makes again."""

    href: str
    title: str
    label: str
    """意见征集 or 公示."""
    until: str
    """``2026-03-01``, the last day."""
    left: str
    """``还有 3 天`` or ``今天截止``."""
    urgent: bool
    """Three days or fewer."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a menu, index or facet."""

    title: str
    href: str
    count: int | None = None
    note: str = ""


def row(card: Card, short: str = "") -> Row:
    """``short``: the site's short name, shown when the item names no issuing body."""
    tag = "" if card.validity == VALID else card.validity
    return Row(
        href=href(card.address),
        title=card.title,
        day=card.published.day.isoformat(),
        issuer=card.issuer or short,
        doc_no=card.doc_no,
        tag=tag,
        tone="" if not tag else "void" if tag in ("失效", "废止") else "warn",
        index_no=card.index_no,
        formed="" if card.formed is None else card.formed.isoformat(),
        summary=card.summary,
    )


def rows(cards: Iterable[Card], cluster: Cluster) -> tuple[Row, ...]:
    shorts = {site.id: site.short for site in cluster.sites}
    return tuple(row(card, shorts.get(card.site, "")) for card in cards)


def has_sites_below(cluster: Cluster, site: Site) -> bool:
    """Its lists hold other sites' items too, so each line says whose it is."""
    return site.role == "mother" or bool(cluster.below(site.id))


def days_left(end: date, day: date) -> str:
    """Words for the days until and including ``end``; empty once it has passed."""
    left = (end - day).days
    if left < 0:
        return ""
    return "今天截止" if left == 0 else f"还有 {left} 天"


def closing(card: Card, day: date) -> Closing | None:
    """None unless the card's consultation is open, or its public notice still runs, on ``day``."""
    if card.end is not None:
        if card.start is not None and day < card.start:
            return None
        end, label = card.end, "意见征集"
    elif card.until is not None:
        end, label = card.until, "公示"
    else:
        return None
    left = days_left(end, day)
    if not left:
        return None
    return Closing(
        href=href(card.address),
        title=card.title,
        label=label,
        until=end.isoformat(),
        left=left,
        urgent=(end - day).days <= 3,
    )


def closing_soon(cards: Iterable[Card], day: date, limit: int = 6) -> tuple[Closing, ...]:
    """What ends within ``SOON`` days: first what ends first; equal days by address."""
    last = date.fromordinal(day.toordinal() + SOON).isoformat()
    found = sorted(
        (item for item in (closing(card, day) for card in cards) if item and item.until <= last),
        key=lambda one: (one.until, one.href),
    )
    return tuple(found[:limit])
