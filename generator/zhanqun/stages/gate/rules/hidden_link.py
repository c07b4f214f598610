"""A link that cannot be seen or leads elsewhere than it says."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.hidden import LINK
from zhanqun.stages.gate.texts import body_hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    yield from body_hits(value, LINK)


RULE = Rule(
    id=LINK.id,
    title=LINK.title,
    source="国办秘函〔2019〕19号（暗链）；国办发〔2017〕47号",
    check=_check,
)
