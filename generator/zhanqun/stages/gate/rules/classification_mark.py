"""A state-secret mark on what is labelled public."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.marks import DETECTOR
from zhanqun.stages.gate.texts import hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    yield from hits(value, DETECTOR)


RULE = Rule(
    id=DETECTOR.id,
    title=DETECTOR.title,
    source="保守国家秘密法第二十二条、第三十五条；GB/T 9704-2012 7.2.1、7.2.2",
    check=_check,
)
