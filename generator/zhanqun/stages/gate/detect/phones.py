"""Mobile numbers of the mainland, as written in notices and tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.numbers import before, numbers_of
from zhanqun.stages.gate.detect.screen import has_number
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.stages.gate.detect.tables import has_table, tables_of
from zhanqun.text.patterns import later

_LENGTHS = frozenset({11, 13})
_SAID = later(r"手机|电话|联系方式|联系人|号码")
_TOGETHER = later(r"[0-9 \u00a0\u2000-\u200a\u202f\u3000\-\u2010-\u2015·\\>]+")
"""How people group the figures of one telephone; other signs stand between numbers as often."""
_DOTTED = later(r"(1(?<![0-9A-Za-z.].)[3-9]\d\.\d{4}\.\d{4})(?![0-9A-Za-z]|\.[0-9])")
_SHAPES = frozenset(
    {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (3, 3, 5), (2, 11), (13,), (2, 3, 4, 4), (2, 3, 8), (1,) * 11, (1,) * 13}
)


def is_mobile(digits: str) -> bool:
    """True when eleven digits are a mobile number in use, by the tables of phonenumbers."""
    if len(digits) != 11 or not digits.isdecimal() or digits[0] != "1" or digits[1] not in "3456789" or len(set(digits)) < 3:
        return False
    import phonenumbers  # 60 ms to import; most runs never meet a candidate

    number = phonenumbers.PhoneNumber(country_code=86, national_number=int(digits))
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def find(text: str) -> Iterator[Span]:
    """Yield each mobile number; a piece of a longer number is none."""
    stop = -1
    for number in numbers_of(text, _LENGTHS, 4):
        if number.start < stop or number.groups not in _SHAPES:
            continue
        written = text[number.start : number.end]
        if len(number.groups) > 1 and not _TOGETHER.fullmatch(written) and not _said(text, number.start):
            continue
        digits = number.digits
        if len(digits) == 13:
            if not digits.startswith("86"):
                continue
            digits = digits[2:]
        if is_mobile(digits):
            stop = number.end
            yield Span(number.start, number.end, "mobile")
    for dotted in _DOTTED.finditer(text):
        if is_mobile(dotted.group().replace(".", "")):
            yield Span(dotted.start(), dotted.end(), "mobile")


def _said(text: str, start: int) -> bool:
    """Pieces in cells or lines of their own, or between commas, are other figures, unless a telephone is spoken of."""
    return _SAID.search(before(text, start, 16)) is not None or start in _cells(text)


@lru_cache(maxsize=2)
def _cells(text: str) -> frozenset[int]:
    """Where the cells below a head of telephones begin; looked for once, a text may have thousands of candidates."""
    if not has_table(text):
        return frozenset()
    return frozenset(cell.start for table in tables_of(text) for head in table.columns(_SAID) for cell in table.below(head))


DETECTOR = Detector(
    id=RuleId("mobile-number"),
    title="出现手机号码",
    severity=Severity.ERROR,
    prefilter=has_number,
    find=find,
    messages=MappingProxyType(
        {
            "mobile": (
                "出现手机号码",
                "个人手机号请删除或遮盖中间四位；确为对外公布的办公电话，写进“联系电话”或加“公开联系方式: true”",
            )
        }
    ),
)
