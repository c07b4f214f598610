"""Everything that one month's numbers of the statistics count: one list, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster
from zhanqun.stages.render.views.figures import ADDRESS, TITLE, kind_names
from zhanqun.stages.render.views.rows import Row, rows


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    title: str
    total: int
    parts: tuple[Part, ...]
    back: str
    back_title: str


def month_view(cluster: Cluster, year: int, month: int, cards: Sequence[Card]) -> MonthView:
    """``cards``: newest first; whole, not paged, so that a number and the length of its list can be compared."""
    parts = []
    for place, kind in enumerate(kind_names(cluster)):
        found = [card for card in cards if card.kind == kind]
        if found:
            parts.append(Part(kind, f"zq-kind-{place}", rows(found, cluster)))
    return MonthView(f"{year}年{month}月公开的信息", len(cards), tuple(parts), ADDRESS, TITLE)
