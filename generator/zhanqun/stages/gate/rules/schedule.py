"""Not yet public, or no longer public. Taking something down never waits for an approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.lookup import after, midnight


def stage_of(value: Item | Page, now: datetime) -> str:
    """``future`` | ``withdrawn`` | ``expired`` | ``public`` at the minute ``now``."""
    if not isinstance(value, Item):
        return "public"
    head = value.head
    if not head.published.reached(now):
        return "future"
    if head.withdrawn is not None and head.withdrawn.day <= now.date():
        return "withdrawn"
    if head.until is not None and head.until < now.date():
        return "expired"
    return "public"


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    stage = stage_of(value, context.now)
    if stage == "public" or not isinstance(value, Item):
        return
    head = value.head
    if stage == "future":
        yield Hit(message=f"发布日期 {head.published} 还没有到", help="到时会自动发布",
                  line=head.line("发布日期"), hold=True)
    elif stage == "withdrawn":
        yield Hit(message="已撤回，只留说明页", help="撤回的内容不再发布", line=head.line("撤回"), hold=True)
    else:
        yield Hit(message=f"公示截止 {head.until} 已过，只留说明页", help="公示期满自动下线",
                  line=head.line("公示截止"), hold=True)


def _turns(value: Item | Page, context: Context) -> Iterator[datetime]:
    if not isinstance(value, Item):
        return
    yield value.head.published.instant()
    if value.head.until is not None:
        yield midnight(after(value.head.until))
    if value.head.withdrawn is not None:
        yield midnight(value.head.withdrawn.day)


RULE = Rule(
    id=RuleId("schedule"), title="发布日期未到、公示期已满或已经撤回",
    source="先审后发；公示期满及时下线，保护个人信息（国办发〔2017〕47号；个人信息保护法第十九条）",
    check=_check, waivable=False, turns=_turns,
)
