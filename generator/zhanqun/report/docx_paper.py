"""A paper as a Word document: A4, the fonts of official documents, tables with merged heads."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from zhanqun.model.paper import Block, Cell, Grid, Heading, Paper, Words, place_cells

_BODY, _HEAVY, _TITLE = "仿宋", "黑体", "方正小标宋简体"
"""Fonts of GB/T 9704-2012; Word and LibreOffice fall back when they lack one."""
_WIDE = 6
"""More columns than this turn the page."""
_TALL = 20
"""Rows of a form that is given a page of its own."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def paper_docx(paper: Paper, now: datetime) -> bytes:
    """The bytes of the document. The properties name no person and carry ``now``, not the machine's clock."""
    document = Document()
    grids = [block for block in paper.blocks if isinstance(block, Grid)]
    _page(document, any(grid.columns > _WIDE for grid in grids))
    properties = document.core_properties
    properties.author = properties.last_modified_by = "zhanqun"
    properties.title = paper.title
    properties.comments = ""
    properties.created = properties.modified = now
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, paper.title, _TITLE, 22)
    for number, block in enumerate(paper.blocks):
        match block:
            case Heading():
                _heading(document, block, fresh=_fills_a_page(paper.blocks[number + 1 : number + 2]))
            case Words():
                _words(document, block)
            case Grid():
                _grid(document, block)
    if paper.footer:
        _run(document.add_paragraph(), paper.footer, _BODY, 10.5)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, wide: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _BODY, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)


def _fills_a_page(after: tuple[Block, ...]) -> bool:
    """A long form whose cells are merged downwards is not to be torn."""
    return any(
        isinstance(block, Grid) and _TALL <= len(block.rows) <= 2 * _TALL
        and any(cell.down > 1 for row in block.rows for cell in row)
        for block in after
    )


def _heading(document: Any, block: Heading, *, fresh: bool) -> None:
    line = document.add_heading(level=min(block.level - 1, 9))
    line.paragraph_format.page_break_before = fresh
    _run(line, block.text, _HEAVY, 16 if block.level == 2 else 14)
    line.runs[-1].font.color.rgb = RGBColor(0, 0, 0)


def _words(document: Any, block: Words) -> None:
    line = document.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(28)
    line.paragraph_format.line_spacing = 1.5
    if block.link:
        _link(document, line, block.text, block.link, 14)
    else:
        _run(line, block.text, _BODY, 14)


def _grid(document: Any, grid: Grid) -> None:
    if not grid.rows:
        return
    if grid.name:
        _run(document.add_paragraph(), grid.name, _HEAVY, 12)
    table = document.add_table(rows=len(grid.rows), cols=grid.columns)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    size = 10.5 if grid.columns <= _WIDE else 9
    # python-docx builds the list of cells anew at each table.cell(): taken once, a table costs its size.
    lines = [list(row.cells) for row in table.rows]
    _set_widths(document, table, lines, grid.widths or (1.0,) * grid.columns)
    for row, column, cell in place_cells(grid):
        target = lines[row][column]
        if cell.across > 1 or cell.down > 1:
            target = target.merge(lines[row + cell.down - 1][column + cell.across - 1])
        _fill(document, target, cell, row < grid.head_rows, size)
    for number, row in enumerate(table.rows):
        for name in ("w:cantSplit", *(("w:tblHeader",) if number < grid.head_rows else ())):
            mark = OxmlElement(name)
            mark.set(qn("w:val"), "true")
            row._tr.get_or_add_trPr().append(mark)
    note = document.add_paragraph()
    if grid.note:
        _run(note, grid.note, _BODY, 10.5)


def _set_widths(document: Any, table: Any, lines: list[list[Any]], widths: tuple[float, ...]) -> None:
    """Both places that say it: Word reads the cells, LibreOffice the grid."""
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    whole = sum(widths)
    for column, share in zip(table.columns, widths, strict=True):
        column.width = int(room * share / whole)
    for cells in lines:
        for cell, share in zip(cells, widths, strict=True):
            cell.width = int(room * share / whole)


def _fill(document: Any, target: Any, cell: Cell, above: bool, size: float) -> None:
    line = target.paragraphs[0]
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(1)
    line.paragraph_format.line_spacing = 1.0
    if above or cell.across > 2:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif cell.number:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if cell.link and cell.text:
        _link(document, line, cell.text, cell.link, size)
    else:
        _run(line, cell.text, _HEAVY if above or cell.head else _BODY, size)


def _run(line: Any, text: str, font: str, size: float) -> None:
    run = line.add_run(_CONTROL.sub("", text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _link(document: Any, line: Any, text: str, address: str, size: float) -> None:
    number = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), number)
    _run(line, text, _BODY, size)
    run = line.runs[-1]
    run.font.underline = True
    link.append(run._element)
    line._p.append(link)
