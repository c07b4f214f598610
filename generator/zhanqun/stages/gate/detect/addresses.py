"""Home addresses down to the door. Office addresses have the same form, so the words around decide."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.screen import screen
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.stages.gate.detect.tables import has_table, tables_of
from zhanqun.text.patterns import later

_N = r"(?:\d{1,5}|[一二三四五六七八九十]{1,3}|[A-Za-z]\d{0,4})"
_ESTATE = r"(?:小区|花园|花苑|家园|家苑|佳苑|雅苑|新村|公寓|名苑|嘉园|华庭|名城|豪庭|社区|里|苑|府|城|居)"
_DASH = r"[ \t]{0,2}[-\u2010-\u2015#－—][ \t]{0,2}"
_BLOCK = r"[A-Za-z]?\d{1,3}"
_DOOR = (
    rf"(?:{_N}\s*(?:号楼|栋|幢|座|号院|弄|号)[^\n，。；;|\t]{{0,8}}?{_N}\s*单元\s*(?:{_N}\s*层)?\s*{_N}\s*(?:室|号|户)?"
    rf"|{_N}\s*单元\s*{_N}\s*(?:室|号|户)"
    rf"|{_N}\s*(?:号楼|栋|幢|座|弄)[^\n，。；;|\t]{{0,6}}?\d{{2,5}}\s*(?:室|户|号|房)"
    rf"|{_N}\s*(?:村民)?(?:小组|组|队|社)\s*\d{{1,4}}\s*(?:号|户)"
    rf"|(?<![\d\-]){_BLOCK}{_DASH}[A-Za-z]?\d{{1,3}}{_DASH}\d{{2,4}}(?![\d\-])"
    rf"|{_ESTATE}[ \t]*{_BLOCK}(?:号楼|栋|幢|座)?{_DASH}\d{{2,4}}(?![\d\-])"
    rf"|{_N}\s*(?:号楼|栋|幢|座)\s*\d{{3,4}}(?!\d)|\d{{1,4}}\s*弄\s*{_BLOCK}{_DASH}\d{{2,4}}(?![\d\-])"
    rf"|(?:路|街|巷|道|村|屯|庄|里|弄)\s*\d{{1,5}}\s*号(?:[^\n，。；;|\t]{{0,8}}?\d{{2,5}}\s*(?:室|户))?)"
)
_DOOR_RE = later(_DOOR)
_SAID = later(
    rf"(?:家庭(?:住|地)址|家庭详细地址|现住址?|户籍(?:所在)?地(?:址)?|户口所在地|居住地(?:址)?|经常居住地|住[ \t\u3000]*址|家住|常住地址|实际居住地)"
    rf"[ \t\u3000]*(?:[:：为在是|][ \t]*)?(?:\n[ \t]*){{0,2}}[^\n。；;|\t]{{0,40}}?({_DOOR})"
)
_HOME = later(
    rf"{_N}\s*单元\s*(?:{_N}\s*层)?\s*{_N}\s*(?:室|号|户)|{_N}\s*(?:号楼|栋|幢|座)\s*{_N}\s*单元\s*\d{{3,4}}(?!\d)"
    rf"|(?:小区|花园|花苑|家园|家苑|佳苑|雅苑|新村|公寓|嘉园)[ \t]*{_BLOCK}[-#]\d{{1,2}}[-#]\d{{3,4}}(?![\d\-])"
)
_HEAD = later(r"家庭住址|家庭地址|家庭详细地址|住址|户籍地|户口所在地|居住地|现住|家庭所在地")
_OFFICE = later(r"办公|大厦|政务|中心|公司|办事处|学校|医院|项目|商铺|写字楼|经营|工程|改造|楼盘|拍卖|房屋|房产|不动产|加装")


_TRIGGERS = frozenset(
    {"单元", "住址", "住 址", "住\u3000址", "家住", "现住", "居住地", "家庭住", "家庭地址", "详细地址", "户籍", "户口所", "常住地"}
)
_THREE = later(rb"[0-9][-#][0-9]{1,2}[-#][0-9]{3}")


def maybe(text: str) -> bool:
    seen = screen(text)
    return not _TRIGGERS.isdisjoint(seen.words) or ("小区" in seen.words and _THREE.search(seen.ascii) is not None)


def _by_column(text: str) -> Iterator[Span]:
    for table in tables_of(text):
        for head in table.columns(_HEAD):
            for cell in table.below(head):
                if _DOOR_RE.search(cell.text):
                    yield Span(cell.start, cell.end, "home")


def find(text: str) -> Iterator[Span]:
    """Yield addresses said to be somebody's home (error), then flats that nobody called an office (warning)."""
    taken: set[int] = set()
    spans = [Span(m.start(1), m.end(1), "home") for m in _SAID.finditer(text)]
    if has_table(text):
        spans += _by_column(text)
    for span in spans:
        taken.update(range(span.start, span.end))
        yield span
    for found in _HOME.finditer(text):
        line = text[max(text.rfind("\n", 0, found.start()) + 1, found.start() - 40) : found.end() + 20]
        if found.start() not in taken and not _OFFICE.search(line):
            yield Span(found.start(), found.end(), "flat", Severity.WARNING)


DETECTOR = Detector(
    id=RuleId("home-address"),
    title="出现细到门牌的住址",
    severity=Severity.ERROR,
    prefilter=maybe,
    find=find,
    messages=MappingProxyType(
        {
            "home": ("出现细到门牌的住址", "住址只写到村（居）、社区"),
            "flat": ("出现单元室号，可能是个人住址", "是个人住址的，只写到村（居）、社区；是办公地点的，写明单位名称"),
        }
    ),
)
