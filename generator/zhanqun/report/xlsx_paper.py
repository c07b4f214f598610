"""A paper as a workbook: one sheet for each table, links that open, figures that add up."""

from __future__ import annotations

import io
import re
from copy import copy
from datetime import datetime
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from zhanqun.model.paper import Cell, Grid, Paper, Words, place_cells
from zhanqun.text.width import width

_LINE = Side(style="thin", color="999999")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="EEEEEE")
_FONTS = {
    (False, False): Font(name="宋体", size=11),
    (True, False): Font(name="宋体", size=11, bold=True),
    (False, True): Font(name="宋体", size=11, color="0645AD", underline="single"),
    (True, True): Font(name="宋体", size=11, bold=True, color="0645AD", underline="single"),
}
_TITLE = Font(name="宋体", size=16, bold=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
Look = tuple[bool, bool, str]
"""Heavy, linked, which side."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDEST = 60
_LINE_POINTS = 15.0
"""Height of one line."""


def paper_xlsx(paper: Paper, now: datetime) -> bytes:
    """The bytes of the workbook. The properties name no person and carry ``now``, not the machine's clock."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "zhanqun"
    book.properties.title = paper.title
    book.properties.created = book.properties.modified = now
    names: set[str] = set()
    said = [block.text for block in paper.blocks if isinstance(block, Words)]
    if paper.footer:
        said.append(paper.footer)
    for block in paper.blocks:
        if isinstance(block, Grid) and block.rows:
            sheet = book.create_sheet(_name(block.name or block.sheet or paper.title, names))
            _sheet(sheet, paper.title, block)
    sheet = book.create_sheet(_name("说明", names))
    sheet.column_dimensions["A"].width = 100
    _set_page(sheet)
    for row, text in enumerate((paper.title, *said), 1):
        _put(sheet, row, 1, text, _TITLE if row == 1 else _FONTS[False, False], _LEFT)
        sheet.row_dimensions[row].height = 24 if row == 1 else _LINE_POINTS * ceil(width(text) / 96)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet: Worksheet, title: str, grid: Grid) -> None:
    _set_page(sheet)
    widths = _widths(grid)
    for number, room in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = room
    _set_heights(sheet, grid, widths)
    sheet.freeze_panes = f"A{grid.head_rows + 2}"
    sheet.print_title_rows = f"2:{grid.head_rows + 1}"
    _put(sheet, 1, 1, title, _TITLE, Alignment(horizontal="left", vertical="center"))
    looks: dict[Look, XlsxCell] = {}
    for row, column, cell in place_cells(grid):
        _cell(sheet, row + 2, column + 1, cell, row < grid.head_rows, looks)
        if cell.across > 1 or cell.down > 1:
            sheet.merge_cells(start_row=row + 2, start_column=column + 1, end_row=row + 1 + cell.down,
                              end_column=column + cell.across)
    if grid.note:
        _put(sheet, len(grid.rows) + 2, 1, grid.note, _FONTS[False, False], Alignment(horizontal="left"))


def _set_page(sheet: Worksheet) -> None:
    """A4 across, as many pages long as it takes."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _set_heights(sheet: Worksheet, grid: Grid, widths: list[float]) -> None:
    """Room for wrapped lines: programs work it out on opening for plain cells only, and not all of them do."""
    lines = [1] * len(grid.rows)
    for row, column, cell in place_cells(grid):
        if cell.down == 1:
            room = sum(widths[column : column + cell.across]) - 1
            lines[row] = max(lines[row], ceil(width(cell.text) / room))
    sheet.row_dimensions[1].height = 24
    for row, count in enumerate(lines):
        sheet.row_dimensions[row + 2].height = _LINE_POINTS * count + 2


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, above: bool, looks: dict[Look, XlsxCell]) -> None:
    heavy = above or cell.head
    look = (heavy, bool(cell.link), "centre" if above else "right" if cell.number else "left")
    made = sheet.cell(row, column)
    assert isinstance(made, XlsxCell)
    _write(made, cell.text)
    if cell.number and _NUMBER.fullmatch(cell.text):
        made.value = float(cell.text) if "." in cell.text else int(cell.text)
    if cell.link:
        made.hyperlink = cell.link
    if look in looks:
        # openpyxl looks each part of a style up anew: the next cell of the same look takes it over whole.
        made._style = copy(looks[look]._style)  # type: ignore[attr-defined]
        return
    made.font, made.border = _FONTS[heavy, bool(cell.link)], _BORDER
    made.alignment = {"centre": _CENTRE, "right": _RIGHT, "left": _LEFT}[look[2]]
    if heavy:
        made.fill = _HEAD
    looks[look] = made


def _put(sheet: Worksheet, row: int, column: int, text: str, font: Font, alignment: Alignment) -> None:
    made = sheet.cell(row, column)
    assert isinstance(made, XlsxCell)
    _write(made, text)
    made.font, made.alignment = font, alignment


def _write(made: XlsxCell, text: str) -> None:
    """Text stays text: a title that begins with = must not run."""
    made.value = _text(text)
    made.data_type = "s"


def _text(text: str) -> str:
    return _CONTROL.sub("", text)[:32_000]


def _name(wanted: str, names: set[str]) -> str:
    """A sheet's name: at most 31 characters, none of seven signs, unique."""
    base = _FORBIDDEN.sub(" ", wanted).strip()[:28] or "表"
    name, number = base, 1
    while name in names:
        number += 1
        name = f"{base}{number}"
    names.add(name)
    return name


def _widths(grid: Grid) -> list[float]:
    if grid.widths:
        return [max(6.0, 12 * room) for room in grid.widths]
    rooms = [6.0] * grid.columns
    for _, column, cell in place_cells(grid):
        if cell.across == 1:
            rooms[column] = max(rooms[column], min(_WIDEST, 2.0 + width(cell.text)))
    return rooms
