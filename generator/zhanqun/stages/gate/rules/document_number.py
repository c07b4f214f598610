"""A document number that is not in the form of the standard; the repair is offered where the digits are plain."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.document_number import is_well_formed, repair
from zhanqun.stages.gate.detect.marks import DETECTOR as MARKS
from zhanqun.stages.gate.detect.scan import scan


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if not isinstance(value, Item) or is_well_formed(value.head.doc_no):
        return
    number = value.head.doc_no
    if scan(number, MARKS):
        return  # classification-mark reports it, masked
    fixed = repair(number)
    yield Hit(
        message=f"发文字号“{number}”不合规范，应为“代字〔年份〕序号号”，年份用六角括号，序号不编虚位、不加“第”",
        help=f"改为“{fixed}”" if fixed else "按原件改成“代字〔年份〕序号号”，没有文号的留空",
        line=value.head.line("发文字号"),
        severity=Severity.WARNING,
    )


RULE = Rule(
    id=RuleId("document-number"),
    title="发文字号格式不合规范",
    source="GB/T 9704-2012 7.2.5",
    check=_check,
)
