"""Counts of a period, and what stands behind them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from helpers.duty_values import facts_of, judged
from zhanqun.duties.statistics import compute_statistics, year_before
from zhanqun.model.statistics import Statistics

INDEX = "DEMO00032/2026-0000{}"
ITEMS: dict[str, dict[str, object]] = {
    "a": {"信息分类": "20-01", "索引号": INDEX.format(1), "报送": "true", "成文日期": "2026-02-10"},
    "b": {"信息分类": "70", "索引号": INDEX.format(2), "解读": f"[{INDEX.format(1)}]", "报送": "true"},
    "c": {"信息分类": "60", "索引号": INDEX.format(3), "发布日期": "2026-04-01", "公示截止": "2026-04-10"},
    "d": {"公开属性": "依申请公开", "不予公开理由": "三类内部事务信息"},
}


def _statistics(tmp_path: Path, since: str, until: str, adopted: frozenset[str] = frozenset()) -> Statistics:
    found = judged(tmp_path, ITEMS, date(2026, 5, 1))
    return compute_statistics(facts_of(found), date.fromisoformat(since), date.fromisoformat(until), adopted)


def test_every_count_is_the_number_of_items_behind_it(tmp_path: Path) -> None:
    found = _statistics(tmp_path, "2026-01-01", "2026-12-31")
    for row in (*found.sites, *found.columns, *found.kinds, *found.months, found.openness[0]):
        assert row.value == len(row.items) == len(set(row.items))
    assert {row.name: row.value for row in found.sites} == {"甲县教育局": 3}
    assert {row.key: row.value for row in found.months} == {"2026-03": 2, "2026-04": 1}
    assert {row.key: row.value for row in found.columns if row.value} == {"20": 1, "20-01": 1, "60": 1, "70": 1}


def test_what_it_is_compared_with_has_its_items_too(tmp_path: Path) -> None:
    found = _statistics(tmp_path, "2027-01-01", "2027-12-31")
    assert [(row.value, row.before, len(row.items_before)) for row in found.sites] == [(0, 3, 3)]
    assert len(found.earlier) == 3
    rate = _statistics(tmp_path / "now", "2026-01-01", "2026-12-31").rates[0]
    assert {len(rate.dated), len(rate.to_interpret)} == {1}


def test_what_was_taken_down_counts_without_its_title(tmp_path: Path) -> None:
    gone = [one for one in _statistics(tmp_path, "2026-04-01", "2026-04-30").published if one.taken_down]
    assert [one.title for one in gone] == [f"（已撤下）{INDEX.format(3)}"]


def test_items_for_request_are_counted_and_not_named(tmp_path: Path) -> None:
    row = next(row for row in _statistics(tmp_path, "2026-01-01", "2026-12-31").openness if row.key == "依申请公开")
    assert (row.value, row.items, row.paths) == (1, (), ("sites/jiaoyu/docs/x/d.md",))


def test_both_days_of_the_period_count(tmp_path: Path) -> None:
    assert len(_statistics(tmp_path, "2026-03-05", "2026-04-01").published) == 3


def test_submissions_are_adopted_by_list(tmp_path: Path) -> None:
    rate = _statistics(tmp_path, "2026-01-01", "2026-12-31", frozenset({INDEX.format(1)})).rates[0]
    assert (len(rate.offered), len(rate.adopted), rate.rank) == (2, 1, 1)
    assert (len(rate.to_interpret), len(rate.interpreted)) == (1, 1)


def test_columns_lead_to_the_lists_of_whoever_is_counted(tmp_path: Path) -> None:
    found = judged(tmp_path, ITEMS, date(2026, 5, 1))
    for sites, start in ((("portal", "jiaoyu"), "https://www.example.gov.cn/lanmu/"),
                         (("jiaoyu",), "https://www.example.gov.cn/jiaoyu/lanmu/")):
        rows = compute_statistics(facts_of(found, *sites), date(2026, 1, 1), date(2026, 5, 1)).columns
        assert all(row.url.startswith(start) for row in rows)


def test_the_year_before_a_leap_day_is_the_28th() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
