"""A home address down to the door."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.addresses import DETECTOR
from zhanqun.stages.gate.texts import hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    yield from hits(value, DETECTOR)


RULE = Rule(
    id=DETECTOR.id,
    title=DETECTOR.title,
    source="政府信息公开条例第十五条；个人信息保护法第三十四条；GB/T 37964-2019",
    check=_check,
)
