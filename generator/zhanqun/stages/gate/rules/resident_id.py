"""A resident identity number."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.identity import DETECTOR
from zhanqun.stages.gate.texts import hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    yield from hits(value, DETECTOR)


RULE = Rule(
    id=DETECTOR.id,
    title=DETECTOR.title,
    source="政府信息公开条例第十五条；个人信息保护法第二十五条、第二十八条；GB 11643",
    check=_check,
)
