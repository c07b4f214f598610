"""A paper as a workbook: one sheet for each table, links that open, figures that add up.

Written as text: a general library takes a hundred microseconds for a cell, and a year of a county has 100,000 of them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from html import escape
from math import ceil

from zhanqun.model.paper import Cell, Grid, Paper, Words, place_cells
from zhanqun.report.xlsx_parts import NOTE, PLAIN, TITLE, sheet_relations, sheet_xml, style_of, workbook_parts

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WIDEST = 60
_LINE_POINTS = 15.0
"""Height of one line."""
_FILTERED = 10
"""A longer table can be filtered by its head."""
_MOST_LINKS = 60_000
"""A worksheet holds no more than 65,530. Cells beyond keep their text; csv, html and json have all addresses."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def paper_xlsx(paper: Paper, now: datetime) -> bytes:
    """The bytes of the workbook. The properties name no person and carry ``now``, not the machine's clock."""
    names: set[str] = set()
    said = [block.text for block in paper.blocks if isinstance(block, Words)]
    if paper.footer:
        said.append(paper.footer)
    grids = [block for block in paper.blocks if isinstance(block, Grid) and block.rows]
    titles = [*(_name(grid.name or grid.sheet or paper.title, names) for grid in grids), _name("说明", names)]
    parts = workbook_parts(paper.title, titles, [*(grid.head_rows for grid in grids), 0], now)
    for number, grid in enumerate(grids, 1):
        links: list[str] = []
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_xml("".join(_sheet(paper.title, grid, links)))
        if links:
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = sheet_relations(links)
    parts[f"xl/worksheets/sheet{len(titles)}.xml"] = sheet_xml("".join(_remarks(paper.title, said)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _sheet(title: str, grid: Grid, links: list[str]) -> Iterator[str]:
    placed = place_cells(grid)
    widths = _widths(grid, placed)
    heights = _heights(grid, placed, widths)
    top = grid.head_rows + 2
    yield (
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{top - 1}" topLeftCell="A{top}" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews><cols>'
    )
    yield from (f'<col min="{n}" max="{n}" width="{room:g}" customWidth="1"/>' for n, room in enumerate(widths, 1))
    yield f'</cols><sheetData>{_row(1, 24, _cell(1, 1, title, TITLE))}'
    rows: list[list[str]] = [[] for _ in grid.rows]
    covered: dict[tuple[int, int], int] = {}
    anchors: list[str] = []
    for row, column, cell in placed:
        above = row < grid.head_rows
        linked = bool(cell.link) and len(links) < _MOST_LINKS
        style = style_of(above or cell.head, linked, "centre" if above else "right" if cell.number else "left")
        rows[row].append(_made(row + 2, column + 1, cell, style))
        if linked:
            links.append(cell.link)
            anchors.append(f'<hyperlink ref="{_place(row + 2, column + 1)}" r:id="rId{len(links)}"/>')
        for y in range(row, row + cell.down):
            for x in range(column, column + cell.across):
                if (y, x) != (row, column):
                    covered[y, x] = style
    yield from _lines(rows, covered, placed, heights, len(grid.rows))
    if grid.note:
        yield _row(len(grid.rows) + 2, _LINE_POINTS, _cell(len(grid.rows) + 2, 1, grid.note, NOTE))
    yield "</sheetData>"
    merges = [f'<mergeCell ref="{_place(row + 2, column + 1)}:{_place(row + 1 + cell.down, column + cell.across)}"/>'
              for row, column, cell in placed if cell.across > 1 or cell.down > 1]
    if grid.head_rows == 1 and len(grid.rows) > _FILTERED and not merges:
        yield f'<autoFilter ref="A2:{_place(len(grid.rows) + 1, grid.columns)}"/>'
    if merges:
        yield f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>'
    if anchors:
        yield f'<hyperlinks>{"".join(anchors)}</hyperlinks>'
    yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'


def _lines(
    rows: list[list[str]], covered: dict[tuple[int, int], int], placed: list[tuple[int, int, Cell]], heights: list[float], count: int,
) -> Iterator[str]:
    """Rows with their cells in the order of columns; covered cells carry the border of what covers them."""
    if not covered:
        yield from (_row(row + 2, heights[row], "".join(cells)) for row, cells in enumerate(rows))
        return
    by_row: list[list[tuple[int, str]]] = [[] for _ in range(count)]
    order = [0] * count
    for row, column, _ in placed:
        by_row[row].append((column, rows[row][order[row]]))
        order[row] += 1
    for (row, column), style in covered.items():
        if row < count:
            by_row[row].append((column, f'<c r="{_place(row + 2, column + 1)}" s="{style}"/>'))
    for row, cells in enumerate(by_row):
        yield _row(row + 2, heights[row], "".join(text for _, text in sorted(cells)))


def _remarks(title: str, said: list[str]) -> Iterator[str]:
    yield '<cols><col min="1" max="1" width="100" customWidth="1"/></cols><sheetData>'
    for row, text in enumerate((title, *said), 1):
        yield _row(row, 24 if row == 1 else _LINE_POINTS * max(1, ceil(_room(text) / 96)), _cell(row, 1, text, TITLE if row == 1 else PLAIN))
    yield '</sheetData><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'


def _row(number: int, height: float, cells: str) -> str:
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'


def _made(row: int, column: int, cell: Cell, style: int) -> str:
    if cell.number and _NUMBER.fullmatch(cell.text):
        return f'<c r="{_place(row, column)}" s="{style}"><v>{cell.text}</v></c>'
    return _cell(row, column, cell.text, style)


def _cell(row: int, column: int, text: str, style: int) -> str:
    """Text stays text: a title that begins with = must not run."""
    if not text:
        return f'<c r="{_place(row, column)}" s="{style}"/>'
    clean = escape(_CONTROL.sub("", text)[:32_000], quote=False)
    return f'<c r="{_place(row, column)}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'


def _place(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _name(wanted: str, names: set[str]) -> str:
    """A sheet's name: at most 31 characters, none of eight signs, unique."""
    base = _FORBIDDEN.sub(" ", _CONTROL.sub("", wanted)).strip()[:28] or "表"
    name, number = base, 1
    while name in names:
        number += 1
        name = f"{base}{number}"
    names.add(name)
    return name


def _room(text: str) -> int:
    """Columns that a text takes: two for what is no ASCII."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def _widths(grid: Grid, placed: list[tuple[int, int, Cell]]) -> list[float]:
    if grid.widths:
        return [max(6.0, 12 * room) for room in grid.widths]
    rooms = [6.0] * grid.columns
    for _, column, cell in placed:
        if cell.across == 1:
            rooms[column] = max(rooms[column], min(_WIDEST, 2.0 + _room(cell.text)))
    return rooms


def _heights(grid: Grid, placed: list[tuple[int, int, Cell]], widths: list[float]) -> list[float]:
    """Room for wrapped lines: programs work it out on opening for plain cells only, and not all of them do."""
    lines = [1] * len(grid.rows)
    for row, column, cell in placed:
        if cell.down == 1 and len(cell.text) > 2:
            room = (widths[column] if cell.across == 1 else sum(widths[column : column + cell.across])) - 1
            needed = _room(cell.text)
            if needed > room:
                lines[row] = max(lines[row], ceil(needed / room))
    return [_LINE_POINTS * count + 2 for count in lines]
