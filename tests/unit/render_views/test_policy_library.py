"""The policy library's data: every document once, counts that a browser can add up, parts that stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster
from zhanqun.model.moment import Moment
from zhanqun.stages.render.views import policy

Make = Callable[..., Any]


def value(script: bytes) -> Any:
    found = re.fullmatch(rb'zqPolicy\("([^"]*)",(.*)\);\n', script, re.S)
    assert found is not None
    return json.loads(found[2])


def test_a_document_without_a_theme_says_so_and_one_with_two_counts_under_both(make_card: Make) -> None:
    assert policy.themes(make_card()) == (policy.NO_THEME,)
    two = make_card(topics=("综合政务\\政务公开", "综合政务\\文秘工作", "科技、教育"))
    assert policy.themes(two) == ("科技、教育", "综合政务")


@settings(max_examples=60)
@given(sizes=st.lists(st.integers(0, 40), min_size=1, max_size=4), size=st.integers(1, 15))
def test_parts_hold_every_document_once_and_only_the_newest_part_of_a_year_changes(sizes: list[int], size: int) -> None:
    def cards(extra: int) -> list[Card]:
        found = []
        for place, count in enumerate(sizes):
            year = 2026 - place
            total = count + (extra if place == 0 else 0)
            found += [card(f"{year}/{number}", date(year, 1, 1) + timedelta(number)) for number in range(total)][::-1]
        return found

    before, policy.PART_ITEMS = policy.PART_ITEMS, size
    try:
        old, new = policy.cut_parts(cards(0)), policy.cut_parts(cards(1))
    finally:
        policy.PART_ITEMS = before
    assert [one for part in old for one in part.cards] == cards(0)
    assert all(0 < len(part.cards) <= size for part in old)
    assert len(set(new) - set(old)) == 1


def card(address: str, day: date) -> Card:
    return Card(
        address=address, site="jiaoyu", column="20-01", kind="文件", title="通知", published=Moment(day), formed=None,  # type: ignore[arg-type]
        doc_no="", index_no="", issuer="", validity="有效", genre="", topics=(), keywords=(), summary="", until=None,
        submitted=False, files=0, start=None, end=None, feedback=None, sha256="0" * 64,
    )  # fmt: skip


def test_the_overview_counts_every_combination(cluster: Cluster, make_card: Make) -> None:
    cards = [
        make_card(address="a.html", topics=("综合政务",)),
        make_card(address="b.html", topics=("综合政务",)),
        make_card(address="c.html", site="portal", validity="废止"),
        make_card(address="d.html", published=Moment(date(2024, 1, 1)), topics=("综合政务", "科技、教育")),
    ]
    found = value(policy.overview_script(cluster, cards, [(2026, 3, "2026-x"), (2024, 1, "2024-x")], "index-x"))
    assert found["n"] == sum(row[5] for row in found["counts"]) == 4
    assert found["years"] == [2026, 2024]
    assert found["sites"] == [["portal", "县政府"], ["jiaoyu", "教育局"]]
    assert found["columns"] == [["20-01", "履职依据"]]
    theme = found["themes"].index("综合政务")
    assert sum(row[5] for row in found["counts"] if theme in found["sets"][row[4]]) == 3
    ended = found["validities"].index("废止")
    assert [row[5] for row in found["counts"] if row[3] == ended] == [1]


def test_a_title_cannot_leave_its_string(make_card: Make) -> None:
    title = '"); alert(1); ("</script>\u2028'
    script = policy.part_script(policy.Part(2026, (make_card(title=title),)), "2026-x")
    assert value(script)[0][0] == title


def test_columns_with_one_name_are_told_apart(cluster: Cluster) -> None:
    assert policy.column_names(cluster.catalogue, {"20-01"}) == [("20-01", "履职依据")]
