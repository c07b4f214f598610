"""A CSV as rows of cells, each with the line on which it begins."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from zhanqun.attachments.plain import decode_text, separator_of
from zhanqun.attachments.reading import Problem, Refused


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    """1-based line of the file."""
    cells: tuple[str, ...]
    """Without white space around; line breaks within a cell are kept."""


@dataclass(frozen=True, slots=True)
class Rows:
    head: Line | None
    body: tuple[Line, ...]
    problem: Problem | None = None


def read_rows(data: bytes) -> Rows:
    """Head and body, empty lines left out. Never raises on any bytes."""
    try:
        lines = list(_lines(decode_text(data)))
    except Refused as refused:
        return Rows(None, (), refused.problem)
    except csv.Error:
        return Rows(None, (), Problem("csv", "不是有效的 CSV", "用办公软件打开，另存为“CSV UTF-8（逗号分隔）”"))
    return Rows(lines[0], tuple(lines[1:])) if lines else Rows(None, ())


def _lines(text: str) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    number = 1
    for row in reader:
        cells = tuple(cell.strip().replace("\r\n", "\n") for cell in row)
        if any(cells):
            yield Line(number, cells)
        number = reader.line_num + 1
