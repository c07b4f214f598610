"""A repost without its three facts: site, address, time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule

_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.\-]*\.[A-Za-z]{2,}(?::\d{1,5})?(?:/\S*)?\Z")
_PRESS = re.compile(r"新华社|新华网|人民网|人民日报|中国政府网|央视|中新网|中新社|光明日报|经济日报|日报|晚报|电视台|澎湃|客户端")
_SAID = re.compile(r"(?m)^[ \t\u3000（(]*(?:来源|稿源|转载自|转自|文章来源)\s*[:：]")


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if not isinstance(value, Item):
        return
    head = value.head
    if head.repost is None:
        if head.source and _PRESS.search(head.source):
            yield Hit(
                message=f"来源“{head.source}”是别的媒体或网站，却没有“转载”",
                help="转载内容写明“转载”：网站、网址、时间三项",
                line=head.line("来源"),
                severity=Severity.WARNING,
            )
        elif "来源" in value.body[-400:] or "转" in value.body[-400:]:
            found = _SAID.search(value.body[-400:])
            if found and _PRESS.search(value.body[-400:], found.end()):
                yield Hit(
                    message="文末写有来源，像是转载，却没有“转载”",
                    help="转载内容写明“转载”：网站、网址、时间三项",
                    line=value.body_line + value.body.count("\n", 0, max(0, len(value.body) - 400) + found.start()),
                    severity=Severity.WARNING,
                )
        return
    line = head.line("转载")
    if not _URL.match(head.repost.url):
        yield Hit(message="转载网址不是完整的 http 或 https 网址", help="写原文的完整网址", line=line)
    if head.repost.time.instant() > context.now:
        yield Hit(message=f"转载时间 {head.repost.time} 晚于今天", help="写原文的发布时间", line=line)
    elif head.repost.time.day > head.published.day:
        yield Hit(message=f"转载时间 {head.repost.time} 晚于本条的发布日期 {head.published}", help="写原文的发布时间", line=line)


def _turns(value: Item | Page, context: Context) -> Iterator[datetime]:
    if isinstance(value, Item) and value.head.repost is not None:
        yield value.head.repost.time.instant()


RULE = Rule(
    id=RuleId("repost"),
    title="转载缺少出处三项",
    source="国办发〔2017〕47号：转载信息应当注明来源；互联网政务应用安全管理规定第十四条",
    check=_check,
    turns=_turns,
)
