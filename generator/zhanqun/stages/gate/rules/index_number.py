"""索引号: missing or not in the standard form. Uniqueness is checked across files, in stages/gate/across."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule

_FORM = re.compile(r"([0-9A-Z]{8}[0-9X]|[0-9A-HJ-NPQRTUWXY]{18})/(?:19|20)\d{2}-\d{5,7}", re.ASCII)
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714."""
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: no I, O, S, V, Z."""


@lru_cache(maxsize=4096)
def code_is_valid(code: str) -> bool:
    """True when the check character of a 9-place (GB 11714) or 18-place (GB 32100) code is right."""
    if len(code) == 18:
        if any(char not in _ALPHABET for char in code):
            return False
        total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
        return code[17] == _ALPHABET[(31 - total % 31) % 31]
    value = 11 - sum(int(char, 36) * weight for char, weight in zip(code, _WEIGHTS, strict=False)) % 11
    return code[8] == {10: "X", 11: "0"}.get(value, str(value))


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if not isinstance(value, Item):
        return
    number = value.head.index_no
    if not number:
        yield Hit(message="没有索引号", severity=Severity.WARNING,
                  help="补上「索引号: 机构代码/年份-流水」；zhanqun new 新建时会自动取号")
        return
    match = _FORM.fullmatch(number)
    line = value.head.line("索引号")
    if match is None:
        yield Hit(message=f"索引号「{number}」不合标准形式", severity=Severity.WARNING, line=line,
                  help="标准形式是「机构代码/四位年份-五位流水号」，如 000014349/2019-00007；已经发布的不要改")
    elif not code_is_valid(match.group(1)):
        yield Hit(message=f"索引号「{number}」的机构代码校验位不对", severity=Severity.WARNING, line=line,
                  help="核对组织机构代码或统一社会信用代码；已经发布的不要改")


RULE = Rule(
    id=RuleId("index-number"), title="没有索引号，或形式不合标准",
    source="政府信息公开目录系统实施指引（国办秘函〔2009〕6号）：索引号为必选元数据；前段为机构代码，后段为年份-流水号",
    check=_check,
)
