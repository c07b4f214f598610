"""Arithmetic of the annual report (国办公开办函〔2021〕30号, notes in the tables' heads): each relation with its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from zhanqun.model.annual import APPLICANTS, FOI_KEYS, OUTCOMES, RESULTS, SUITS, TOTAL, FoiNumbers, YearNumbers
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId

RULE = RuleId("annual-report")
_NUMBER = r"([0-9]+)\s*"
_SAID = (
    # (what, pattern, table, column, row)
    ("新收申请", re.compile(rf"新收[^，。；0-9]{{0,16}}{_NUMBER}件"), "foi", TOTAL, "本年新收"),
    ("上年结转", re.compile(rf"上年(?:度)?结转[^，。；0-9]{{0,16}}{_NUMBER}件"), "foi", TOTAL, "上年结转"),
    ("结转下年", re.compile(rf"结转下(?:一)?年[^，。；0-9]{{0,16}}{_NUMBER}件"), "foi", TOTAL, "结转下年"),
    ("予以公开", re.compile(rf"予以公开[^，。；0-9]{{0,16}}{_NUMBER}件"), "foi", TOTAL, "予以公开"),
    ("行政复议", re.compile(rf"行政复议[^，。；0-9]{{0,16}}{_NUMBER}件"), "suit", "行政复议", "总计"),
)
_LAWSUITS = re.compile(rf"行政诉讼[^，。；0-9]{{0,16}}{_NUMBER}件")


def check_foi(foi: FoiNumbers) -> Iterator[Finding]:
    """Relations within the third and fourth table."""
    for name in (*APPLICANTS, TOTAL):
        column = foi.table[name]
        left, right = column["本年新收"] + column["上年结转"], column["办理总计"] + column["结转下年"]
        if left != right:
            yield _error(
                foi.path, foi.lines.get(name, 0),
                f"第三章表格“{name}”列：本年新收 {column['本年新收']} ＋ 上年结转 {column['上年结转']} ＝ {left}，"
                f"办理总计 {column['办理总计']} ＋ 结转下年 {column['结转下年']} ＝ {right}，两边应相等",
            )
        added = sum(column[key] for key in RESULTS)
        if added != column["办理总计"]:
            yield _error(
                foi.path, foi.lines.get(name, 0),
                f"第三章表格“{name}”列：（一）至（六）各项相加是 {added}，（七）总计写的是 {column['办理总计']}",
            )
    for key in FOI_KEYS:
        added = sum(foi.table[name][key] for name in APPLICANTS)
        if added != foi.table[TOTAL][key]:
            yield _error(
                foi.path, foi.lines.get(TOTAL, 0),
                f"第三章表格“{key}”行：自然人和五类组织相加是 {added}，总计写的是 {foi.table[TOTAL][key]}",
            )
    for suit in SUITS:
        outcomes = foi.suits[suit]
        added = sum(outcomes[name] for name in OUTCOMES[:4])
        if added != outcomes["总计"]:
            yield _error(
                foi.path, foi.lines.get(suit, 0),
                f"第四章表格“{suit}”：前四项相加是 {added}，总计写的是 {outcomes['总计']}",
            )


def check_years(foi: FoiNumbers, before: FoiNumbers | None) -> Iterator[Finding]:
    """What was carried over last year is carried in this year; a warning, as last year's may have been corrected."""
    if before is None:
        return
    for name in (*APPLICANTS, TOTAL):
        carried, taken = before.table[name]["结转下年"], foi.table[name]["上年结转"]
        if carried != taken:
            yield _warning(
                foi.path, foi.lines.get(name, 0),
                f"第三章表格“{name}”列：上年结转写的是 {taken}，上一年的结转下年是 {carried}（{before.path}）",
            )


def check_documents(
    path: str, line: int, now: Mapping[str, tuple[int, int, int]], before: Mapping[str, tuple[int, int, int]]
) -> Iterator[Finding]:
    """In force now = in force a year ago + made − repealed."""
    for name, (made, repealed, valid) in now.items():
        if name in before:
            expected = before[name][2] + made - repealed
            if expected != valid:
                yield _warning(
                    path, line,
                    f"第二章表格“{name}”：上年现行有效 {before[name][2]} ＋ 制发 {made} － 废止 {repealed} ＝ {expected}，"
                    f"现行有效件数写的是 {valid}",
                )


def check_texts(texts: Mapping[str, str], year: YearNumbers, foi: FoiNumbers | None, fee: str) -> Iterator[Finding]:
    """Numbers in the written text against the tables. Names the part of the text and the cell."""
    for name, text in texts.items():
        if foi is not None:
            for what, pattern, table, column, row in _SAID:
                cell = foi.table[column][row] if table == "foi" else foi.suits[column][row]
                for found in pattern.findall(text):
                    if int(found) != cell:
                        yield _warning(
                            year.path, year.lines.get(name, 0),
                            f"“{name}”里写{what} {found} 件，表格“{column}·{row}”是 {cell}",
                        )
            suits = sum(foi.suits[suit]["总计"] for suit in SUITS[1:])
            for found in _LAWSUITS.findall(text):
                if int(found) != suits:
                    yield _warning(
                        year.path, year.lines.get(name, 0),
                        f"“{name}”里写行政诉讼 {found} 件，第四章表格两栏总计相加是 {suits}",
                    )
        for found in re.findall(r"信息处理费[^，。；0-9]{0,8}([0-9.]+)\s*元", text):
            if fee and float(found) != float(fee):
                yield _warning(year.path, year.lines.get(name, 0), f"“{name}”里写信息处理费 {found} 元，填报的是 {fee} 元")


def missing(path: str, what: str, help_: str) -> Finding:
    return Finding(rule=RULE, severity=Severity.ERROR, where=Location(path), message=what, help=help_)


def _error(path: str, line: int, message: str) -> Finding:
    return Finding(rule=RULE, severity=Severity.ERROR, where=Location(path, line), message=message,
                   help="核对这几格的数字，改到两边相等")


def _warning(path: str, line: int, message: str) -> Finding:
    return Finding(rule=RULE, severity=Severity.WARNING, where=Location(path, line), message=message,
                   help="核对后改正其中一处；确实不同的，在报告里说明原因")
