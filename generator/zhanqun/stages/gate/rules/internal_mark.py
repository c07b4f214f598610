"""The document says of itself that it is not public."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.internal import DETECTOR
from zhanqun.stages.gate.texts import hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    yield from hits(value, DETECTOR)


RULE = Rule(
    id=DETECTOR.id,
    title=DETECTOR.title,
    source="保守国家秘密法第六十四条；政府信息公开条例第十六条；国办发〔2016〕80号",
    check=_check,
)
