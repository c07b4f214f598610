"""Dates that contradict each other, and days that no calendar has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Head, Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.dates import DETECTOR
from zhanqun.stages.gate.lookup import midnight
from zhanqun.stages.gate.texts import hits

_YEAR = re.compile(r"[〔\[（(【]((?:19|20)\d{2})[〕\]）)】]")
_OLDEST = date(1949, 10, 1)


def _pairs(head: Head) -> Iterator[tuple[str, date | None, str, date | None]]:
    """(earlier key, its day, later key, its day): the first must not come after the second.

    Pairs that decoding compares already (date-order) are left out.
    """
    yield "成文日期", head.formed, "废止日期", head.repealed
    yield "发布日期", head.published.day, "公示截止", head.until
    if head.withdrawn:
        yield "发布日期", head.published.day, "撤回", head.withdrawn.day
    if head.consultation:
        yield "征集", head.consultation.start, "征集", head.consultation.end
    for correction in head.corrections:
        yield "发布日期", head.published.day, "更正", correction.day


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if isinstance(value, Item):
        yield from _head(value.head, context.now.date())
    yield from hits(value, DETECTOR)


def _head(head: Head, today: date) -> Iterator[Hit]:
    for early, first, late, second in _pairs(head):
        if first is not None and second is not None and first > second:
            yield Hit(
                message=f"{early} {first} 晚于{late} {second}" if early != late else f"{early}的开始 {first} 晚于结束 {second}",
                help="对照原件改正日期",
                line=head.line(late),
            )
    if head.formed is not None and head.formed > today:
        yield Hit(message=f"成文日期 {head.formed} 晚于今天", help="对照原件改正日期", line=head.line("成文日期"))
    if head.formed is not None and head.formed < _OLDEST:
        yield Hit(
            message=f"成文日期 {head.formed} 早于 1949 年 10 月", help="对照原件改正日期", line=head.line("成文日期"),
            severity=Severity.WARNING,
        )  # fmt: skip
    year = _YEAR.search(head.doc_no)
    if year and head.formed is not None and abs(int(year.group(1)) - head.formed.year) > 1:
        yield Hit(
            message=f"发文字号的年份 {year.group(1)} 与成文日期 {head.formed} 相差一年以上",
            help="对照原件核对发文字号和成文日期",
            line=head.line("发文字号"),
            severity=Severity.WARNING,
        )


def _turns(value: Item | Page, context: Context) -> Iterator[datetime]:
    if isinstance(value, Item) and value.head.formed is not None:
        yield midnight(value.head.formed)


RULE = Rule(
    id=RuleId("impossible-date"),
    title="日期不可能",
    source="GB/T 9704-2012 7.3.5；成文日期不晚于发布日期",
    check=_check,
    turns=_turns,
)
