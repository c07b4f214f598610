"""公开属性 decides first: nothing but 主动公开 is ever published."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Openness, Page
from zhanqun.model.rule import Context, Hit, Rule


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    head = value.head
    if head.openness is Openness.ACTIVE:
        return
    # Fail closed: whatever is not the one public label is held, were the enumeration ever to grow.
    shown = head.openness.value if isinstance(head.openness, Openness) else "未知"
    yield Hit(message=f"公开属性是「{shown}」，不发布", help="需要公开时改为主动公开并重新审查",
              line=head.line("公开属性"), hold=True)
    if isinstance(value, Item) and value.head.closed_reason is None:
        yield Hit(message=f"公开属性是「{shown}」，没有写不予公开理由", line=head.line("公开属性"),
                  help="补上「不予公开理由」，八种之一：运行 zhanqun explain label 查看")


RULE = Rule(
    id=RuleId("label"), title="公开属性不是主动公开，或缺少不予公开理由",
    source="政府信息公开条例（国令711号）第十三条；第三十六条第三项：不予公开的应当说明理由",
    check=_check, waivable=False,
)
