"""Bank cards: by Luhn and issuer, and by what the column head says (rural credit cards fail Luhn)."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.numbers import before, numbers_of
from zhanqun.stages.gate.detect.screen import has_number
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.stages.gate.detect.tables import has_table, tables_of
from zhanqun.text.patterns import later

_LENGTHS = frozenset(range(16, 20))
_SHAPES = frozenset({(4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (6, 10), (6, 13), (4, 15)})
_WORDS = later(r"银行|卡号|账号|帐号|账户|帐户|一卡通|一折通|存折|开户")
_HEAD = later(r"卡号|账号|帐号|银行账户|银行帐户|一卡通|一折通|存折")
_PERSON = later(r"姓名|户主|领款人|受益人|收款人|身份证|申请人|学生|农户")
_ACCOUNT = later(r"\d[\d \-]{8,25}\d\Z")


def _luhn(digits: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(digits))


def _by_number(text: str) -> Iterator[Span]:
    stop = -1
    for number in numbers_of(text, _LENGTHS, 5):
        digits, groups = number.digits, number.groups
        if number.start < stop or not digits.isdigit() or digits[0] not in "3456":
            continue
        if len(groups) > 1 and groups not in _SHAPES and set(groups) != {1}:
            continue
        if len(set(digits)) < 4:
            continue
        whole = digits.startswith("62") and "\n" not in text[number.start : number.end]
        if not whole and not _WORDS.search(before(text, number.start, 40)):
            continue
        if _luhn(digits):
            stop = number.end
            yield Span(number.start, number.end, "card")


def _by_column(text: str) -> Iterator[Span]:
    for table in tables_of(text):
        heads = table.columns(_HEAD)
        if not heads or not table.columns(_PERSON):
            continue
        for head in heads:
            for cell in table.below(head):
                if _ACCOUNT.match(cell.text):
                    yield Span(cell.start, cell.end, "account")


def find(text: str) -> Iterator[Span]:
    """Yield card numbers, then account numbers in tables of persons; nothing twice."""
    found = list(_by_number(text))
    yield from found
    if has_table(text) and _HEAD.search(text):
        taken = {span.start for span in found}
        yield from (span for span in _by_column(text) if span.start not in taken)


_HELP = "删除该列或该号码后重新审查；发放名单只保留姓名、村（社区）、金额、批次"
DETECTOR = Detector(
    id=RuleId("bank-card"),
    title="出现银行卡号或个人账号",
    severity=Severity.ERROR,
    prefilter=has_number,
    find=find,
    messages=MappingProxyType(
        {"card": ("出现银行卡号（校验位正确）", _HELP), "account": ("人员名单的“卡号/账号”列里有号码", _HELP)}
    ),
)
