"""Tables in plain text: Markdown pipes, or the tab-separated rows that attachment readers give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from zhanqun.text.patterns import later

_RULE = later(r"[\s|:\-]+\Z")
_HEAD_ROWS = 8


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the row of heads may come after a few title rows."""

    rows: tuple[tuple[Cell, ...], ...]

    def columns(self, head: re.Pattern[str]) -> list[tuple[int, int]]:
        """(row, column) of the heads that match, looking in the first rows only. Heads are short."""
        return [
            (row, column)
            for row, cells in enumerate(self.rows[:_HEAD_ROWS])
            for column, cell in enumerate(cells)
            if len(cell.text) <= 24 and head.search(cell.text.replace(" ", "").replace("\u3000", ""))
        ]

    def below(self, place: tuple[int, int]) -> Iterator[Cell]:
        """Cells below a head, in its column."""
        row, column = place
        for cells in self.rows[row + 1 :]:
            if column < len(cells) and cells[column].text:
                yield cells[column]


def _cells(line: str, offset: int, mark: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    position = offset
    for part in line.split(mark):
        stripped = part.strip()
        start = position + (len(part) - len(part.lstrip()) if stripped else 0)
        cells.append(Cell(stripped, start, start + len(stripped)))
        position += len(part) + len(mark)
    return tuple(cells)


@lru_cache(maxsize=2)
def tables_of(text: str) -> tuple[Table, ...]:
    """Return the tables of a text, in order. A table is two or more neighbouring lines with cells."""
    tables: list[Table] = []
    rows: list[tuple[Cell, ...]] = []
    offset = 0
    for line in [*text.split("\n"), ""]:
        mark = "|" if line.count("|") >= 2 else "\t" if "\t" in line.strip() else ""
        if mark:
            if not _RULE.match(line):
                rows.append(_cells(line, offset, mark))
        elif rows:
            if len(rows) > 1:
                tables.append(Table(tuple(rows)))
            rows = []
        offset += len(line) + 1
    return tuple(tables)


def has_table(text: str) -> bool:
    """Cheap: might ``tables_of`` find anything?"""
    return "|" in text or "\t" in text or "｜" in text or "<t" in text
