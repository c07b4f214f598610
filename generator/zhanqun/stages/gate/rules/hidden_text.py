"""Text in the source that a reader of the page does not see."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.hidden import HIDDEN
from zhanqun.stages.gate.texts import hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    yield from hits(value, HIDDEN)


RULE = Rule(
    id=HIDDEN.id,
    title=HIDDEN.title,
    source="先审后发：审查人看到的应当就是公众看到的",
    check=_check,
)
