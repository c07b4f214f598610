"""Working days: chinesecalendar and the cluster's calendar.yml; years that neither knows are estimated and say so.

Counting starts on the day after, as offices do. An estimated year is Monday to Friday without the thirteen statutory
days (全国年节及纪念日放假办法, 2024-11-10), a statutory day at a weekend moving to the next weekday; bridges and make-up
days are announced a year ahead at most and cannot be computed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

from zhanqun.model.cluster import Calendar

_LUNAR = {
    2027: (206, 609, 915), 2028: (126, 528, 1003), 2029: (213, 616, 922), 2030: (203, 605, 912),
    2031: (123, 624, 1001), 2032: (211, 612, 919), 2033: (131, 601, 908), 2034: (219, 620, 927),
    2035: (208, 610, 916), 2036: (128, 530, 1004), 2037: (215, 618, 924), 2038: (204, 607, 913),
    2039: (124, 527, 1002), 2040: (212, 614, 920), 2041: (201, 603, 910), 2042: (122, 622, 928),
    2043: (210, 611, 917), 2044: (130, 531, 1005), 2045: (217, 619, 925), 2046: (206, 608, 915),
    2047: (126, 529, 1004), 2048: (214, 615, 922), 2049: (202, 604, 911), 2050: (123, 623, 930),
}  # fmt: skip
"""Year -> 春节, 端午, 中秋 as month and day (checked against two almanac libraries); later years lack these days."""


@dataclass(frozen=True, slots=True)
class Deadline:
    day: date
    estimated: bool
    """True: some day on the way lies in a year whose arrangement nobody has announced yet."""


class WorkingDays:
    """The working days of one cluster."""

    def __init__(self, calendar: Calendar | None = None) -> None:
        self._calendar = calendar or Calendar()
        self._years: dict[int, tuple[int, ...]] = {}

    def estimated(self, year: int) -> bool:
        """True when neither the library nor calendar.yml knows the year.

        calendar.yml knows a year when it names both its 1 January and its 1 October: single days are additions.
        """
        named = self._calendar.holidays
        return not _announced(year) and not {date(year, 1, 1), date(year, 10, 1)} <= named

    def is_working(self, day: date) -> bool:
        return day.toordinal() in self._year(day.year)

    def after(self, start: date, days: int) -> Deadline:
        """The ``days``-th working day after ``start``, which itself does not count. ``days`` is positive."""
        left, year, guessed = days, start.year, False
        while True:
            working = self._year(year)
            first = bisect_right(working, start.toordinal())
            guessed = guessed or self.estimated(year)
            if len(working) - first >= left:
                return Deadline(date.fromordinal(working[first + left - 1]), guessed)
            left -= len(working) - first
            year += 1

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to ``end``, both as days; 0 when ``end`` is not later."""
        total = 0
        for year in range(start.year, end.year + 1):
            working = self._year(year)
            total += max(0, bisect_right(working, end.toordinal()) - bisect_right(working, start.toordinal()))
        return total

    def _year(self, year: int) -> tuple[int, ...]:
        found = self._years.get(year)
        if found is None:
            known = set(_working(year))
            known |= {day.toordinal() for day in self._calendar.workdays if day.year == year}
            known -= {day.toordinal() for day in self._calendar.holidays if day.year == year}
            found = self._years[year] = tuple(sorted(known))
        return found


@cache
def _announced(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 7, 1))
    except NotImplementedError:
        return False
    return True


@cache
def _working(year: int) -> tuple[int, ...]:
    days = [date(year, 1, 1) + timedelta(number) for number in range(366)]
    days = [day for day in days if day.year == year]
    if _announced(year):
        return tuple(day.toordinal() for day in days if chinese_calendar.is_workday(day))
    free = _statutory(year)
    return tuple(day.toordinal() for day in days if day.weekday() < 5 and day not in free)


def _statutory(year: int) -> frozenset[date]:
    """Statutory days of a year and the weekdays that make up for those at a weekend."""
    places = [(1, 1), (4, _clear_bright(year)), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    found = [date(year, month, day) for month, day in places]
    if year in _LUNAR:
        spring, boat, moon = (date(year, number // 100, number % 100) for number in _LUNAR[year])
        found += [spring + timedelta(number) for number in range(-1, 3)] + [boat, moon]
    free = set(found)
    for day in sorted(free):
        if day.weekday() >= 5:
            while day.weekday() >= 5 or day in free:
                day += timedelta(1)
            free.add(day)
    return frozenset(free)


def _clear_bright(year: int) -> int:
    """Day of April of 清明, by the usual formula for the 21st century."""
    return int(year % 100 * 0.2422 + 4.81) - year % 100 // 4
