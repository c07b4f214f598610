"""What a reader of an output file is shown, as plain text: blocks on lines of their own, cells between bars."""

from __future__ import annotations

import html
import re
import struct
import zlib

_SAID = re.compile(r' (?:content|title|alt|aria-label|placeholder|value|label|data-[a-z-]+)="([^"]{2,})"')
# Days, tags and numbers that templates set beside a title stand in time and span: they are no part of its words.
_INLINE = "a b strong em i code mark sub sup small u s del ins abbr wbr".split()


class _Tags(dict[str, str]):
    """What stands for a tag; a line break for all others."""

    def __missing__(self, tag: str) -> str:
        return self.setdefault(tag, "\n")


_JOIN = _Tags({mark + name: "" for name in _INLINE for mark in ("", "/")} | {"td": "\2", "th": "\2", "/td": "\1", "/th": "\1"})
_CELLS = re.compile("\1\\s*\2")
_STRING = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.S)
_COUNTS = re.compile(r'"(?:df|gaps)":"[^"\\]*+(?:\\.[^"\\]*+)*+"')
"""What a title index says of its terms: gaps and counts as characters, among which eleven digits may stand by chance."""
_DATA = re.compile(r'<script type="application/ld\+json">([^<]*)</script>')
_TAG = re.compile(r"<(/?+[a-z0-9]*+)[^>]*+>")
_LINKED_DATA = "application/ld+json"
_MAGIC, _WITH_TEXT = 0x5A51, frozenset((4, 7))
"""Of the files of the full-text index: their mark, and the kinds that hold text (meta, text)."""


def page_text(page: str) -> str:
    """Visible text of HTML, with what its attributes say to readers and machines."""
    said = _SAID.findall(page)
    if _LINKED_DATA in page:
        # Its strings are lines, as in every other JSON.
        page = _DATA.sub(lambda found: "\n".join(_STRING.findall(found.group(1))), page)
    parts = _TAG.split(page)
    parts[1::2] = map(_JOIN.__getitem__, parts[1::2])
    text = "".join(parts)
    if "\1" in text or "\2" in text:
        text = _CELLS.sub("|", text).replace("\1", "|").replace("\2", "|")
    text = "\n".join(filter(None, map(str.strip, text.split("\n"))))
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
    if path.rpartition("/")[2].startswith("titles-"):
        text = _COUNTS.sub("", text)
    # Strings of JSON stand beside each other; they are no sentence, and numbers between them are the program's.
    if not path.endswith((".json", ".jsonl", ".js")):
        return text.replace('"', "\n")
    return "\n".join([said for said in _STRING.findall(text) if not _no_sentence(said)])


def _no_sentence(said: str) -> bool:
    """The sorted words of an index: whatever they tell stands in a title, too."""
    if len(said) < 400:
        return False
    words = said.split(" ")
    return len(words) > 100 and words == sorted(words)


def _packed_text(data: bytes) -> str:
    stream = zlib.decompressobj()
    head = stream.decompress(data, 8)
    if len(head) < 8:
        return ""
    magic, kind = struct.unpack("<II", head)
    if magic >> 16 != _MAGIC or kind & 255 not in _WITH_TEXT:
        return ""
    return zlib.decompress(data)[8:].decode("utf-8", "ignore").replace('"', "\n")
