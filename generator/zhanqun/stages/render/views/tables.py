"""Register tables (登记表) of an item: the whole table in the page, narrow enough to be read, with sums and progress.

A row shows the columns that readers compare; what explains it opens below its first cell. The table is complete
without a script; assets/tables.js adds filters, sorting and pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from zhanqun.attachments import Line, read_rows
from zhanqun.model.tables import KINDS, Field, Kind
from zhanqun.text.table_cells import MONTH, amount_of, is_empty

SHOWN_ROWS = 5_000
"""More are in the file only: a page that takes a phone half a minute helps nobody."""
_NUMBERS = ("amount", "whole")
PROGRESS = "进度"


@dataclass(frozen=True, slots=True)
class TableView:
    title: str
    kind: str
    facts: tuple[str, ...]
    html: str
    """The table element."""
    href: str
    """The CSV."""
    size: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which column goes where."""

    first: tuple[int, ...]
    """The first of these that says anything names the row."""
    cells: tuple[tuple[int, Field], ...]
    details: tuple[tuple[int, Field], ...]
    months: tuple[tuple[int, str], ...]
    planned: int | None


def table_view(title: str, kind_name: str, data: bytes, href: str, size: str) -> TableView | None:
    """None when the file holds no table, which the gate would have refused."""
    kind = KINDS[kind_name]
    rows = read_rows(data)
    if rows.head is None or not rows.body:
        return None
    plan = _plan(kind, rows.head)
    return TableView(
        title, kind.name, _facts(kind, rows.head, rows.body, plan),
        _table(rows.head, rows.body[:SHOWN_ROWS], plan, title), href, size,
    )


def _plan(kind: Kind, head: Line) -> _Plan:
    known = [(place, field) for place, name in enumerate(head.cells) if (field := kind.field(name)) is not None]
    shown = [pair for pair in known if not pair[1].detail]
    at = {name: place for place, name in enumerate(head.cells)}
    naming = tuple(at[name] for name in kind.one_of if name in at) or tuple(place for place, _ in shown[:1])
    return _Plan(
        first=naming, cells=tuple(pair for pair in shown if pair[0] not in naming), details=tuple(pair for pair in known if pair[1].detail),
        months=tuple((place, name) for place, name in enumerate(head.cells) if kind.plan and MONTH.fullmatch(name)),
        planned=at.get(kind.plan),
    )


def _facts(kind: Kind, head: Line, body: Sequence[Line], plan: _Plan) -> tuple[str, ...]:
    facts = [f"共 {len(body)} 行"]
    if len(body) > SHOWN_ROWS:
        facts.append(f"本页列出前 {SHOWN_ROWS} 行，全部数据请下载")
    for place, name in enumerate(head.cells):
        field = kind.field(name)
        if field is not None and field.added:
            facts.append(f"{name}合计 {_number(sum((amount_of(line.cells[place]) for line in body), Decimal(0)))}")
    if plan.months and plan.planned is not None:
        month, done, planned = _latest(body, plan)
        if month:
            facts.append(f"截至 {_month(month)}末累计完成投资 {_number(done)} 万元" + (
                f"，占本年计划的 {_share(done, planned)}" if planned else ""))
    return tuple(facts)


def _latest(body: Sequence[Line], plan: _Plan) -> tuple[str, Decimal, Decimal]:
    """The newest month with any figure; what had been done by then: a project that says nothing counts as before."""
    filled = [name for place, name in plan.months if any(not is_empty(line.cells[place]) for line in body)]
    if not filled:
        return "", Decimal(0), Decimal(0)
    month = filled[-1]
    done = Decimal(0)
    for line in body:
        said = [line.cells[place] for place, name in plan.months if name[:4] == month[:4] and not is_empty(line.cells[place])]
        done += amount_of(said[-1]) if said else 0
    planned = sum((amount_of(line.cells[plan.planned]) for line in body), Decimal(0)) if plan.planned is not None else Decimal(0)
    return month, done, planned


def _table(head: Line, body: Sequence[Line], plan: _Plan, title: str) -> str:
    names = [_head("、".join(head.cells[place] for place in plan.first), Field(""))]
    names += [_head(field.name, field) for _, field in plan.cells]
    if plan.months:
        names.append(f'<th scope="col" data-number="1">{PROGRESS}</th>')
    rows = "".join(_row(line, plan) for line in body)
    label = escape(f"登记表：{title}")
    return (
        f'<div class="zq-table" role="group" tabindex="0" aria-label="{label}"><table>'
        f"<thead><tr>{''.join(names)}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _head(name: str, field: Field) -> str:
    marks = (' class="zq-right" data-number="1"' if field.form in _NUMBERS else "") + (' data-facet="1"' if field.facet else "")
    return f'<th scope="col"{marks}>{escape(name)}</th>'


def _row(line: Line, plan: _Plan) -> str:
    name = next((line.cells[place] for place in plan.first if not is_empty(line.cells[place])), "")
    cells = [f'<th scope="row">{_text(name)}{_details(name, line, plan)}</th>']
    for place, field in plan.cells:
        mark = ' class="zq-right"' if field.form in _NUMBERS else ' class="zq-nowrap"' if field.name.endswith(("日期", "电话")) else ""
        cells.append(f"<td{mark}>{_text(line.cells[place])}</td>")
    if plan.months:
        cells.append(_progress(line, plan))
    return f"<tr>{''.join(cells)}</tr>"


def _details(name: str, line: Line, plan: _Plan) -> str:
    found = [(field.name, _text(line.cells[place])) for place, field in plan.details if not is_empty(line.cells[place])]
    months = _months(line, plan)
    if not found and not months:
        return ""
    fields = "".join(f"<div><dt>{escape(key)}</dt><dd>{text}</dd></div>" for key, text in found)
    fields += f"<div><dt>各月累计（万元）</dt><dd>{months}</dd></div>" if months else ""
    return f'<details><summary>详情<span class="zq-sr">：{escape(name)}</span></summary><dl>{fields}</dl></details>'


def _months(line: Line, plan: _Plan) -> str:
    """Small bars, each with its month and figure in words."""
    filled = [(name, line.cells[place]) for place, name in plan.months if not is_empty(line.cells[place])]
    top = max([amount_of(text) for _, text in filled] + ([amount_of(line.cells[plan.planned])] if plan.planned is not None else []),
              default=Decimal(0))
    if not filled:
        return ""
    bars = "".join(
        f"<li><span>{_month(name)}</span>{_bar(amount_of(text), top)}<span>{escape(text)}</span></li>" for name, text in filled)
    return f'<ul class="zq-months">{bars}</ul>'


def _progress(line: Line, plan: _Plan) -> str:
    filled = [(name, line.cells[place]) for place, name in plan.months if not is_empty(line.cells[place])]
    if not filled:
        return '<td data-value="0">未报</td>'
    month, text = filled[-1]
    done = amount_of(text)
    planned = amount_of(line.cells[plan.planned]) if plan.planned is not None else Decimal(0)
    share = f"{_share(done, planned)}，" if planned else ""
    value = f"{done / planned:.6f}" if planned else "0"
    return f'<td class="zq-progress" data-value="{value}">{_bar(done, planned or done)}<span>{share}{_month(month)}末 {escape(text)}</span></td>'


def _bar(value: Decimal, top: Decimal) -> str:
    width = min(int(value / top * 1000), 1000) if top else 0
    return (
        '<svg class="zq-bar-1" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width}" height="10"/></svg>'
    )


def _text(cell: str) -> str:
    return "" if cell in ("-", "—", "－", "/") else escape(cell).replace("\n", "<br>")


def _share(part: Decimal, whole: Decimal) -> str:
    return f"{100 * part / whole:.1f}%"


def _month(name: str) -> str:
    return f"{name[:4]}年{int(name[5:])}月"


def _number(value: Decimal) -> str:
    text = f"{value:,.2f}"
    return text.removesuffix(".00")
