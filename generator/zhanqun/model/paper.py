"""A report on its way to paper: headings, paragraphs and tables, before anyone chose a format.

Computations make papers of their results; report/ writes them as text, Markdown, HTML, CSV, xlsx or docx.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    link: str = ""
    """Absolute address, or empty."""
    number: bool = False
    """A figure: set flush right, and a number in a worksheet when it reads as one."""
    across: int = 1
    """Columns covered."""
    down: int = 1
    """Rows covered."""
    head: bool = False
    share: float | None = None
    """0 to 1: drawn as a bar beside the figure where a format can."""
    more: tuple[tuple[str, str], ...] = ()
    """What stands behind a figure: (name, address)."""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    """2 for chapters; 1 is the paper's own title."""
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. ``rows`` hold only cells that begin in them: a cell covered from above or from the left is left out."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    head_rows: int = 1
    widths: tuple[float, ...] = ()
    """Relative widths of the columns; equal when empty."""
    note: str = ""
    brief: int = 0
    """So many leading columns are shown on a terminal; 0: all."""
    sheet: str = ""
    """Name of the worksheet when the table itself has none."""

    @property
    def columns(self) -> int:
        return sum(cell.across for cell in self.rows[0]) if self.rows else 0


Block = Heading | Words | Grid


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    blocks: tuple[Block, ...]
    footer: str = ""


def place_cells(grid: Grid) -> list[tuple[int, int, Cell]]:
    """Row and column at which each cell begins, counted from 0; covered places are skipped."""
    taken: set[tuple[int, int]] = set()
    found: list[tuple[int, int, Cell]] = []
    for row, cells in enumerate(grid.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            if cell.across > 1 or cell.down > 1:
                taken.update((row + y, column + x) for y in range(cell.down) for x in range(cell.across))
            column += cell.across
    return found


def heads(*names: str) -> tuple[Cell, ...]:
    return tuple(Cell(name, head=True) for name in names)


def figure(value: int | float | None, *, share: float | None = None, more: tuple[tuple[str, str], ...] = ()) -> Cell:
    """A number; none is an empty cell."""
    if value is None:
        return Cell("", number=True)
    text = str(value) if isinstance(value, int) else f"{value:g}"
    return Cell(text, number=True, share=share, more=more)


def percent(part: int, whole: int) -> Cell:
    """``87.5%``, or a dash when there is nothing to divide by."""
    if not whole:
        return Cell("—", number=True)
    return Cell(f"{100 * part / whole:.1f}%", number=True, share=part / whole)
