"""A name list with columns on health, disability, family or minors."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.lists import DETECTOR, on
from zhanqun.stages.gate.texts import body_hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    yield from body_hits(value, on(value.head.published.day) if isinstance(value, Item) else DETECTOR)


RULE = Rule(
    id=DETECTOR.id,
    title=DETECTOR.title,
    source="个人信息保护法第二十八条；社会救助暂行办法第六十一条；未成年人保护法第一百零三条",
    check=_check,
)
