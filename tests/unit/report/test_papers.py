"""Workbooks and documents: what is merged, linked, kept as text, and the same bytes for the same paper."""

from __future__ import annotations

import io
from datetime import datetime

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from zhanqun.model.paper import Cell, Grid, Heading, Paper, Words, figure, heads
from zhanqun.report.docx_paper import paper_docx
from zhanqun.report.xlsx_paper import paper_xlsx

NOW = datetime(2026, 3, 1, 9, 0)
MERGED = Grid(
    "表 [一]:?", (
        (Cell("左", down=2, head=True), Cell("上", across=2, head=True)),
        heads("甲", "乙"),
        (Cell("=1+1\x0b", link="https://www.example.gov.cn/a?b=1&c=\"2\""), figure(12), Cell("007", number=True)),
    ), head_rows=2, note="注：<和&",
)
PAPER = Paper("标题 & <题>", (Heading(2, "一、章"), Words("一段。"), MERGED), "页脚")


def test_a_workbook_is_read_back_as_it_was_meant() -> None:
    book = load_workbook(io.BytesIO(paper_xlsx(PAPER, NOW)))
    assert book.sheetnames == ["表  一", "说明"]
    sheet = book["表  一"]
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A2:A3", "B2:C2"]
    assert (sheet["A1"].value, sheet["B3"].value, sheet["C3"].value) == ("标题 & <题>", "甲", "乙")
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("=1+1", "s")
    assert sheet["A4"].hyperlink.target == 'https://www.example.gov.cn/a?b=1&c="2"'
    assert (sheet["B4"].value, sheet["C4"].value) == (12, "007")
    assert sheet["A5"].value == "注：<和&"
    assert sheet.freeze_panes == "A4"
    assert sheet["A2"].font.b
    assert sheet["A2"].border.left.style == "thin"
    assert [cell.value for cell in book["说明"]["A"]] == ["标题 & <题>", "一段。", "页脚"]


def test_a_workbook_is_the_same_bytes_each_time() -> None:
    assert paper_xlsx(PAPER, NOW) == paper_xlsx(PAPER, NOW)


def test_a_document_holds_the_merged_table_and_its_link() -> None:
    document = Document(io.BytesIO(paper_docx(PAPER, NOW)))
    table = document.tables[0]
    assert table.cell(0, 0).text == table.cell(1, 0).text == "左"
    assert table.cell(0, 1).text == table.cell(0, 2).text == "上"
    assert [cell.text for cell in table.rows[1].cells][1:] == ["甲", "乙"]
    link = table._tbl.find(f".//{qn('w:hyperlink')}")
    assert document.part.rels[link.get(qn("r:id"))].target_ref == 'https://www.example.gov.cn/a?b=1&c="2"'
    assert len(table._tbl.findall(f".//{qn('w:tblHeader')}")) == 2


def test_a_long_table_of_a_document_says_where_the_rest_is() -> None:
    long = Grid("明细", (heads("号"), *((figure(number),) for number in range(1_203))))
    document = Document(io.BytesIO(paper_docx(Paper("题", (long,)), NOW)))
    assert len(document.tables[0].rows) == 1_001
    assert any("另有 203 行没有列出" in line.text for line in document.paragraphs)
