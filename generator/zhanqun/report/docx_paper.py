"""A paper as a Word document: A4, the fonts of official documents, tables with merged heads."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from zhanqun.model.paper import Block, Grid, Heading, Paper, Words
from zhanqun.report.docx_table import table_xml

_BODY, _HEAVY, _TITLE = "仿宋", "黑体", "方正小标宋简体"
"""Fonts of GB/T 9704-2012; Word and LibreOffice fall back when they lack one."""
_WIDE = 6
"""More columns than this turn the page."""
_TALL = 20
"""Rows of a form that is given a page of its own."""
_MOST_ROWS = 1_000
"""Of one table: what is longer is looked through in a worksheet, not in a document of hundreds of pages."""
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
    relate = _relations(document)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, paper.title, _TITLE, 22)
    for number, block in enumerate(paper.blocks):
        match block:
            case Heading():
                _heading(document, block, fresh=_fills_a_page(paper.blocks[number + 1 : number + 2]))
            case Words():
                _words(document, block, relate)
            case Grid():
                _grid(document, block, relate)
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


def _words(document: Any, block: Words, relate: Callable[[str], str]) -> None:
    line = document.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(28)
    line.paragraph_format.line_spacing = 1.5
    if block.link:
        _link(line, block.text, relate(block.link), 14)
    else:
        _run(line, block.text, _BODY, 14)


def _grid(document: Any, grid: Grid, relate: Callable[[str], str]) -> None:
    if not grid.rows:
        return
    if grid.name:
        name = document.add_paragraph()
        name.paragraph_format.keep_with_next = True
        _run(name, grid.name, _HEAVY, 12)
    rest = len(grid.rows) - grid.head_rows - _MOST_ROWS
    if rest > 0:
        grid = replace(grid, rows=grid.rows[: grid.head_rows + _MOST_ROWS])
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    size = 10.5 if grid.columns <= _WIDE else 9
    note = document.add_paragraph()
    note._p.addprevious(parse_xml(table_xml(grid, room, size, _BODY, _HEAVY, relate)))
    if rest > 0:
        _run(note, f"本表另有 {rest} 行没有列出，全部内容请用 xlsx、csv 或 html 格式。", _BODY, 10.5)
    if grid.note:
        _run(note, grid.note, _BODY, 10.5)


def _run(line: Any, text: str, font: str, size: float) -> None:
    run = line.add_run(_CONTROL.sub("", text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _link(line: Any, text: str, number: str, size: float) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), number)
    _run(line, text, _BODY, size)
    run = line.runs[-1]
    run.font.underline = True
    link.append(run._element)
    line._p.append(link)


def _relations(document: Any) -> Callable[[str], str]:
    """Gives each address its relation once; python-docx would look through all of them each time."""
    known: dict[str, str] = {}

    def relate(address: str) -> str:
        if address not in known:
            known[address] = f"rIdLink{len(known) + 1}"
            document.part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, known[address], is_external=True)
        return known[address]

    return relate
