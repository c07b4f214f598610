"""Which items a made cluster has: sites, columns, dates, index numbers. Same seed, same plan."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from cluster_files import MadeSite

from zhanqun.model.cluster import Catalogue, Column

LAST_DAY = date(2026, 11, 20)
_FIRST_YEAR = 2006
_FAVOURITES = ("72-1", "73", "20-01-2", "72-2", "20-11-2", "20-05-2", "20-13")
"""The columns that hold most of a real site, in falling order; the rest follow as a long tail."""


@dataclass(frozen=True, slots=True)
class PlannedItem:
    number: int
    site: MadeSite
    column: Column
    published: date
    formed: date
    index_no: str
    openness: str
    explains: str
    """Index number of an earlier public item of the same site; empty unless the column is 解读."""


def plan_items(
    count: int, sites: tuple[MadeSite, ...], catalogue: Catalogue, *, seed: int, closed: float
) -> list[PlannedItem]:
    """Items in order of publication, oldest first.

    Sites and columns are skewed (Zipf); years grow; ``closed`` is the share that is not public.
    """
    rng = random.Random(f"plan:{seed}")
    columns = _ordered_columns(catalogue, rng)
    column_weights = [1 / (rank + 1) ** 1.1 for rank in range(len(columns))]
    site_weights = [1 / (rank + 1) ** 0.6 for rank in range(len(sites))]
    days = sorted(_random_day(rng) for _ in range(count))
    chosen_sites = rng.choices(sites, site_weights, k=count)
    chosen_columns = rng.choices(columns, column_weights, k=count)
    serials: dict[tuple[str, int], int] = {}
    latest: dict[str, str] = {}
    plan = []
    for number, (day, site, column) in enumerate(zip(days, chosen_sites, chosen_columns, strict=True)):
        explains = latest.get(site.id, "") if column.kind == "解读" else ""
        if column.kind == "解读" and not explains:
            column = columns[0]
        serial = serials[(site.id, day.year)] = serials.get((site.id, day.year), 0) + 1
        index_no = f"{site.code}/{day.year}-{serial:05d}"
        openness = "主动公开"
        if rng.random() < closed:
            openness = rng.choice(("依申请公开", "不予公开"))
        elif column.kind == "文件":
            latest[site.id] = index_no
        formed = day - timedelta(days=rng.randrange(4))
        plan.append(PlannedItem(number, site, column, day, formed, index_no, openness, explains))
    return plan


def _ordered_columns(catalogue: Catalogue, rng: random.Random) -> list[Column]:
    first = [catalogue.by_code[code] for code in _FAVOURITES if code in catalogue.by_code]
    rest = [c for c in catalogue.columns if not c.children and not c.fixed and c not in first]
    rng.shuffle(rest)
    return first + rest


def _random_day(rng: random.Random) -> date:
    """Between 2006 and LAST_DAY; recent years hold more."""
    span = (LAST_DAY - date(_FIRST_YEAR, 1, 1)).days
    return LAST_DAY - timedelta(days=min(span, int(span * rng.random() ** 1.8)))
