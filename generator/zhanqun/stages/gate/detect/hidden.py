"""Text that a reader does not see, and links that lead elsewhere than they say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.screen import screen
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.text.patterns import later

_INVISIBLE = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"
_BIDI = "\u061c\u202a-\u202e\u2066-\u2069"
_ANY = later(rf"[{_INVISIBLE}{_BIDI}\U000e0000-\U000e007f]")
_ZERO = later(rf"[{_INVISIBLE}]+")
_TURN = later(rf"[{_BIDI}]+")
_TAGS = later(r"[\U000e0000-\U000e007f]+")
_COMMENT = later(r"<!--.*?(?:-->|\Z)", re.S)
_LINK_COMMENT = later(r"(?m)^ {0,3}\[(?://|#|comment)\]:\s*\S+[^\n]*")
_STYLE = later(
    r"(?i)<[a-z][^>]{0,300}?(?:style\s*=\s*[\"'][^\"']*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em|%)?\b(?!\.)"
    r"|opacity\s*:\s*0(?:\.0\d*)?\s*(?=[;\"'])|(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent|rgba?\(\s*255\s*,\s*255\s*,\s*255)"
    r"|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,})[^\"']*[\"']|\s(?:hidden|aria-hidden\s*=\s*[\"']?true)[\s>/=])[^>]{0,300}>"
    r"|<font[^>]{0,100}color\s*=\s*[\"']?(?:#?fff(?:fff)?|white)\b[^>]{0,100}>"
)


def maybe_hidden(text: str) -> bool:
    seen = screen(text)
    return b"<" in seen.ascii or b"]:" in seen.ascii or (seen.odd and _ANY.search(text) is not None)


def find_hidden(text: str) -> Iterator[Span]:
    """Yield comments, invisible characters and styles that hide."""
    if "<" in text:
        for found in _COMMENT.finditer(text):
            yield Span(found.start(), found.end(), "comment")
        for found in _STYLE.finditer(text):
            yield Span(found.start(), found.end(), "style")
    for found in _LINK_COMMENT.finditer(text):
        yield Span(found.start(), found.end(), "comment")
    for found in _TURN.finditer(text):
        yield Span(found.start(), found.end(), "bidi")
    for found in _TAGS.finditer(text):
        yield Span(found.start(), found.end(), "bidi")
    if "\ufeff" not in text and _ZERO.search(text) is None:
        return
    runs = list(_ZERO.finditer(text))
    for run in runs[:3]:
        if run.start() or run.group() != "\ufeff":
            yield Span(run.start(), run.end(), "zero")


_SHOW = "把要公开的文字写成正文，其余删除"
HIDDEN = Detector(
    id=RuleId("hidden-text"),
    title="正文里有看不见的文字",
    severity=Severity.ERROR,
    prefilter=maybe_hidden,
    find=find_hidden,
    messages=MappingProxyType(
        {
            "comment": ("有注释，读者看不见，源文件里却看得见", _SHOW),
            "style": ("用样式隐藏了文字（白字、零号字、不显示一类）", _SHOW),
            "bidi": ("有改变文字方向或不可见的控制字符，能让显示与实际不符", "删除这些字符（重新键入该行即可）"),
            "zero": ("有零宽字符，常因从网页或聊天软件复制带入，会妨碍检索和检查", "删除这些字符（重新键入该行即可）"),
        }
    ),
    raw=True,
)

_LINK = later(r"(?<!!)\[((?:[^\[\]\n\\]|\\.|\[[^\[\]\n]*\]){0,300})\]\(\s*<?((?:[^()\s<>]|\([^()\s]*\)){1,2000})>?[^()\n]{0,200}\)")
_HREF = later(r"(?i)<a\b[^>]{0,500}?href\s*=\s*[\"']?([^\"'\s>]{1,2000})[^>]{0,500}>(.{0,300}?)</a>", re.S)
_SHOWN_HOST = later(r"^\s*(?:https?://)?((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,12})(?:[/:?#]\S*)?\s*$")
_HOST = later(r"(?i)^(?:https?:)?//(?:[^/?#@]*@)?([^/?#:]+)")
_SCHEME = later(r"(?i)(?:javascript|vbscript|data|file|blob):")
_NOTHING = later(r"[\x00-\x20\x7f-\x9f\\]+")
"""What browsers and Markdown skip within a scheme."""
_ELSEWHERE = later(
    r"(?m)^[ >]{0,12}\[(?!\^)[^\[\]\n]{1,300}\]:[ \t]*\n?[ \t]*<?([^\s<>]{1,2000})"  # a definition of a reference
    r"|<([A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>]{0,2000})>"  # an address in angle brackets
    r"|\]\(\s*<?((?![Dd][Aa][Tt][Aa]:image/)[^\s<>]{1,2000})"  # a picture, or a link within a link
    r"|(?i:<[a-z][^>]{0,800}?\s(?:[a-z]{1,10}:)?(?:href|src|srcdoc|action|formaction|data|poster|content|values|to|from)\s*=\s*"
    r"(?:\"([^\">]{1,2000})|'([^'>]{1,2000})|([^\s\"'>]{1,2000})))"
)
"""Where else than in an ordinary link an address may stand."""
_VISIBLE = later(r"[^\W_]|[^\x00-\x7f\u3000-\u303f\uff00-\uff0f]")


def maybe_link(text: str) -> bool:
    seen = screen(text).ascii
    return b"](" in seen or b"<" in seen or b"]:" in seen


def _runs(target: str) -> bool:
    """True when a browser would run the address, or open a file with it, however it is dressed."""
    if ":" not in target and "&" not in target:
        return False
    plain = _NOTHING.sub("", html.unescape(target))
    return _SCHEME.match(plain) is not None or "javascript:" in plain.lower()


def _link_key(shown: str, target: str) -> str:
    if _runs(target):
        return "scheme"
    host = _HOST.match(target)
    plain = _ANY.sub("", shown).strip()
    outside = host is not None
    if outside and not plain.startswith(("![", "<img")) and not _VISIBLE.search(plain):
        return "empty"
    said = _SHOWN_HOST.match(plain.strip("<>*_`"))
    if host and said and said.group(1).lower().removeprefix("www.") != host.group(1).lower().removeprefix("www."):
        return "elsewhere"
    if outside and "@" in target.split("//", 1)[1].split("/", 1)[0]:
        return "elsewhere"
    return ""


def find_links(text: str) -> Iterator[Span]:
    """Yield links without anything to see, links that name another host than they open, and script links."""
    told: list[tuple[int, int]] = []
    for pattern, shown, target in ((_LINK, 1, 2), (_HREF, 2, 1)):
        for found in pattern.finditer(text):
            key = _link_key(found.group(shown), found.group(target))
            if key:
                told.append(found.span())
                yield Span(found.start(), found.end(), key)
    for found in _ELSEWHERE.finditer(text):
        at = found.start()
        if _runs(next(filter(None, found.groups()), "")) and not any(start <= at < end for start, end in told):
            told.append(found.span())
            yield Span(found.start(), found.end(), "scheme")


LINK = Detector(
    id=RuleId("hidden-link"),
    title="有看不见或名实不符的链接",
    severity=Severity.ERROR,
    prefilter=maybe_link,
    find=find_links,
    messages=MappingProxyType(
        {
            "empty": ("有看不见的外部链接（没有文字）", "删除该链接，或写上它通往哪里"),
            "elsewhere": ("链接显示的网址与实际打开的不同", "把显示的文字改成单位或网页名称，并核对网址"),
            "scheme": ("链接会运行脚本或打开本机文件", "删除该链接"),
        }
    ),
    raw=True,
)
