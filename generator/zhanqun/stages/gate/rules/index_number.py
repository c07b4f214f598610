"""索引号: missing or not in the standard form. Uniqueness is checked across files, in stages/gate/across."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.text.numbers import is_index_number, is_organisation_code

code_is_valid = lru_cache(maxsize=4096)(is_organisation_code)


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if not isinstance(value, Item):
        return
    number = value.head.index_no
    if not number:
        yield Hit(message="没有索引号", severity=Severity.WARNING,
                  help="补上「索引号: 机构代码/年份-流水」；zhanqun new 新建时会自动取号")
        return
    line = value.head.line("索引号")
    if not is_index_number(number):
        yield Hit(message=f"索引号「{number}」不合标准形式", severity=Severity.WARNING, line=line,
                  help="标准形式是「机构代码/四位年份-五位流水号」，如 000014349/2019-00007；已经发布的不要改")
    elif not code_is_valid(number.partition("/")[0]):
        yield Hit(message=f"索引号「{number}」的机构代码校验位不对", severity=Severity.WARNING, line=line,
                  help="核对组织机构代码或统一社会信用代码；已经发布的不要改")


RULE = Rule(
    id=RuleId("index-number"), title="没有索引号，或形式不合标准",
    source="政府信息公开目录系统实施指引（国办秘函〔2009〕6号）：索引号为必选元数据；前段为机构代码，后段为年份-流水号",
    check=_check,
)
