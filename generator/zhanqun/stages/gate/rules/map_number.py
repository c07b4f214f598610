"""A map without its approval number."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.detect.maps import DETECTOR, is_map
from zhanqun.stages.gate.texts import body_hits

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf")


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if value.head.map_number:
        return
    yield from body_hits(value, DETECTOR)
    message, advice = DETECTOR.messages["map"]
    for file in value.head.attachments:
        if file.file.lower().endswith(_PICTURES) and not file.map_number and is_map(f"{file.name} {file.file}"):
            yield Hit(message=f"附件{message}", help=advice, line=file.line or value.head.line("附件"))


RULE = Rule(
    id=DETECTOR.id,
    title=DETECTOR.title,
    source="地图管理条例第二十二条：向社会公开的地图应当在适当位置显著标注审图号",
    check=_check,
)
