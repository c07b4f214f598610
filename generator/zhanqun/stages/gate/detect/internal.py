"""Internal marks: what a document says of itself, against 公开属性: 主动公开."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.screen import screen
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.text.patterns import later

_WORD = (
    r"(?:工\s*作\s*秘\s*密|内\s*部\s*(?:资料|文件|材料|使用|参阅|参考|刊物|掌握|传阅|情况)|仅\s*供\s*(?:内\s*部|领导)\s*(?:使用|参考|参阅|传阅)"
    r"|传\s*阅\s*件|注\s*意\s*保\s*存|(?:不得|请勿|严禁)\s*外\s*传|发至?县团级|阅后(?:即焚|收回|退回)|会后收回)"
)
_TAIL = r"[ \t\u3000，,、;；。！!|]*"
_ALONE = later(rf"(?m)^[ \t\u3000#>|*（(\[【［〔]*({_WORD}(?:{_TAIL}{_WORD})*)[★☆\d年 \t\u3000|*）)\]】］〕。！!]*$")
_BRACKET = later(rf"[（(\[【［〔]\s*({_WORD}(?:{_TAIL}{_WORD})*)\s*[）)\]】］〕]")
_PAIR = later(rf"{_WORD}[ \t\u3000]*[，,、;；][ \t\u3000]*{_WORD}")
_STARRED = later(r"工\s*作\s*秘\s*密\s*[★☆⭐*]")
_THIS = later(
    r"此\s*件\s*(?:不\s*予?\s*公\s*开|依\s*申\s*请\s*公\s*开|属于?不予公开|暂不公开|不宜公开|删减后公开|不得翻印|不得外传)"
    r"|[（(【\[]\s*(?:本文|此文|本件|该件)?\s*(?:不予公开|不公开|依申请公开)\s*[）)】\]](?=[ \t*]*(?:\n|\Z))"
    r"|公开(?:属性|类别|选项)\s*[:：]\s*(?:不予公开|不公开|依申请公开)"
)
_TRIGGERS = frozenset(
    {"内部", "工作秘", "仅供", "传阅", "阅后", "注意保", "外传", "团级", "会后收", "此件", "不公开", "申请公开", "予公开"}
)


def maybe(text: str) -> bool:
    return not _TRIGGERS.isdisjoint(screen(text).words)


def find(text: str) -> Iterator[Span]:
    """Yield each mark once."""
    seen: set[int] = set()
    for pattern, key, group in (
        (_THIS, "this", 0),
        (_STARRED, "alone", 0),
        (_ALONE, "alone", 1),
        (_BRACKET, "alone", 1),
        (_PAIR, "alone", 0),
    ):
        for found in pattern.finditer(text):
            if found.start(group) not in seen:
                seen.add(found.start(group))
                yield Span(found.start(group), found.end(group), key)


DETECTOR = Detector(
    id=RuleId("internal-mark"),
    title="出现内部标志",
    severity=Severity.ERROR,
    prefilter=maybe,
    find=find,
    messages=MappingProxyType(
        {
            "this": ("文中写明不公开或依申请公开，与公开属性“主动公开”矛盾", "核对原件的公开属性；确可公开的，去掉该句并重新审查"),
            "alone": ("出现内部标志（工作秘密、内部资料一类）", "核对原件是否可以公开；确可公开的，去掉标志并重新审查"),
        }
    ),
)
