"""A minor named in a case."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.cases import MINOR, minor_on
from zhanqun.stages.gate.texts import hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    yield from hits(value, minor_on(value.head.published.day) if isinstance(value, Item) else MINOR)


RULE = Rule(
    id=MINOR.id,
    title=MINOR.title,
    source="未成年人保护法第一百零三条",
    check=_check,
)
