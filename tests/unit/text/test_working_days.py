"""Working days, with and without an announced year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanqun.model.cluster import Calendar
from zhanqun.text.working_days import Deadline, WorkingDays


def test_twenty_working_days_over_the_spring_festival_of_2026() -> None:
    assert WorkingDays().after(date(2026, 2, 10), 20) == Deadline(date(2026, 3, 16), False)


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_make_up_days_are_working_days(day: str) -> None:
    assert WorkingDays().is_working(date.fromisoformat(day))


def test_the_clusters_calendar_overrides_the_library() -> None:
    days = WorkingDays(Calendar(holidays=frozenset({date(2026, 10, 9)}), workdays=frozenset({date(2026, 10, 17)})))
    assert not days.is_working(date(2026, 10, 9))
    assert days.is_working(date(2026, 10, 17))


def test_a_deadline_into_an_unknown_year_is_estimated() -> None:
    found = WorkingDays().after(date(2026, 12, 14), 20)
    assert found == Deadline(date(2027, 1, 12), True)
    assert not WorkingDays().after(date(2026, 12, 1), 20).estimated


def test_a_year_told_by_the_calendar_is_no_estimate() -> None:
    told = Calendar(holidays=frozenset({date(2027, 1, 1), date(2027, 10, 1)}))
    assert not WorkingDays(told).after(date(2026, 12, 14), 20).estimated
    assert WorkingDays(Calendar(holidays=frozenset({date(2027, 1, 1)}))).after(date(2026, 12, 14), 20).estimated


def test_statutory_days_of_an_estimated_year() -> None:
    days = WorkingDays()
    free = [date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8), date(2027, 4, 5), date(2027, 6, 9), date(2027, 10, 1)]
    assert [day for day in free if days.is_working(day)] == []


@given(st.dates(date(2004, 1, 1), date(2040, 1, 1)), st.integers(1, 120))
def test_after_and_between_undo_each_other(start: date, days: int) -> None:
    calendar = WorkingDays()
    end = calendar.after(start, days).day
    assert calendar.is_working(end)
    assert calendar.between(start, end) == days
    assert calendar.between(start, end - timedelta(1)) == days - 1
