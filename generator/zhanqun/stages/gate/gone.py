"""What stays of an item that was taken down, and when nothing does.

Taking down waits for no review. But the page that stays shows a name of a file and an index number, which are words of
the source like others: it is only made when reviewers had approved the source as it is, or as it was before somebody
added 撤回 or 公示截止. That is said by the recorded digest alone, never by an earlier output or a cache.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context
from zhanqun.model.verdict import Stub
from zhanqun.stages.gate.digest import digest_of_hashes
from zhanqun.stages.gate.lookup import after
from zhanqun.stages.gate.naming import relative_name
from zhanqun.stages.gate.rules import approval, schedule
from zhanqun.stages.gate.texts import address_parts, safe

GONE = ("withdrawn", "expired")
_ENDS = ("撤回", "公示截止")
_TOLD = {"withdrawn": "已撤回", "expired": "公示截止已过"}


def stub_of(item: Item, stage: str, context: Context, *, sound: bool) -> Stub | Finding:
    """What stays; or, where nothing may, why. ``sound``: no rule but the schedule objects, so the reason may be shown."""
    head = item.head
    if stage == "withdrawn" and head.withdrawn is not None:
        last, day, reason = head.withdrawn.day, head.withdrawn.day, head.withdrawn.reason if sound else ""
    else:
        assert head.until is not None
        last, day, reason = head.until, after(head.until), ""
    if last < head.published.day:
        return _nothing(item, stage, "撤下的日期早于发布日期，没有公开过", "日期写错了的，改正后重新审查；没有写错的不必处理")
    if any(safe(part) != part for part in address_parts(item.path)):
        return _nothing(
            item, stage, "文件名或文件夹名里有检测规则要拦的内容，不能成为网址", "不必处理；要留说明页的，改名后重新审查")
    if not _was_approved(item, context):
        return _nothing(item, stage, "撤下以前的内容没有有效的审查，不能确定公开过", (
            "没有公开过的不必处理；公开过的，把元数据、正文和附件恢复成审查时的样子，只加“撤回”或“公示截止”，"
            "或者请审查人审查现在的内容，就会留下说明页"))
    return Stub(site=item.site, path=item.path, column=head.column, kind=stage, day=day, reason=reason,
                index_no=harmless_number(item), published=head.published.day, formed=head.formed)


def harmless_number(value: Item | Page) -> str:
    """The index number of what stays back, unless something else was written there: it is remembered."""
    number = value.head.index_no if isinstance(value, Item) else ""
    return number if safe(number) == number else ""


def _nothing(item: Item, stage: str, why: str, advice: str) -> Finding:
    key = "撤回" if stage == "withdrawn" else "公示截止"
    return Finding(
        rule=schedule.RULE.id, severity=Severity.WARNING, where=Location(item.path, item.head.line(key)),
        message=f"{_TOLD[stage]}；{why}，所以不留说明页，网址按不存在的页面回答", help=advice,
    )


def _was_approved(item: Item, context: Context) -> bool:
    """True when the approvals hold for the source as it is, or as it was without the keys that take it down."""
    if _holds(item, context):
        return True
    review = item.head.review
    if review is None or context.site.approvals != "front-matter" or context.missing:
        return False
    return review.digest in _before(item, context) and _holds(item, replace(context, digest=review.digest))


def _holds(item: Item, context: Context) -> bool:
    return all(hit.severity is not Severity.ERROR for hit in approval.RULE.check(item, context))


def _before(item: Item, context: Context) -> Iterator[str]:
    """Digests of the source without 撤回, without 公示截止, without both."""
    prefix, _, text = item.canonical.partition(b"\n")
    try:
        tree = json.loads(text)
    except ValueError:
        return
    ends = [key for key in _ENDS if key in tree]
    files = [(relative_name(item.path, file.path), file.sha256.removeprefix("sha256:")) for file in context.attachments]
    for count in range(1, len(ends) + 1):
        for left_out in combinations(ends, count):
            kept = {key: value for key, value in tree.items() if key not in left_out}
            # As canonical_form writes it: the same text without some members.
            form = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            yield digest_of_hashes(replace(item, canonical=prefix + b"\n" + form), files)
