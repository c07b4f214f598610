"""One pass that says which detectors are worth running: most texts need none.

Encoding to ASCII costs 2 µs for 2,500 characters and keeps exactly what numbers, mail addresses, plates, links and
tables are made of; one search each trigger word is looked for behind a rare character of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from zhanqun.stages.gate.detect.folding import CROSS_FAST, HAN_FAST, ODD_FAST, fold
from zhanqun.text.patterns import later

_GUARDED = (
    ("密", ("密",)), ("部", ("内部",)), ("秘", ("工作秘",)), ("仅", ("仅供",)), ("阅", ("传阅", "阅后")), ("注", ("注意保",)),
    ("传", ("外传",)), ("团", ("团级",)), ("此", ("此件",)), ("予", ("予公开",)), ("申", ("申请公开",)), ("收", ("会后收",)),
    ("单", ("单元",)), ("区", ("小区",)), ("址", ("住址", "家庭地址", "详细地址")),
    ("住", ("住 址", "住\u3000址", "家住", "现住", "居住地", "家庭住", "常住地")),
    ("籍", ("户籍",)), ("口", ("户口所",)), ("护", ("护照",)), ("证", ("通行证",)), ("胞", ("台胞证",)), ("乡", ("回乡证",)),
    ("留", ("居留证",)), ("微", ("微信", "微 信")), ("牌", ("车牌", "号牌")), ("辆", ("车辆",)), ("罚", ("治安管理处", "行罚决")),
    ("未", ("未成年",)), ("岁", ("岁",)), ("出", ("出生",)), ("生", ("月生", "日生")), ("份", ("份号", "份 号")),
)  # fmt: skip
"""A rare character of each word, looked for first: one character costs a tenth of two."""
_AT_EDGES = ("内部", "工作秘", "仅供", "传阅", "注意保", "外传", "此件", "不公开", "予公开", "申请公开")
"""Marks stand first or last in a document, often spaced out."""
_APART = later(r"[内工仅传注外此不予申][ \t\u3000]{1,4}[部作供阅意传件公开请]")
_MARK_START = later(r"\A\s*(?:№|No\.?\s*)?\d{6}[ \t]*(?:\n|\Z)")
_GAPS = "\u3000·，、；（）～\u2014\u2013\u2010\u2011\u2012\u2015"
_NO_DIGITS = bytes(code for code in range(256) if not 48 <= code <= 57)
_LONG = later(rb"[0-9](?<![0-9].)(?:[ \t\-|*_~\\`>\r\n/,.;()+]{0,6}+[0-9]){9}")
_MARKUP = later(rb"&[#0-9A-Za-z]|<[/A-Za-z]|`|\*\*|__|~~")
_ESCAPED = later(r"\\[!-/:-@\[-`{-~]")
_BETWEEN = later(
    rb"[*\][](?:(?<=[0-9]\*)[0-9]|(?<=[0-9*_~]\])[(\[0-9]|(?:(?<=[0-9]\[)|(?<=[0-9][ \t!]\[)|(?<=[0-9][ \t]!\[))[0-9^*_~\]])"
)
"""Signs between figures: emphasis, the end of a link, the beginning of one. Looked for by the sign: figures stand everywhere."""
_TIED = later(r"_(?<=[0-9]_)(?<![A-Za-z][0-9]{8}_)[0-9]")
"""Figures that folding sets apart. In a file name like t20260901_000123 no detector takes the first ones for a number, tied or not."""
_PLATE = later(rb"[A-HJ-NP-Z][. ]?[A-Z0-9]{5}")


@dataclass(frozen=True, slots=True)
class Screen:
    """What one look at a text tells."""

    odd: bool
    """Has characters that only look different; the detectors see it folded."""
    words: frozenset[str]
    """Trigger words found, written without gaps."""
    number: bool
    """Ten digits stand together, perhaps with gaps."""
    ascii: bytes
    """The ASCII characters of the text, nothing between them."""
    plate: bool


@lru_cache(maxsize=2)
def screen(text: str) -> Screen:
    """Look at a text once; the answer serves every detector. Only the last text is remembered."""
    plain = text.encode("ascii", "ignore")
    odd = ODD_FAST.search(text) is not None or HAN_FAST.search(text) is not None or CROSS_FAST.search(text) is not None
    odd = odd or _MARKUP.search(plain) is not None or (b"\\" in plain and _ESCAPED.search(text) is not None)
    odd = odd or ((b"[" in plain or b"*" in plain) and _BETWEEN.search(plain) is not None)
    odd = odd or (b"_" in plain and _TIED.search(text) is not None)
    seen = fold(text).text if odd else text
    enough = odd or len(plain.translate(None, _NO_DIGITS)) >= 10
    gaps = _narrow(seen) if enough else ""
    number = enough and _LONG.search(gaps.encode("ascii", "replace")) is not None
    if odd:
        plain += seen.encode("ascii", "ignore")
    return Screen(odd, _words(seen), number, plain, _PLATE.search(plain) is not None)


def _narrow(text: str) -> str:
    for gap in _GAPS:
        if gap in text:
            text = text.replace(gap, " ")
    return text


def _words(text: str) -> frozenset[str]:
    found = [
        word
        for guard, words in _GUARDED
        if guard in text
        for word in words
        if word[0] in text and word[-1] in text and word in text
    ]
    edges = text[:240] + "\n" + text[-160:]
    # Anywhere else such words stand in sentences, and somebody who spaces them out means a mark.
    spaced = [char for char in "此工内治" if char in text and (char + " " in text or char + "\u3000" in text)]
    if spaced and spaced != ["治"]:
        edges = text
    if _APART.search(edges):
        edges = "".join(edges.split())
        found += [word for word in _AT_EDGES if word in edges]
    if "治" in spaced:
        found.append("治安管理处")
    if _MARK_START.match(text):
        found.append("份号")
    if "不公开" in text[-160:] or "不公开" in text[:240]:
        found.append("不公开")
    return frozenset(found)


def has_number(text: str) -> bool:
    """Might the text hold a number of ten digits or more?"""
    return screen(text).number
