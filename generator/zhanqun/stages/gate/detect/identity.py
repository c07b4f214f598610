"""Resident identity numbers, 18 and 15 digits (GB 11643), whole, spaced, or split over cells and lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.numbers import Number, before, numbers_of
from zhanqun.stages.gate.detect.screen import has_number
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.text.patterns import later

_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split()
)
_NAMED = later(r"身份证|公民身份|证件号|居民证")
_OTHER = later(r"注册号|营业执照|组织机构|信用代码|许可证|批准文号|登记号|编码|代码|账号|帐号")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LENGTHS = frozenset({15, 18})
_BORN_BETWEEN = later(r"\.[0-9]{8}\.")
_DOTTED = later(r"([0-9](?<![0-9A-Za-z.].)[0-9]{5})\.([0-9]{8})\.([0-9]{3}[0-9Xx])(?![0-9A-Za-z]|\.[0-9])")


def _born(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2100


def _checked(digits: str) -> bool:
    # The same sum as stdnum.cn.ric; spelt out because importing stdnum's registry of places costs 30 ms,
    # and a person born in a county that was since merged has a number the registry may not know.
    return "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False)) % 11] == digits[17]


def _judge(number: Number, text: str) -> Span | None:
    digits = number.digits
    if digits[:2] not in _PROVINCES:
        return None
    words = before(text, number.start, 24)
    named = _NAMED.search(words) is not None
    if len(digits) == 18:
        if not digits[:17].isdigit() or not _born(digits[6:14]):
            return None
        if _checked(digits):
            return Span(number.start, number.end, "id18")
        whole = len(number.groups) == 1
        return Span(number.start, number.end, "id18-typo") if named and whole else None
    if not digits.isdigit() or not _born("19" + digits[6:12]) or (len(number.groups) > 1 and not named):
        return None
    if named:
        return Span(number.start, number.end, "id15")
    return None if _OTHER.search(words) else Span(number.start, number.end, "id15", Severity.WARNING)


def find(text: str) -> Iterator[Span]:
    """Yield each number once."""
    stop = -1
    for number in numbers_of(text, _LENGTHS, 5):
        if number.start < stop:
            continue
        span = _judge(number, text)
        if span is not None:
            stop = span.end
            yield span
    for dotted in _DOTTED.finditer(text) if _BORN_BETWEEN.search(text) else ():
        number = Number("".join(dotted.groups()).upper(), dotted.start(), dotted.end(), (6, 8, 4))
        if (span := _judge(number, text)) is not None:
            yield span


_HELP = "删除该号码后重新审查；确需区分同名人员时用出生年份或村（社区）名称，不要保留后四位"
DETECTOR = Detector(
    id=RuleId("resident-id"),
    title="出现公民身份号码",
    severity=Severity.ERROR,
    prefilter=has_number,
    find=find,
    messages=MappingProxyType(
        {
            "id18": ("出现 18 位公民身份号码（校验位正确）", _HELP),
            "id18-typo": ("标明是身份证号的 18 位号码（校验位不符，可能有笔误）", _HELP),
            "id15": ("出现 15 位旧式公民身份号码", _HELP),
        }
    ),
)
