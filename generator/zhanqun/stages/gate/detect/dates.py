"""Days that no calendar has: 2 月 30 日, 13 月."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.text.patterns import later

_LATE_DAY = later(r"月\s?(?:29|3\d|[4-9]\d|00?)\s?日")
_BAD_MONTH = later(r"年\s?(?:1[3-9]|[2-9]\d|00?)\s?月\s?\d{1,2}\s?日")
_DATE_END = later(r"(?:(?<!\d)(\d{4})\s?年\s?)?(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?日\Z")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def maybe(text: str) -> bool:
    return "月" in text and (_LATE_DAY.search(text) is not None or _BAD_MONTH.search(text) is not None)


def find(text: str) -> Iterator[Span]:
    """Yield dates that cannot be."""
    for late in _LATE_DAY.finditer(text):
        left = max(0, late.start() - 10)
        found = _DATE_END.search(text, left, late.end())
        if found is None:
            continue
        month, day = int(found.group(2)), int(found.group(3))
        if not 1 <= month <= 12:
            continue
        wrong = not 1 <= day <= _DAYS[month - 1]
        wrong |= month == 2 and day == 29 and found.group(1) is not None and not isleap(int(found.group(1)))
        if wrong:
            yield Span(found.start(), found.end(), "calendar")
    for bad in _BAD_MONTH.finditer(text):
        yield Span(bad.start(), bad.end(), "calendar")


DETECTOR = Detector(
    id=RuleId("impossible-date"),
    title="日期不可能",
    severity=Severity.WARNING,
    prefilter=maybe,
    find=find,
    messages=MappingProxyType({"calendar": ("正文里有日历上没有的日期", "对照原件改正")}),
)
