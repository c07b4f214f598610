"""Indicators, scores and the search self-test."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.duty_values import facts_of, judged
from zhanqun.duties.inspection import compute_inspection
from zhanqun.duties.inspection_view import bulletin_paper
from zhanqun.duties.title_search import missed_titles
from zhanqun.model.paper import Cell, Grid
from zhanqun.report.paper_text import paper_markdown


@pytest.mark.parametrize(("day", "verdict"), [("2026-03-19", "符合"), ("2026-03-20", "不符合")])
def test_a_home_page_without_news_for_two_weeks_is_vetoed(tmp_path: Path, day: str, verdict: str) -> None:
    found = compute_inspection(facts_of(judged(tmp_path, {"a": {}}, date.fromisoformat(day))))
    home = next(one for one in found.sites[0].indicators if one.id == "home")
    assert (home.verdict, found.sites[0].vetoes >= 1) == (verdict, verdict == "不符合" or found.sites[0].vetoes >= 1)


def test_more_equal_titles_than_a_screen_holds_are_missed(tmp_path: Path) -> None:
    items = {f"n{number:02d}": {"标题": "公告"} for number in range(12)}
    cards = judged(tmp_path, items, date(2026, 3, 10)).catalog.cards
    assert len(missed_titles(cards, 11)) == 12
    assert missed_titles(cards, 12) == []


def test_a_title_that_many_longer_ones_hold_is_missed(tmp_path: Path) -> None:
    items: dict[str, dict[str, object]] = {f"n{number:02d}": {"标题": f"公示第{number}号"} for number in range(5)}
    cards = judged(tmp_path, {**items, "x": {"标题": "公示"}}, date(2026, 3, 10)).catalog.cards
    assert [card.title for card in missed_titles(cards, 5)] == ["公示"]
    assert missed_titles(cards, 6) == []


def test_scores_are_shares_of_the_weights_that_apply(tmp_path: Path) -> None:
    found = compute_inspection(facts_of(judged(tmp_path, {"a": {"信息分类": "61"}}, date(2026, 3, 10))))
    for one in (*found.sites[0].indicators, *found.cluster):
        assert 0 <= one.share <= 1
        assert one.weight == 0 or one.verdict in ("符合", "不符合", "部分符合")
    assert 0 < found.cluster_score <= 100


def test_the_bulletin_names_each_problem_its_office_and_its_day(tmp_path: Path) -> None:
    found = compute_inspection(facts_of(judged(tmp_path, {"a": {"信息分类": "20-01"}}, date(2026, 4, 1))))
    assert found.mend_by == date(2026, 4, 16)
    text = paper_markdown(bulletin_paper(found, "甲县人民政府"))
    for duty in found.problems:
        assert duty.message in text
    assert text.count("2026-04-16") == len(found.problems) + 1
    assert "[疑]" in text


def test_every_row_of_every_table_is_as_wide_as_its_head(tmp_path: Path) -> None:
    found = compute_inspection(facts_of(judged(tmp_path, {"a": {}}, date(2026, 4, 1)), "jiaoyu", "portal"))
    for block in bulletin_paper(found, "甲县").blocks:
        if isinstance(block, Grid):
            assert {sum(cell.across for cell in row) for row in block.rows} == {block.columns}
            assert all(isinstance(cell, Cell) for row in block.rows for cell in row)
