"""What a reader of an output file is shown, as plain text: blocks on lines of their own, cells between bars."""

from __future__ import annotations

import html
import re
import struct
import zlib

_SAID = re.compile(r' (?:content|title|alt|aria-label|placeholder|value|label|data-[a-z-]+)="([^"]{2,})"')
_INLINE = re.compile(r"</?(?:a|b|strong|em|i|span|code|mark|sub|sup|small|u|s|del|ins|abbr|wbr|time)(?: [^>]*)?>")
_CELL = re.compile(r"\s*</t[dh]>\s*<t[dh][^>]*>\s*|</t[dh]>|<t[dh][^>]*>")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
_TAG = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"\s*\n\s*")
_MAGIC, _WITH_TEXT = 0x5A51_0001, frozenset((4, 7))
"""Of the files of the full-text index: their mark, and the kinds that hold text (meta, text)."""


def page_text(page: str) -> str:
    """Visible text of HTML, with what its attributes say to readers and machines."""
    said = _SAID.findall(page)
    text = _INLINE.sub("", page)
    if "<t" in text:
        text = _CELL.sub("|", text)
    text = _BLANK.sub("\n", _TAG.sub("\n", text))
    if said:
        text += "\n".join(("", *said))
    return html.unescape(text) if "&" in text else text


def file_text(path: str, data: bytes) -> str:
    """Text of a machine-readable output file; empty for one that holds none. Raises zlib.error for a damaged one."""
    if path.endswith(".bin"):
        return _packed_text(data)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    if path.endswith((".xml", ".html")):
        return page_text(html.unescape(text) if "&lt;" in text else text)
    # Strings of JSON stand beside each other; they are no sentence, and numbers between them are the program's.
    return "\n".join(_STRING.findall(text)) if path.endswith((".json", ".jsonl", ".js")) else text.replace('"', "\n")


def _packed_text(data: bytes) -> str:
    stream = zlib.decompressobj()
    head = stream.decompress(data, 8)
    if len(head) < 8:
        return ""
    magic, kind = struct.unpack("<II", head)
    if magic != _MAGIC or kind not in _WITH_TEXT:
        return ""
    return zlib.decompress(data)[8:].decode("utf-8", "ignore").replace('"', "\n")
