"""依申请公开: where to send an application, the form to fill in and print, and the calendar its terms are counted by.

Nothing on this page is sent or kept: the form is the reader's own paper (条例第二十九条), the calendar is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from zhanqun.model.cluster import Site
from zhanqun.stages.render.views.address import prefix
from zhanqun.text.working_days import WorkingDays

COLUMN = "依申请公开"
"""Name of the column that this page belongs to (国办公开办函〔2019〕61号 leaves it beside the four fixed ones)."""
FOLDER = "lanmu/yishenqing"
TITLE = "依申请公开：流程、申请表和期限计算"
_YEARS = (-1, 0, 1, 2)


@dataclass(frozen=True, slots=True)
class FoiView:
    title: str
    agency: str
    office: tuple[tuple[str, str], ...]
    calendar: str
    """JSON: year -> days off on weekdays, working days at weekends (both ``MMDD``), and whether it is estimated."""
    first: str
    last: str
    """First and last day that the calendar covers."""


def foi_href(site: Site) -> str:
    return f"{prefix(site)}{FOLDER}/index.html"


def foi_view(site: Site, days: WorkingDays, year: int) -> FoiView:
    """``year``: of the build; the calendar covers the year before it and the two after it."""
    years = [year + offset for offset in _YEARS]
    return FoiView(
        title=TITLE,
        agency=site.name,
        office=tuple((name, value) for name, value in site.office.items() if value),
        calendar=calendar_json(days, years),
        first=f"{years[0]}-01-01",
        last=f"{years[-1]}-12-31",
    )


def calendar_json(days: WorkingDays, years: list[int]) -> str:
    found = {}
    for year in years:
        off: list[str] = []
        on: list[str] = []
        day = date(year, 1, 1)
        while day.year == year:
            weekday, working = day.weekday() < 5, days.is_working(day)
            if weekday != working:
                (off if weekday else on).append(f"{day.month:02d}{day.day:02d}")
            day += timedelta(1)
        found[str(year)] = {"off": "".join(off), "on": "".join(on), "guess": days.estimated(year)}
    return msgspec.json.encode(found).decode()
