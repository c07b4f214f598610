"""Consultations and public notices by what can still be done about them, with days left. Made again every day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster, Site
from zhanqun.stages.render.views.address import prefix
from zhanqun.stages.render.views.rows import Row, days_left, row

FOLDER = "lanmu/jinxing"
TITLE = "意见征集和公示"
KINDS = frozenset(("征集", "公示"))
_ENDED = 20
"""How many ended consultations are shown; their columns list them all."""
_URGENT = 3


@dataclass(frozen=True, slots=True)
class Matter:
    row: Row
    period: str
    """``2026-03-01 至 2026-04-01``."""
    left: str
    """``还有 3 天``, ``今天截止``, ``2026-05-01 开始`` or what became of it."""
    tone: str
    """``urgent`` · ``open`` · ``wait`` · ``done`` · ``closed``."""


@dataclass(frozen=True, slots=True)
class MattersView:
    title: str
    day: str
    """Of the build: what the days left are counted from."""
    open: tuple[Matter, ...]
    coming: tuple[Matter, ...]
    notices: tuple[Matter, ...]
    ended: tuple[Matter, ...]


def matters_href(site: Site) -> str:
    return f"{prefix(site)}{FOLDER}/index.html"


def matters_view(cluster: Cluster, cards: Sequence[Card], day: date) -> MattersView:
    """``cards``: newest first. What ends first stands first; what has ended, newest end first."""
    shorts: dict[str, str] = {site.id: site.short for site in cluster.sites}
    open_: list[tuple[date, Matter]] = []
    coming: list[tuple[date, Matter]] = []
    notices: list[tuple[date, Matter]] = []
    ended: list[tuple[date, Matter]] = []
    for card in cards:
        line = row(card, shorts.get(card.site, ""))
        if card.end is not None:
            start = card.start or card.published.day
            period = f"{start.isoformat()} 至 {card.end.isoformat()}"
            if day < start:
                coming.append((start, Matter(line, period, f"{start.isoformat()} 开始", "wait")))
            elif day <= card.end:
                open_.append((card.end, Matter(line, period, days_left(card.end, day), _tone(card.end, day))))
            elif card.feedback is not None and card.feedback <= day:
                ended.append((card.end, Matter(line, period, "已公布采纳情况", "done")))
            else:
                ended.append((card.end, Matter(line, period, "已结束，意见整理中", "closed")))
        elif card.until is not None and day <= card.until:
            period = f"至 {card.until.isoformat()}"
            notices.append((card.until, Matter(line, period, days_left(card.until, day), _tone(card.until, day))))
    return MattersView(
        title=TITLE, day=day.isoformat() if cards else "", open=_sorted(open_), coming=_sorted(coming), notices=_sorted(notices),
        ended=tuple(reversed(_sorted(ended)))[:_ENDED],
    )


def _tone(end: date, day: date) -> str:
    return "urgent" if (end - day).days <= _URGENT else "open"


def _sorted(found: list[tuple[date, Matter]]) -> tuple[Matter, ...]:
    return tuple(matter for _, matter in sorted(found, key=lambda one: (one[0], one[1].row.href)))
