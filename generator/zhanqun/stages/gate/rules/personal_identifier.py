"""Passports, plates, private mail boxes, WeChat numbers."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Severity
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.identifiers import DETECTOR
from zhanqun.stages.gate.detect.spans import Match
from zhanqun.stages.gate.texts import hits


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    offices = (context.cluster.footer.contact, *context.site.office.values())

    def keep(text: str, match: Match) -> bool:
        if match.severity is Severity.ERROR:
            return True
        written = text[match.start : match.end]
        return not value.head.contact_public and not any(written in office for office in offices)

    yield from hits(value, DETECTOR, keep)


RULE = Rule(
    id=DETECTOR.id,
    title=DETECTOR.title,
    source="政府信息公开条例第十五条；个人信息保护法第二十八条、第三十四条",
    check=_check,
)
