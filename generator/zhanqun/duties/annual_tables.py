"""The three tables of the annual report, merged as in the official form, or flat for Markdown."""

from __future__ import annotations

from itertools import groupby

from zhanqun.duties.annual import DECISIONS, NORMS, RULES
from zhanqun.model.annual import APPLICANTS, FOI_ROWS, OUTCOMES, SUITS, TOTAL, AnnualReport
from zhanqun.model.paper import Cell, Grid, figure, heads

_RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_CONTENT = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")


def active_tables(report: AnnualReport, *, flat: bool) -> tuple[Grid, ...]:
    """第二章: one table of four parts, or four tables."""
    parts: list[tuple[str, tuple[Cell, ...], list[tuple[Cell, ...]]]] = [
        ("第二十条第（一）项", heads(*_CONTENT),
         [(Cell(name), *(figure(number) for number in report.documents[name])) for name in (RULES, NORMS)]),
        ("第二十条第（五）项", _amount("本年处理决定数量", flat), [_decision(report, "行政许可", flat)]),
        ("第二十条第（六）项", _amount("本年处理决定数量", flat),
         [_decision(report, name, flat) for name in DECISIONS[1:]]),
        ("第二十条第（八）项", _amount("本年收费金额（单位：万元）", flat),
         [(Cell("行政事业性收费"), Cell(report.charges, number=True, across=1 if flat else 3))]),
    ]
    if flat:
        return tuple(Grid(name, (head, *rows)) for name, head, rows in parts)
    lines: list[tuple[Cell, ...]] = []
    for name, head, rows in parts:
        lines += [(Cell(name, across=4, head=True),), head, *rows]
    return (Grid("", tuple(lines), head_rows=0, widths=(2, 1, 1, 1), sheet="主动公开政府信息情况"),)


def _amount(name: str, flat: bool) -> tuple[Cell, ...]:
    return (Cell("信息内容", head=True), Cell(name, across=1 if flat else 3, head=True))


def _decision(report: AnnualReport, name: str, flat: bool) -> tuple[Cell, ...]:
    number = report.decisions[name]
    return (Cell(name), Cell("" if number is None else str(number), number=True, across=1 if flat else 3))


def request_table(report: AnnualReport, *, flat: bool) -> Grid:
    """第三章: 25 rows of 7 figures."""
    columns = (*APPLICANTS, TOTAL)

    def figures(key: str) -> tuple[Cell, ...]:
        return tuple(figure(report.foi.table[name][key] if report.foi else None) for name in columns)

    if flat:
        rows = [heads("办理情况", *columns)]
        rows += [(Cell("".join((top if not second else "三、", second, third))), *figures(key))
                 for key, top, second, third in FOI_ROWS]
        return Grid("", tuple(rows), note=_RELATION)
    lines: list[tuple[Cell, ...]] = [
        (Cell(_RELATION, across=3, down=3, head=True), Cell("申请人情况", across=7, head=True)),
        (Cell("自然人", down=2, head=True), Cell("法人或其他组织", across=5, head=True), Cell(TOTAL, down=2, head=True)),
        heads(*APPLICANTS[1:]),
    ]
    for _, group in groupby(FOI_ROWS, key=lambda row: row[1]):
        under = list(group)
        for number, (key, top, second, third) in enumerate(under):
            names: list[Cell] = []
            if not second:
                names.append(Cell(top, across=3, head=True))
            else:
                if number == 0:
                    names.append(Cell(top, down=len(under), head=True))
                siblings = [row for row in under if row[2] == second]
                if not third:
                    names.append(Cell(second, across=2, head=True))
                else:
                    if siblings[0][0] == key:
                        names.append(Cell(second, down=len(siblings), head=True))
                    names.append(Cell(third, head=True))
            lines.append((*names, *figures(key)))
    return Grid("", tuple(lines), head_rows=3, widths=(1.2, 1.6, 5.4, 0.8, 0.95, 0.95, 1.35, 1.35, 0.7, 0.7),
                sheet="申请情况")


def suit_table(report: AnnualReport, *, flat: bool) -> Grid:
    """第四章: one row of 15 figures."""
    def figures(suit: str) -> tuple[Cell, ...]:
        return tuple(figure(report.foi.suits[suit][name] if report.foi else None) for name in OUTCOMES)

    if flat:
        rows = [heads("情形", *OUTCOMES)]
        rows += [(Cell(suit if suit == SUITS[0] else f"行政诉讼（{suit}）"), *figures(suit)) for suit in SUITS]
        return Grid("", tuple(rows))
    return Grid("", (
        (Cell("行政复议", across=5, head=True), Cell("行政诉讼", across=10, head=True)),
        (*(Cell(name, down=2, head=True) for name in OUTCOMES), Cell(SUITS[1], across=5, head=True),
         Cell(SUITS[2], across=5, head=True)),
        heads(*OUTCOMES, *OUTCOMES),
        tuple(cell for suit in SUITS for cell in figures(suit)),
    ), head_rows=3, sheet="复议诉讼情况")
