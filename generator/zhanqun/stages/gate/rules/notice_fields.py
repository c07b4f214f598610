"""A permit or penalty decision that is shown without the fields the two-notice standard (双公示) makes compulsory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule

NEEDED: dict[str, tuple[str, ...]] = {
    "行政许可": (
        "行政相对人名称", "行政许可决定文书名称", "行政许可决定文书号", "许可类别", "许可内容", "许可决定日期", "有效期自", "有效期至",
        "许可机关", "当前状态",
    ),
    "行政处罚": (
        "行政相对人名称", "行政处罚决定书文号", "违法行为类型", "违法事实", "处罚依据", "处罚类别", "处罚内容", "处罚决定日期", "处罚机关",
    ),
}  # fmt: skip
"""Compulsory fields that readers need; codes and where the data came from go to the credit platform only."""
_NEVER = re.compile(r"证件类型|证件号码|证件号|身份证|住址|银行账号|银行卡")
"""Handed to the credit platform, never shown."""
_LISTED = re.compile(r"(?m)^\s*\|.*\|\s*$")


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if not isinstance(value, Item) or value.head.withdrawn is not None:
        return
    notice = value.head.notice
    if notice is None or notice.kind not in NEEDED:
        return
    line = value.head.line("公示")
    written = {re.sub(r"[（(].*", "", name).strip(): text.strip() for name, text in notice.fields}
    kept = "、".join(dict.fromkeys(found[0] for name, _ in notice.fields if (found := _NEVER.search(name))))
    if kept:
        yield Hit(message=f"公示事项里有不上网的字段：{kept}", help="删去这一项，只报信用平台，不在网页上公布", line=line)
    # Many decisions at once are a table in the text or a file.
    if not written and (value.head.attachments or _LISTED.search(value.body)):
        return
    missing = "、".join(name for name in NEEDED[notice.kind] if not written.get(name))
    if missing:
        yield Hit(
            message=f"{notice.kind}公示缺少：{missing}", help="在“公示”的“事项”里按顺序补上；确实没有的写“无”", line=line,
            severity=Severity.WARNING,
        )


RULE = Rule(
    id=RuleId("notice-fields"),
    title="许可、处罚公示缺少法定字段",
    source="发改办财金〔2018〕790号（行政许可和行政处罚等信用信息公示数据标准）；行政处罚法第四十八条；行政许可法第四十条",
    check=_check,
)
