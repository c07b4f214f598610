"""Tables of a Word document, written as text: python-docx takes a millisecond for a cell, this a few microseconds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from zhanqun.model.paper import Cell, Grid, place_cells

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TWIP = 635
"""English metric units in a twentieth of a point."""
_EDGE = "".join(
    f'<w:{name} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for name in ("top", "left", "bottom", "right", "insideH", "insideV"))

_WHOLE = 20
"""A table of so few rows is not torn between pages."""
_KEEP = "<w:keepNext/>"
Relate = Callable[[str], str]
"""Address -> id of its relation."""


def table_xml(grid: Grid, room: int, size: float, body: str, heavy: str, relate: Relate) -> str:
    """``room``: width to fill, in English metric units. Both places tell the widths: Word reads the cells, LibreOffice the grid."""
    shares = grid.widths or (1.0,) * grid.columns
    widths = [int(room * share / sum(shares) / _TWIP) for share in shares]
    rows: list[list[tuple[int, str]]] = [[] for _ in grid.rows]
    fonts = (_fonts(body, size), _fonts(heavy, size))
    last = len(rows) - 1 if len(rows) <= _WHOLE else 0
    for row, column, cell in place_cells(grid):
        above = row < grid.head_rows
        width = sum(widths[column : column + cell.across])
        merge = '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
        rows[row].append((column, _cell(width, cell.across, merge, _paragraph(cell, above, fonts, relate, row < last))))
        for below in range(row + 1, min(row + cell.down, len(rows))):
            rows[below].append((column, _cell(width, cell.across, "<w:vMerge/>", _empty(fonts[0], below < last))))
    grids = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(_row(cells, number < grid.head_rows) for number, cells in enumerate(rows))
    return (
        f'<w:tbl {_SPACES}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_EDGE}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grids}</w:tblGrid>{lines}</w:tbl>'
    )


def _row(cells: Sequence[tuple[int, str]], head: bool) -> str:
    mark = '<w:tblHeader w:val="true"/>' if head else ""
    return f'<w:tr><w:trPr><w:cantSplit w:val="true"/>{mark}</w:trPr>{"".join(text for _, text in sorted(cells))}</w:tr>'


def _cell(width: int, across: int, merge: str, inner: str) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def _paragraph(cell: Cell, above: bool, fonts: tuple[str, str], relate: Relate, keep: bool) -> str:
    side = "center" if above or cell.across > 2 else "right" if cell.number else "left"
    text = escape(_CONTROL.sub("", cell.text), quote=False)
    inner = ""
    if text:
        look = fonts[above or cell.head]
        if cell.link:
            inner = (f'<w:hyperlink r:id="{relate(cell.link)}"><w:r><w:rPr>{fonts[0]}<w:u w:val="single"/></w:rPr>'
                     f'<w:t xml:space="preserve">{text}</w:t></w:r></w:hyperlink>')
        else:
            inner = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    if not inner:
        return _empty(fonts[0], keep)
    return (
        f'<w:p><w:pPr>{_KEEP if keep else ""}<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{side}"/></w:pPr>{inner}</w:p>'
    )


def _empty(font: str, keep: bool) -> str:
    """As high as a line of the table, not as one of the text around it."""
    return (
        f'<w:p><w:pPr>{_KEEP if keep else ""}<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
        f"<w:rPr>{font}</w:rPr></w:pPr></w:p>"
    )


def _fonts(name: str, size: float) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/><w:sz w:val="{size * 2:g}"/>'
