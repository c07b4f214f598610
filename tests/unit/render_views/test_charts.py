"""Charts of small tables: what is drawn, what stays a table, and what a hostile table cannot do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanqun.model.ids import SiteId
from zhanqun.model.item import Head
from zhanqun.model.verdict import ClearedFile, ClearedItem
from zhanqun.stages.render.attached import PREVIEW_CHARS, csv_figures, previews
from zhanqun.stages.render.markdown import render_body
from zhanqun.stages.render.views.charts import figure_html, read_sheet

ITEM = "sites/jiaoyu/docs/a/x.md"


def sheet(*rows: str) -> Any:
    return read_sheet([row.split(",") for row in rows])


def test_amounts_with_separators_and_gaps_are_numbers_and_words_are_not() -> None:
    found = sheet("项目,金额,说明", "甲,6 120.00,好", "乙,-,")
    assert found.series == ()
    found = read_sheet([["项目", "金额", "说明"], ["甲", "6,120.00", "好"], ["乙", "-", ""]])
    assert found is not None
    assert (found.series, found.numbers) == ((1,), ((6120.0,), (None,)))


def test_things_get_bars_without_their_total_and_times_get_a_line() -> None:
    bars = figure_html(sheet("项目,金额", "甲,3", "乙,1", "合计,4"), "支出")
    assert re.findall(r'<rect width="(\d+)"', bars) == ["1000", "333"]
    assert "<figcaption>支出</figcaption>" in bars
    line = figure_html(sheet("年度,金额", "2024,3", "2025,4", "2026,1"), "历年")
    assert line.count("<circle") == 3
    assert 'aria-label="折线图：历年。数据见下表。"' in line


@pytest.mark.parametrize("rows", [("项目,说明", "甲,好"), ("项目,一,二,三,四,五", "甲,1,2,3,4,5")])
def test_what_cannot_be_drawn_well_is_a_table_only(rows: tuple[str, ...]) -> None:
    made = figure_html(sheet(*rows), "表")
    assert "<svg" not in made
    assert "<table>" in made


def test_the_writer_chooses_the_drawing() -> None:
    rows = sheet("年度,金额", "2024,3", "2025,4", "2026,1")
    assert "zq-bars" in figure_html(rows, "历年", "bar")
    assert "<svg" not in figure_html(rows, "历年", "table")


@settings(max_examples=150)
@given(
    rows=st.lists(st.lists(st.one_of(st.text(max_size=6), st.floats(-1e12, 1e12).map(str), st.integers().map(str)),
                           min_size=1, max_size=4), max_size=8),
    title=st.text(max_size=8), kind=st.sampled_from(["", "line", "bar", "table"]),
)  # fmt: skip
def test_any_table_makes_well_formed_markup_without_styles(rows: list[list[str]], title: str, kind: str) -> None:
    found = read_sheet(rows)
    if found is None:
        return
    made = figure_html(found, title, kind)
    printable = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", made)
    ElementTree.fromstring(printable)
    assert not re.search(r"<[^>]*\s(?:style|on\w+)=|<script", made)


def cleared(tmp_path: Path, name: str, data: bytes, listed: bool = True) -> tuple[Any, ClearedItem]:
    path = f"sites/jiaoyu/docs/a/{name}"
    file = ClearedFile(path=path, name=name, size=len(data), sha256="0" * 64, listed=listed)
    head = Head(title="预算", openness=None, column=None, published=None)  # type: ignore[arg-type]
    item = ClearedItem(site=SiteId("jiaoyu"), path=ITEM, sha256="", head=head, files=(file,), passed=(), waived=())
    return (lambda cluster, asked, sha256: data if asked == path else b""), item


def test_a_picture_of_a_cleared_table_is_drawn_and_another_is_a_link(tmp_path: Path) -> None:
    read, item = cleared(tmp_path, "支出 1.csv", "项目,金额\n甲,3\n".encode("gb18030"))
    draw = csv_figures(None, item, read)  # type: ignore[arg-type]
    body = render_body('![支出](<支出 1.csv> "表格")\n\n![别的](../b.csv)\n\n文中 ![支出](<支出 1.csv>)。\n', "../", draw)
    assert body.html.count("<figure") == 1
    assert "<td class=\"zq-right\">3</td>" in body.html
    assert '<a href="../b.csv" download>别的</a>' in body.html
    assert body.links == ("%E6%94%AF%E5%87%BA%201.csv", "../b.csv")


def test_tables_are_numbered_and_an_empty_head_is_no_head() -> None:
    made = render_body("| | 甲 |\n|---|--:|\n| a | 1 |\n\n| 乙 |\n|---|\n| 2 |\n", "").html
    assert re.findall(r'aria-label="([^"]*)"', made) == ["表格 1", "表格 2"]
    assert "<td></td>" in made
    assert made.count('<th scope="col"') == 2


def test_a_preview_is_the_beginning_of_what_a_reader_sees(tmp_path: Path) -> None:
    read, item = cleared(tmp_path, "说明.txt", ("第一行\n\n" + "长" * 2000).encode())
    found = previews(None, item.files, read)["sites/jiaoyu/docs/a/说明.txt"]  # type: ignore[arg-type]
    assert found.startswith("第一行\n长长")
    assert found.endswith("长……")
    assert len(found) <= PREVIEW_CHARS + 3


@pytest.mark.parametrize("name, data", [("坏.docx", b"PK nothing"), ("图.png", b"\x89PNG"), ("大.txt", b"x" * 1_000_001)])
def test_what_cannot_be_read_cheaply_has_no_preview(tmp_path: Path, name: str, data: bytes) -> None:
    read, item = cleared(tmp_path, name, data)
    assert previews(None, item.files, read) == {}  # type: ignore[arg-type]


def test_a_file_that_only_the_text_names_has_no_preview(tmp_path: Path) -> None:
    read, item = cleared(tmp_path, "说明.txt", "字".encode(), listed=False)
    assert previews(None, item.files, read) == {}  # type: ignore[arg-type]
