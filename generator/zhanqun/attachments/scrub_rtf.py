"""Taking hidden things out of rtf: groups that are not shown are left out, byte for byte the rest stays."""

from __future__ import annotations

import re
from itertools import islice

from zhanqun.attachments.plain import TOKEN
from zhanqun.attachments.reading import Refused
from zhanqun.attachments.rtf_look import Look

_SAID = {"info": "作者、单位等文档属性", "annotation": "批注", "atnauthor": "批注", "object": "嵌入的文件或对象", "userprops": "自定义属性",
         "docvar": "文档变量", "template": "模板路径", "revtbl": "修订记录"}  # fmt: skip
_PLAIN = frozenset({"info", "object", "docvar", "revtbl", "filetbl", "xmlnstbl", "userprops", "template", "atnid", "atnauthor"})
"""Destinations that go even where no star stands before them."""
_STARRED = frozenset({"shppict", "shpinst", "shptxt", "listtable", "listoverridetable", "pn", "pnseclvl", "bkmkstart", "bkmkend", "cs", "ts", "falt",
                      "panose", "fname", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "defchp", "defpap", "expandedcolortbl", "background",
                      "fldinst", "listpicture", "mmathPr"})  # fmt: skip
"""The only starred destinations that stay."""
_MOST = 1_000_000
_FIELD = re.compile(rb'(?i)\s*(?:HYPERLINK\s+"?(?:https?:|mailto:|\\l\s)|PAGE\b|NUMPAGES\b|TOC\b|PAGEREF\b|REF\s)')
_REVISED = frozenset({"revised", "revauth", "revdttm", "deleted", "revauthdel", "revdttmdel", "crauth", "crdate", "insrsid", "charrsid", "delrsid"})


def scrub_rtf(data: bytes) -> tuple[bytes, list[str]]:
    """Return the copy and what was removed. Raises ``Refused`` for data that cannot be told from text."""
    if re.search(rb"\\bin[1-9]", data):
        raise Refused("binary", "附件里有二进制数据，不能自动清理", "用办公软件另存为 docx 后清理")
    tokens = list(islice(TOKEN.finditer(data), _MOST))
    if len(tokens) == _MOST:
        raise Refused("too-large", "附件太大，不能自动清理", "用办公软件另存为 docx 后清理")
    ends = _ends(tokens)
    removed: dict[str, None] = {}
    out: list[bytes] = []
    states: list[tuple[bool, bool]] = []
    hidden = deleted = False
    at, look = 0, Look(data)
    while at < len(tokens):
        token = tokens[at]
        word, number, _, _, brace, text = token.groups()
        if brace == b"{":
            what = _destination(tokens, at, data, ends)
            if what is not None:
                if what:
                    removed[what] = None
                at = ends[at] + 1
                continue
            states.append((hidden, deleted))
            look.brace(brace)
        elif brace == b"}":
            hidden, deleted = states.pop() if states else (False, False)
            look.brace(brace)
        name = (word or b"").decode("ascii")
        if word:
            look.word(name, (number or b"").decode("ascii"))
        # A blank stays: readers take it for a place between lines, and it hides nothing.
        faint = "" if brace or token.group().strip() in (b"", b"\\*") else look.why
        if name in ("v", "plain"):
            hidden = name == "v" and number != b"0"
        elif name == "deleted":
            deleted = number != b"0"
        if name in _REVISED:
            removed |= {"修订记录（按全部接受处理）": None} if name in ("revised", "deleted") else {}
        elif (hidden or deleted or faint) and not brace and (not word or name in _TEXTUAL):
            if text or not word:
                removed["隐藏文字" if hidden else "修订记录（按全部接受处理）" if deleted else faint] = None
        elif name != "v":
            out.append(token.group())
        at += 1
    return b"".join(out), list(removed)


_TEXTUAL = frozenset({"u", "tab", "line", "emdash", "endash", "bullet", "lquote", "rquote", "ldblquote", "rdblquote"})


def _ends(tokens: list[re.Match[bytes]]) -> dict[int, int]:
    """Of each opening brace the place of its closing one."""
    ends: dict[int, int] = {}
    open_: list[int] = []
    for at, token in enumerate(tokens):
        if token.group(5) == b"{":
            open_.append(at)
        elif token.group(5) == b"}" and open_:
            ends[open_.pop()] = at
    if open_:
        raise Refused("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件")
    return ends


def _destination(tokens: list[re.Match[bytes]], at: int, data: bytes, ends: dict[int, int]) -> str | None:
    """None when the group stays; else what to say of it, perhaps nothing."""
    inside = [token for token in tokens[at + 1 : at + 4] if not token.group().isspace()]
    starred = bool(inside) and inside[0].group(4) == b"*"
    first = inside[1] if starred and len(inside) > 1 else inside[0] if inside else None
    name = first.group(1).decode("ascii") if first is not None and first.group(1) else ""
    if name == "fldinst":
        said = b"".join(token.group(6) or b"" for token in tokens[at : ends[at]])
        return None if _FIELD.match(said) else "引用外部数据的域"
    if name in _PLAIN or (starred and name not in _STARRED):
        return _SAID.get(name, "")
    return None
