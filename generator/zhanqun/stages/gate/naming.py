"""Which local files an item or page names: 附件, and links and pictures in its Markdown.

Only files found here are read, approved and copied, so a name this scan misses is a dead link (verify reports
it) and never a leak. Code blocks and code spans are not links and are skipped.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, normpath
from urllib.parse import unquote_to_bytes

from zhanqun.model.item import Item, Page
from zhanqun.model.verdict import NamedFile

RESERVED = frozenset(("lanmu", "nian", "bumen", "feeds", "data", "search", "assets", "sitemap"))
"""First segments below a site's root that the generator writes itself; no source may live there."""

_INLINE = re.compile(r"\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()\\]*\))*\))+))")
_DEFINITION = re.compile(
    r"""^\ {0,3}\[(?!\^)(?:[^\]\[\n\\]|\\.)+\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|(\S+))"""
    r"""(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$""",
    re.MULTILINE | re.VERBOSE,
)
_HTML = re.compile(r"""\b(?:src|href|poster)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'>]+))""", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(?:.*\n)*?(?: {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)([^\n]{1,1000}?)(?<!`)\1(?!`)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_PAGE_SUFFIXES = (".md", ".html", ".htm", "/")


@dataclass(frozen=True, slots=True)
class RefusedName:
    """A name that no folder of the site can hold."""

    name: str
    line: int
    reason: str


_last: tuple[Item | Page, tuple[tuple[NamedFile, ...], tuple[RefusedName, ...]]] | None = None


def name_files(value: Item | Page) -> tuple[NamedFile, ...]:
    """Return the local files that ``value`` names, each once, sorted by path; refused names are left out."""
    return read_names(value)[0]


def read_names(value: Item | Page) -> tuple[tuple[NamedFile, ...], tuple[RefusedName, ...]]:
    """Return the files named, and the names refused (for the rule that reports them).

    The last answer is kept: whoever reads the files asks first, then the gate asks twice for the same value.
    """
    global _last
    last = _last
    if last is None or last[0] is not value:
        last = _last = (value, _read(value))
    return last[1]


def _read(value: Item | Page) -> tuple[tuple[NamedFile, ...], tuple[RefusedName, ...]]:
    named: dict[str, NamedFile] = {}
    refused: list[RefusedName] = []
    for ref in value.head.attachments:
        line = ref.line or value.head.line("附件")
        _add(value, ref.file, ref.name or ref.file, line, True, named, refused)
        if ref.transcript:
            _add(value, ref.transcript, ref.transcript, line, False, named, refused)
    if isinstance(value, Page):
        for leader in value.head.leaders:
            if leader.photo:
                _add(value, leader.photo, f"{leader.name}的照片", value.head.line("领导"), False, named, refused)
    for dest, line in _body_links(value):
        local = _local_part(dest)
        if local is None:
            refused.append(RefusedName(dest, line, "百分号编码不是 UTF-8"))
        elif local:
            _add(value, local, local.rsplit("/", 1)[-1], line, False, named, refused)
    if not named:
        return (), tuple(refused)
    return tuple(named[path] for path in sorted(named)), tuple(refused)


def relative_name(item_path: str, file_path: str) -> str:
    """``file_path`` as seen from the item's folder, POSIX: the name under which the digest knows it."""
    here, there = item_path.split("/")[:-1], file_path.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "/".join([".."] * (len(here) - same) + there[same:])


def _add(
    value: Item | Page, name: str, shown: str, line: int, listed: bool,
    named: dict[str, NamedFile], refused: list[RefusedName],
) -> None:
    path, reason = _resolve(value.path, unicodedata.normalize("NFC", name))
    if reason:
        refused.append(RefusedName(name, line, reason))
    elif not path:
        return
    elif path not in named:
        named[path] = NamedFile(path=path, name=shown, line=line, listed=listed)


def _resolve(item_path: str, name: str) -> tuple[str, str]:
    """Path from the cluster's root and why it is refused (one of them empty); both empty: a generated address."""
    if "\\" in name:
        return "", "用了反斜杠，请改用 /"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "", "是绝对路径，请写相对于本文件的路径"
    if any(ord(char) < 32 or ord(char) == 127 for char in name):
        return "", "含有控制字符"
    docs = "/".join(item_path.split("/")[:3]) + "/"
    path = normpath(f"{dirname(item_path)}/{name}")
    if not path.startswith(docs):
        return "", "指到了本站 docs 文件夹之外"
    if path[len(docs):].split("/", 1)[0] in RESERVED:
        return "", ""
    return path, ""


def _body_links(value: Item | Page) -> Iterator[tuple[str, int]]:
    """Destinations as written (unescaped), with the line of the source file."""
    body = value.body
    inline, definition = "](" in body, "]:" in body
    raw = isinstance(value, Page) and "<" in body
    if not (inline or definition or raw):
        return
    if "```" in body or "~~~" in body:
        body = _FENCE.sub(_blank, body)
    if "`" in body:
        body = _SPAN.sub(_blank, body)
    line, last = value.body_line, 0
    for pattern, wanted in ((_INLINE, inline), (_DEFINITION, definition), (_HTML, raw)):
        if not wanted:
            continue
        line, last = value.body_line, 0
        for match in pattern.finditer(body):
            line += body.count("\n", last, match.start())
            last = match.start()
            groups = match.groups()
            dest = next((group for group in groups if group), "")
            if pattern is not _HTML:
                dest = _ESCAPE.sub(r"\1", dest)
            yield (html.unescape(dest) if "&" in dest else dest).strip(), line


def _blank(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")


def _local_part(dest: str) -> str | None:
    """The file part of a link, percent-decoded; empty when it names no local file, none when undecodable."""
    if not dest or dest.startswith(("#", "?", "//")) or _SCHEME.match(dest):
        return ""
    part = dest.split("#", 1)[0].split("?", 1)[0]
    if part.lower().endswith(_PAGE_SUFFIXES):
        return ""
    if "%" not in part:
        return part
    try:
        return unquote_to_bytes(part).decode("utf-8")
    except UnicodeDecodeError:
        return None
