"""Relations of the annual report's tables hold exactly when they should."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhanqun.duties.annual_check import check_foi
from zhanqun.duties.annual_tables import request_table, suit_table
from zhanqun.model.annual import (
    APPLICANTS,
    FOI_KEYS,
    OUTCOMES,
    RESULTS,
    SUITS,
    TOTAL,
    AnnualReport,
    FoiNumbers,
)
from zhanqun.model.paper import place_cells

counts = st.integers(0, 50)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, dict[str, int]]:
    """A table whose relations all hold."""
    found: dict[str, dict[str, int]] = {}
    for name in APPLICANTS:
        row = {key: draw(counts) for key in RESULTS}
        row["办理总计"] = sum(row.values())
        row["结转下年"] = draw(counts)
        row["上年结转"] = draw(st.integers(0, row["办理总计"] + row["结转下年"]))
        row["本年新收"] = row["办理总计"] + row["结转下年"] - row["上年结转"]
        found[name] = row
    found[TOTAL] = {key: sum(found[name][key] for name in APPLICANTS) for key in FOI_KEYS}
    return found


def _foi(table: dict[str, dict[str, int]]) -> FoiNumbers:
    return FoiNumbers(path="sites/x/data/foi/2025.yml", table=table, suits={suit: dict.fromkeys(OUTCOMES, 0) for suit in SUITS})


@given(tables())
def test_a_table_that_adds_up_has_no_findings(table: dict[str, dict[str, int]]) -> None:
    assert list(check_foi(_foi(table))) == []


@given(tables(), st.sampled_from((*APPLICANTS, TOTAL)), st.sampled_from(FOI_KEYS), st.integers(1, 9))
def test_any_one_wrong_cell_is_found_and_named(
    table: dict[str, dict[str, int]], column: str, row: str, by: int
) -> None:
    table[column][row] += by
    messages = [finding.message for finding in check_foi(_foi(table))]
    assert any(f"“{column}”列" in message for message in messages)
    assert any(f"“{row}”行" in message for message in messages)


@given(st.sampled_from(SUITS), st.sampled_from(OUTCOMES), st.integers(1, 9))
def test_any_one_wrong_outcome_is_found(suit: str, outcome: str, by: int) -> None:
    foi = _foi({name: dict.fromkeys(FOI_KEYS, 0) for name in (*APPLICANTS, TOTAL)})
    suits = {name: dict(found) for name, found in foi.suits.items()}
    suits[suit][outcome] += by
    wrong = FoiNumbers(path=foi.path, table=foi.table, suits=suits)
    assert [f"“{suit}”" in finding.message for finding in check_foi(wrong)] == [True]


@given(tables())
def test_the_official_form_and_the_flat_table_show_the_same_175_figures(table: dict[str, dict[str, int]]) -> None:
    report = AnnualReport(
        site="x", agency="甲局", year=2025, title="", documents={}, counted={}, decisions={}, charges="",
        foi=_foi(table), chapters=(), findings=(),
    )  # fmt: skip
    merged, flat = request_table(report, flat=False), request_table(report, flat=True)
    figures = [[cell.text for cell in row if cell.number] for row in merged.rows[3:]]
    assert figures == [[cell.text for cell in row if cell.number] for row in flat.rows[1:]]
    assert sum(map(len, figures)) == 175
    for grid in (merged, suit_table(report, flat=False)):
        places = [
            (row + y, column + x)
            for row, column, cell in place_cells(grid)
            for y in range(cell.down)
            for x in range(cell.across)
        ]
        assert sorted(places) == [(row, column) for row in range(len(grid.rows)) for column in range(grid.columns)]
