"""Charts of small tables: what a reader sees at a glance, with the very numbers in a table below it.

Bars are rows of a list, so that long Chinese names keep their size on a phone; lines are one drawing. Both are inline
SVG without styles of their own (CSP: style-src 'self'); what tells series apart is never colour alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

MAX_ROWS = 60
"""Rows drawn; longer tables are a table only."""
MAX_SERIES = 4
_NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?%?")
_TIME = re.compile(r"\d{4}(?:\s*年)?(?:[-/.]?\s*(?:Q[1-4]|\d{1,2}|第?[一二三四1-4]季度|[上下]半年|前[一二三1-3]季度)月?)?|\d{1,2}月")
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 360, 220, 46, 14, 34
_TOTALS = ("合计", "总计", "小计")
KINDS = {"折线图": "line", "条形图": "bar", "柱状图": "bar", "表格": "table"}


@dataclass(frozen=True, slots=True)
class Sheet:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[float | None, ...], ...]
    """Row by row, of the columns in ``series``; none where the cell is empty or ``-``."""
    series: tuple[int, ...]
    """Columns that hold numbers."""


def read_sheet(rows: Sequence[Sequence[str]]) -> Sheet | None:
    """A table with a head row. None for fewer than two rows."""
    filled = [tuple(cell.strip() for cell in row) for row in rows if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        return None
    width = len(filled[0])
    body = tuple((row + ("",) * width)[:width] for row in filled[1:])
    series = tuple(
        column for column in range(1, width)
        if all(_empty(row[column]) or _NUMBER.fullmatch(row[column]) for row in body)
        and any(not _empty(row[column]) for row in body)
    )
    numbers = tuple(tuple(_number(row[column]) for column in series) for row in body)
    return Sheet(filled[0], body, numbers, series)


def figure_html(sheet: Sheet, title: str, kind: str = "") -> str:
    """Drawing and table. ``kind``: ``line``, ``bar``, ``table`` or empty for what suits the first column."""
    caption = f"<figcaption>{escape(title)}</figcaption>" if title else ""
    return f'<figure class="zq-chart">{caption}{drawing_html(sheet, title, kind)}{table_html(sheet, title)}</figure>'


def drawing_html(sheet: Sheet, title: str, kind: str = "") -> str:
    """The drawing alone; empty when the table is too long or has no numbers."""
    if not sheet.series or len(sheet.series) > MAX_SERIES or len(sheet.rows) > MAX_ROWS or kind == "table":
        return ""
    times = len(sheet.rows) > 2 and all(_TIME.fullmatch(row[0]) for row in sheet.rows)
    return _lines(sheet, title) if kind == "line" or (not kind and times) else _bars(sheet)


def table_html(sheet: Sheet, title: str) -> str:
    """The whole table, in a box that scrolls."""
    numeric = set(sheet.series)
    head = "".join(
        f'<th scope="col"{_right(column in numeric)}>{escape(cell)}</th>' if cell else "<td></td>"
        for column, cell in enumerate(sheet.head)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td{_right(column in numeric)}>{escape(cell)}</td>" for column, cell in enumerate(row[1:], 1))
        + "</tr>"
        for row in sheet.rows
    )
    label = escape(f"数据：{title}" if title else "数据")
    return (
        f'<div class="zq-table" role="group" tabindex="0" aria-label="{label}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _right(numeric: bool) -> str:
    return ' class="zq-right"' if numeric else ""


def _bars(sheet: Sheet) -> str:
    """One bar for each number, all on one scale. Totals would dwarf what they add up and are left to the table."""
    shown = [(row, values) for row, values in zip(sheet.rows, sheet.numbers, strict=True) if not row[0].endswith(_TOTALS)]
    top = max((abs(value) for _, values in shown for value in values if value is not None), default=0.0)
    if not top:
        return ""
    items = []
    for row, values in shown:
        bars = "".join(
            f'<svg class="zq-bar-{place + 1}" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{abs(value) / top * 1000:.0f}" height="10"/></svg><span>{escape(row[column])}</span>'
            for place, (column, value) in enumerate(zip(sheet.series, values, strict=True)) if value is not None
        )
        items.append(f"<li><p>{escape(row[0])}</p>{bars}</li>")
    return f'{_legend(sheet, "M0 1H24V11H0Z")}<ul class="zq-bars" aria-hidden="true">{"".join(items)}</ul>'


def _lines(sheet: Sheet, title: str) -> str:
    values = [value for row in sheet.numbers for value in row if value is not None]
    if not values:
        return ""
    low, high, step = _scale(min(0.0, *values), max(0.0, *values))
    right, bottom = _WIDTH - 20, _HEIGHT - _BOTTOM

    def x(place: int) -> float:
        return _LEFT + (right - _LEFT) * (place / max(len(sheet.rows) - 1, 1))

    def y(value: float) -> float:
        return bottom - (bottom - _TOP) * (value - low) / (high - low)

    parts = []
    for number in range(round((high - low) / step) + 1):
        level = low + step * number
        parts.append(
            f'<path class="zq-grid" d="M{_LEFT} {y(level):.1f}H{right}"/>'
            f'<text class="zq-end" x="{_LEFT - 6}" y="{y(level) + 4:.1f}">{_short(level)}</text>'
        )
    every = -(-len(sheet.rows) // 6)
    parts += [
        f'<text class="zq-mid" x="{x(place):.1f}" y="{_HEIGHT - 12}">{escape(row[0])}</text>'
        for place, row in enumerate(sheet.rows) if place % every == 0
    ]
    for at in range(len(sheet.series)):
        points = [(x(place), y(value)) for place, row in enumerate(sheet.numbers) if (value := row[at]) is not None]
        path = "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
        dots = "".join(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="2.6"/>' for px, py in points)
        parts.append(f'<g class="zq-line-{at + 1}"><path d="M{path}"/>{dots}</g>')
    label = escape(f"折线图：{title or '、'.join(sheet.head[column] for column in sheet.series)}。数据见下表。")
    return (
        f'{_legend(sheet, "M0 6H24")}<svg class="zq-lines" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{label}">{"".join(parts)}</svg>'
    )


def _legend(sheet: Sheet, shape: str) -> str:
    """Names of the series where there are several, with the mark that each is drawn with: a line or a block."""
    if len(sheet.series) < 2:
        return ""
    drawn = "stroke" if shape == "M0 6H24" else "chip"
    entries = "".join(
        f'<li><svg class="zq-{drawn} zq-key-{place}" viewBox="0 0 24 12" aria-hidden="true"><path d="{shape}"/></svg>'
        f"{escape(sheet.head[column])}</li>"
        for place, column in enumerate(sheet.series, 1)
    )
    return f'<ul class="zq-legend">{entries}</ul>'


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """Round ends and a round step with three to six lines."""
    span = high - low or 1.0
    magnitude = 10.0 ** math.floor(math.log10(span))
    step = next(magnitude * part for part in (0.2, 0.25, 0.5, 1, 2, 2.5) if span / (magnitude * part) <= 5)
    return math.floor(low / step) * step, max(math.ceil(high / step) * step, step), step


def _short(value: float) -> str:
    if abs(value) >= 10_000 and value % 1000 == 0:
        return f"{value / 10_000:g}万"
    return f"{round(value, 4):g}"


def _empty(cell: str) -> bool:
    return cell in ("", "-", "—", "－", "/", "…")


def _number(cell: str) -> float | None:
    if _empty(cell):
        return None
    return float(cell.replace(",", "").replace("，", "").replace("−", "-").removesuffix("%"))
