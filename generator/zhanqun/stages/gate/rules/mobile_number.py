"""A mobile number that is no office contact."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.phones import DETECTOR
from zhanqun.stages.gate.detect.spans import Match
from zhanqun.stages.gate.texts import hits, public_contacts


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if value.head.contact_public:
        return

    def keep(text: str, match: Match) -> bool:
        written = "".join(char for char in text[match.start : match.end] if char.isdecimal())
        return written.removeprefix("86") not in public_contacts(value, context)

    yield from hits(value, DETECTOR, keep)


RULE = Rule(
    id=DETECTOR.id,
    title=DETECTOR.title,
    source="政府信息公开条例第十五条；个人信息保护法第三十四条",
    check=_check,
)
