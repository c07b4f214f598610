"""Maps must carry their approval number (地图管理条例第二十二条). What a picture is called is all a text tells."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.screen import screen
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.text.patterns import later

MAP_WORDS = later(r"地图|政区图|区划图|区域图|行政图|地形图|影像图|版图|疆域|地貌图|水系图|交通图|导览图")
_PICTURE = later(r"!\[([^\]\n]{0,200})\]\(\s*<?([^()\s<>]{0,500})")
_NUMBER = later(r"审\s*图\s*号|[\u4e00-\u9fff]{0,4}S\s*[（(〔\[]\s*20\d{2}\s*[）)〕\]]\s*\d+\s*号|GS\s*[\u4e00-\u9fff]?\s*[（(〔\[]?\s*20\d{2}")
_NO_MAP = later(r"(?:网站|站点|思维|路线|知识|流程|任务|热力)地图")


def is_map(name: str) -> bool:
    """True when a picture's or file's name says it is a map."""
    return MAP_WORDS.search(name) is not None and _NO_MAP.search(name) is None


def maybe(text: str) -> bool:
    return b"![" in screen(text).ascii and MAP_WORDS.search(text) is not None


def find(text: str) -> Iterator[Span]:
    """Yield pictures that call themselves maps, in a text that gives no approval number."""
    if _NUMBER.search(text):
        return
    for found in _PICTURE.finditer(text):
        if is_map(found.group(1)) or is_map(found.group(2)):
            yield Span(found.start(), found.end(), "map")


DETECTOR = Detector(
    id=RuleId("map-number"),
    title="地图没有审图号",
    severity=Severity.ERROR,
    prefilter=maybe,
    find=find,
    messages=MappingProxyType(
        {"map": ("图片是地图，却没有审图号", "在前置字段写“审图号”，或在图下注明；不是地图的，改图片说明（地图管理条例第二十二条）")}
    ),
)
