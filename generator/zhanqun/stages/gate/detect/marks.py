"""Classification marks: the mark on a document, never the word in a sentence.

保守国家秘密法第二十二条, GB/T 9704-2012 7.2.1–7.2.2: 密级★保密期限 at the top left, copy number above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.screen import screen
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.text.patterns import later

_LEVEL = later(r"[绝絕机機秘祕][\s|]{0,6}密")
_TERM = r"(?:长\s*期|\d{1,4}\s*(?:年|个月|月|天|日))"
_STARRED = later(r"[\s|]{0,6}[★☆⭐✩✪✭✮✯✰⋆🟊]")
_ASTERISK = later(rf"[ \t]{{0,4}}[*﹡]+[ \t]{{0,4}}{_TERM}")
_DECORATION = later(r"[ \t\u3000#>|*（(\[【]*\Z")
_LINE_END = later(rf"[ \t\u3000]*({_TERM})?[ \t\u3000|*）)\]】]*(?:\n|\Z)")
_FIELD = later(r"密\s*级(?:\s*(?:和|及)\s*保密期限)?\s*[:：|][ \t\u3000|]*\Z")
_WORD_AFTER = later(r"[\u4e00-\u9fff]")
_SECRET_NO = later(
    r"密\s?(?:电|发|函|传)?\s{0,2}[〔\[【（(]\s?(?:19|20)\d{2}\s?[〕\]】）)]\s{0,2}\d+\s{0,2}号"
    r"|[（(〔\[【]密[】）)〕\]]\s{0,2}(?:[〔\[（(【]?(?:19|20)\d{2}[〕\]）)】]?\s{0,2})?第?\s?\d+\s{0,2}号"
    r"|密(?:电|发|函)\s?第?\s?\d+\s?号"
)
_COPY = later(r"份\s*号\s*[:：]\s*(?:№|No\.?)?\s*(\d{1,6})(?!\d)")
_FIRST_COPY = later(r"\A\s*(?:№|No\.?\s*)?(\d{6})[ \t]*(?:\n|\Z)")
_HEAD_LINES = 5
_OFFICES = "国商加"
"""国密办, 商密, 加密: offices and words whose numbers are not secret."""


def maybe(text: str) -> bool:
    """Every level and number has 密 in it, and copy numbers say 份号 or stand first."""
    words = screen(text).words
    return "密" in words or "份号" in words


def _head_end(text: str) -> int:
    """Where the first lines that have text end."""
    position = seen = 0
    while seen < _HEAD_LINES and position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        seen += bool(text[position:end].strip())
        position = end + 1
    return position


def _levels(text: str) -> Iterator[Span]:
    head = _head_end(text)
    for level in _LEVEL.finditer(text):
        start, end = level.span()
        before = text[max(0, start - 24) : start]
        mark = _STARRED.match(text, end) or _ASTERISK.match(text, end)
        if mark:
            yield Span(start, mark.end(), "mark")
        elif _FIELD.search(before) and not _WORD_AFTER.match(text, end):
            yield Span(start, end, "field")
        elif ("\n" in before or start <= 24) and _DECORATION.match(before[before.rfind("\n") + 1 :]):
            alone = _LINE_END.match(text, end)
            if alone and (alone.group(1) or start < head):
                yield Span(start, alone.end(1) if alone.group(1) else end, "alone")


def find(text: str) -> Iterator[Span]:
    """Yield each mark."""
    if "密" in text:
        yield from _levels(text)
        for found in _SECRET_NO.finditer(text):
            if found.start() == 0 or text[found.start() - 1] not in _OFFICES:
                yield Span(found.start(), found.end(), "number")
    for found in _COPY.finditer(text):
        yield Span(found.start(1), found.end(1), "copy")
    first = _FIRST_COPY.match(text)
    if first:
        yield Span(first.start(1), first.end(1), "copy-first", Severity.WARNING)


_STOP = "立即停止处理该文件，不要再提交或转发，按保密法第三十四条报告保密机构；确认不属国家秘密的，去掉标志后重新审查"
DETECTOR = Detector(
    id=RuleId("classification-mark"),
    title="出现国家秘密标志",
    severity=Severity.ERROR,
    prefilter=maybe,
    find=find,
    messages=MappingProxyType(
        {
            "mark": ("出现密级标志（密级★保密期限）", _STOP),
            "alone": ("单独成行的密级字样", _STOP),
            "field": ("“密级”一项填有密级", _STOP),
            "number": ("出现涉密文号（密电、密发、密函一类）", _STOP),
            "copy": ("出现份号，份号只用于涉密公文", _STOP),
            "copy-first": ("首行是单独的六位数字，形似份号", "确认是否为涉密公文的份号；不是的，改写或删除该行"),
        }
    ),
)
