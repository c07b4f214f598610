"""Fold what only looks different: full-width and foreign digits, zero-width characters, emphasis, character references.

``1３８​1234**5678**`` reads as one telephone number, so detectors search the folded text and report where it
stood in the original.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from zhanqun.text.patterns import later

_BASIC = (
    "\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
ZERO_WIDTH = _BASIC + "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f\U000e0100-\U000e01ef"
_DIGITS = (
    "\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef\u0b66-\u0b6f"
    "\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0de6-\u0def\u0e50-\u0e59\u0ed0-\u0ed9\u0f20-\u0f29"
    "\u1040-\u1049\u1090-\u1099\u17e0-\u17e9\u1810-\u1819\u1946-\u194f\u19d0-\u19d9\u1a80-\u1a89\u1a90-\u1a99"
    "\u1b50-\u1b59\u1bb0-\u1bb9\u1c40-\u1c49\u1c50-\u1c59\ua620-\ua629\ua8d0-\ua8d9\ua900-\ua909\ua9d0-\ua9d9"
    "\ua9f0-\ua9f9\uaa50-\uaa59\uabf0-\uabf9"
)
"""Digits of other scripts: Tibetan and Mongolian ones stand in real documents, a reader knows the others as well."""
_RARE_DIGITS = (
    "\U000104a0-\U000104a9\U00010d30-\U00010d39\U00011066-\U0001106f\U000110f0-\U000110f9\U00011136-\U0001113f"
    "\U000111d0-\U000111d9\U000112f0-\U000112f9\U00011450-\U00011459\U000114d0-\U000114d9\U00011650-\U00011659"
    "\U000116c0-\U000116c9\U00011730-\U00011739\U000118e0-\U000118e9\U00011950-\U00011959\U00011c50-\U00011c59"
    "\U00011d50-\U00011d59\U00011da0-\U00011da9\U00016a60-\U00016a69\U00016ac0-\U00016ac9\U00016b50-\U00016b59"
    "\U0001d7ce-\U0001d7ff\U0001e140-\U0001e149\U0001e2f0-\U0001e2f9\U0001e950-\U0001e959\U0001fbf0-\U0001fbf9"
)
_SINGLE = (
    rf"[{ZERO_WIDTH}]+"
    r"|[\u00a0\u2000-\u200a\u202f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0a\uff0b\uff0d\uff0e\uff0f\uff20\uff3f\uff5c"
    rf"{_DIGITS}{_RARE_DIGITS}\u2460-\u2468\u2070-\u2089\u24ea"
    r"\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]"
    r"|\*\*|__|~~|`+|\\(?=[!-/:-@\[-`{-~])|&#?[0-9A-Za-z]{1,32};|</?[A-Za-z]{1,10}\s{0,2}/?>"
)
_ODD = later(_SINGLE)
_TARGET = r"(?:\((?:[^()\n]|\n(?![ \t]*\n)|\([^()\n]{0,100}\)){0,300}\)|\[[^\[\]\n]{0,60}\])"
_ODD_BETWEEN = later(
    # Between the digits of one number: emphasis, a tag with attributes, a footnote's mark, brackets and target of a link.
    r"(?<=[0-9])[*_~]{1,6}[ \t]?(?=[0-9]|[Xx](?![0-9A-Za-z]))"
    rf"|(?<=[0-9*_~>])[ \t]?!?\[\]{_TARGET}"
    r"|(?<=[0-9*_~>])(?:</?[A-Za-z][^<>\n]{0,200}>|!?\[\^[^\]\n]{1,20}\]|[ \t]?!?\[)(?=[0-9*_~])"
    rf"|(?<=[0-9*_~])\]{_TARGET}(?=[ \t\-/]{{0,3}}[0-9Xx\[*_~<])"
    r"|(?<=[0-9*_~])\](?=[0-9])"
)
_BETWEEN_DIGITS = later(r"[0-9*_~>](?:[*_~]{1,6}[ \t]?[0-9Xx]|\][(\[0-9]|[ \t]?!?\[[0-9^*_~\]]|</?[A-Za-z][^<>\n]{0,200}=)")
_ROUNDS = 4
"""Signs within signs between the same digits: [_110105_](x)1949…"""
_MANY_DIGITS = later(r"[0-9](?:[^0-9]{0,3}[0-9]){9}")
HAN = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弌弍弎貳參陸"
_HAN_DIGITS = str.maketrans(HAN, "000123456789" + "1" + "123456789" + "123" + "236")
_BETWEEN = r"[ \t\u3000·\-\u2010-\u2015/,，、.|\n]{0,3}"
HAN_FAST = later(rf"[{HAN}](?:(?<=[0-9].)|(?:{_BETWEEN}[0-9{HAN}]){{4}})")
"""Figures written as characters, five together or beside a digit; years have four."""
_HAN_NUMBER = later(rf"[0-9{HAN}](?:{_BETWEEN}[0-9{HAN}]){{9,}}")
_HAN_FIGURE = later(f"[{HAN}]")
_PHONED = later(r"手机|电话|联系方式|联系人|号码")
_CARDED = later(r"身份证|身份号|证件号|居民证")
_MOBILE = later(r"1[3-9][0-9]{9}\Z")
_WORDS_BEFORE = 16
_UNSEEN = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_CROSS = "\u2169\u2179\u00d7\u2715\u2716\u2573\u03a7\u03c7\u0425\u0445"
"""Signs that look like the X at the end of an identity number: Ⅹ ⅹ × ✕ ✖ ╳ Χ χ Х х."""
CROSS_FAST = later(rf"[{_CROSS}](?:(?<=[0-9].)|(?<=[0-9{HAN}\uff10-\uff19][ \t\u3000\-].)|(?<=[{HAN}\uff10-\uff19].))")
_CROSSED = later(rf"(?<![0-9A-Za-z.])([0-9](?:{_BETWEEN}[0-9]){{16}}[ \t\u3000\-]{{0,3}})[{_CROSS}](?![0-9A-Za-z{_CROSS}])")
_LONG_RUN = later(r"(?<![0-9])(?:[0-9]{11}|[0-9]{15}|[0-9]{16,19})(?![0-9])")

ODD_FAST = later(
    rf"[{_BASIC}\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0a\uff0b\uff0d\uff0e\uff0f\uff20\uff3f\uff5c\u00a0\u2000-\u200a\u202f"
    rf"{_DIGITS}\u2460-\u2468\u2070-\u2089\u24ea\u2e80-\u2fdf\uf900-\ufaff\U00010000-\U0010ffff]"
)
"""Characters that make folding worth while; markup is looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text ready for searching, and the way back."""

    text: str
    _starts: tuple[int, ...] = ()
    _origins: tuple[int, ...] = ()
    _before: Folded | None = None
    """The text that this one was folded from, when that was folded already."""

    def origin(self, position: int) -> int:
        """Position in the original text of a position in the folded one."""
        if self._starts:
            run = bisect_right(self._starts, position) - 1
            if run >= 0:
                position += self._origins[run] - self._starts[run]
        return position if self._before is None else self._before.origin(position)


_TAGS = {"br": " ", "td": "|", "th": "|", "tr": "\n", "sup": " "}
"""A table in HTML reads as one of Markdown."""


def _apart(found: re.Match[str]) -> str:
    """A space for what stands between digits and is none of them."""
    sign = found.group()
    # What a link leads to or a tag says may be the number itself.
    return sign if _MANY_DIGITS.search(sign) else " "


def _plain(odd: re.Match[str]) -> str:
    found = odd.group()
    first = found[0]
    if first == "<":
        return _TAGS.get(found.strip("<> /").lower() if found[1] != "/" else "", "")
    if first in "*_~`\\":
        return ""
    # A character reference is whatever it stands for: a digit of another script, a sign that nobody sees.
    folded = unicodedata.normalize("NFKC", html.unescape(found) if first == "&" else found)
    if not folded.isascii():
        folded = "".join([str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded])
        folded = "".join([c for c in folded if not unicodedata.category(c).startswith(("Cf", "Mn")) and c not in _UNSEEN])
    return folded.replace("\n", " ") if first == "&" else folded


@lru_cache(maxsize=2)
def fold(text: str) -> Folded:
    """Return the text as a reader sees it. Shorter or equal; lines stay lines."""
    folded = _replace(_ODD, _plain, Folded(text))
    for _ in range(_ROUNDS):
        if not _BETWEEN_DIGITS.search(folded.text):
            break
        before, folded = folded, _replace(_ODD_BETWEEN, _apart, folded)
        if folded is before:
            break
    figures = _figures(folded.text)
    return folded if figures == folded.text else replace(folded, text=figures)


def _replace(signs: re.Pattern[str], plain_of: Callable[[re.Match[str]], str], before: Folded) -> Folded:
    """``before`` itself when nothing changes."""
    text = before.text
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = last = 0
    for odd in signs.finditer(text):
        plain = plain_of(odd)
        if plain == odd.group():
            continue
        kept = text[last : odd.start()]
        length += len(kept)
        pieces += (kept, plain)
        if plain:
            starts.append(length)
            origins.append(odd.start())
            length += len(plain)
        starts.append(length)
        origins.append(odd.end())
        last = odd.end()
    if not pieces:
        return before
    pieces.append(text[last:])
    return Folded("".join(pieces), tuple(starts), tuple(origins), before if before._starts else None)


def _figures(text: str) -> str:
    """一三八〇… of ten figures or more as digits, Ⅹ behind seventeen digits as X; one character for one, so that every place stays."""
    text = _HAN_NUMBER.sub(_digits, text) if HAN_FAST.search(text) else text
    return _CROSSED.sub(r"\1X", text) if CROSS_FAST.search(text) else text


def _digits(found: re.Match[str]) -> str:
    """A digit beside a word is none of its figures: 张三138…, …8000一事."""
    run = found.group()
    if _is_said(found):
        return run.translate(_HAN_DIGITS)
    start = 1 if run[0] in HAN and run[1].isdecimal() else 0
    stop = len(run) - 1 if run[-1] in HAN and run[-2].isdecimal() else len(run)
    inner = run[start:stop]
    mixed = inner.translate(_HAN_DIGITS)
    if _LONG_RUN.search(inner) or (len(_HAN_FIGURE.findall(inner)) < 3 and (mixed == inner or not _MOBILE.match(mixed))):
        return run
    return run[:start] + mixed + run[stop:]


def _is_said(found: re.Match[str]) -> bool:
    """True when the words before say that all these figures, whatever they are written as, are one number."""
    digits = "".join([char for char in found.group().translate(_HAN_DIGITS) if char.isdecimal()])
    words = found.string[max(0, found.start() - _WORDS_BEFORE) : found.start()]
    if _MOBILE.match(digits):
        return _PHONED.search(words) is not None
    crossed = len(digits) == 17 and found.string[found.end() : found.end() + 1] in ("x", "X", *_CROSS)
    return (crossed or len(digits) == 18) and _CARDED.search(words) is not None
