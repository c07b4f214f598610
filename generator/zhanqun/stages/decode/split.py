"""Cuts a source file into front matter and body, and refuses bytes that are not plain UTF-8 text."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhanqun.text.nodes import Scalar
from zhanqun.text.notes import Notes
from zhanqun.text.yaml_strict import FRONT_MATTER_LIMIT

_OPEN = re.compile(rb"---[ ]*\n")
_CLOSE = re.compile(rb"^---[ ]*$", re.MULTILINE)
_CONTROL = bytes(code for code in range(32) if code not in (9, 10, 13)) + b"\x7f"
_KEY_LINE = re.compile(rb"[^\s:#][^\n:]{0,60}(?::|\xef\xbc\x9a)")
_BOM = b"\xef\xbb\xbf"

_FENCE_HELP = "第一行写 ---，下面每行一个“键: 值”，再用一行 --- 结束，然后写正文"


class Parts(NamedTuple):
    front: str
    """Between the fences, LF."""
    body: str
    """After the closing fence, LF."""
    body_line: int


def split_source(notes: Notes, data: bytes) -> Parts | None:
    """The two parts of a file, or None when there is nothing that could be read as front matter.

    Faults of the bytes are noted but do not end the reading where the rest can still be checked.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        notes.error(1, "文件是 UTF-16 编码", "用编辑器另存为“UTF-8（无 BOM）”", "encoding")
        return None
    if data.startswith(_BOM):
        notes.error(1, "文件开头有 BOM", "用编辑器另存为“UTF-8（无 BOM）”", "encoding")
        data = data[3:]
    if b"\r" in data:
        data = _line_endings(notes, data)
    if len(data.translate(None, _CONTROL)) != len(data):
        _control(notes, data)
        return None
    fences = _fences(notes, data)
    if fences is None:
        return None
    start, stop, body_start = fences
    if stop - start > FRONT_MATTER_LIMIT:
        message = f"元数据超过 {FRONT_MATTER_LIMIT // 1024} KiB，没有读"
        notes.error(2, message, "把长文字移到正文或附件里")
        return None
    try:
        front, body = data[start:stop].decode(), data[body_start:].decode()
    except UnicodeDecodeError:
        _not_utf8(notes, data)
        return None
    return Parts(front, body, data.count(b"\n", 0, body_start) + 1)


def _not_utf8(notes: Notes, data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        notes.error(line, "不是 UTF-8 编码的文字", "用编辑器另存为“UTF-8（无 BOM）”", "encoding")


def _line_endings(notes: Notes, data: bytes) -> bytes:
    if b"\r\n" in data:
        line = data.count(b"\n", 0, data.index(b"\r\n")) + 1
        help_ = "用编辑器把换行符改为 LF，并在 .gitattributes 里写 *.md text eol=lf"
        notes.error(line, "换行符是 CRLF（Windows 式）", help_, "line-endings")
        data = data.replace(b"\r\n", b"\n")
    if b"\r" in data:
        line = data.count(b"\n", 0, data.index(b"\r")) + 1
        notes.error(line, "有单独的回车符（U+000D）", "用编辑器把换行符改为 LF", "encoding")
        data = data.replace(b"\r", b"\n")
    return data


def _control(notes: Notes, data: bytes) -> None:
    """At most one finding a line and 20 in all."""
    seen = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        kept = line.translate(None, _CONTROL)
        if len(kept) == len(line):
            continue
        at = next(index for index, code in enumerate(line) if code in _CONTROL)
        column = len(line[:at].decode(errors="replace")) + 1
        message = f"有控制字符 U+{line[at]:04X}"
        notes.error(Scalar("", number, column), message, "删掉这个看不见的字符", "encoding")
        seen += 1
        if seen == 20:
            return


def _fences(notes: Notes, data: bytes) -> tuple[int, int, int] | None:
    """(start of the front matter, its end, start of the body), in bytes."""
    opened = _OPEN.match(data)
    if opened is None:
        _no_fence(notes, data)
        return None
    start = opened.end()
    closed = _CLOSE.search(data, start)
    if closed is None:
        notes.error(1, "元数据没有结束：找不到第二行 ---", _FENCE_HELP)
        return None
    body = min(closed.end() + 1, len(data))
    return start, closed.start(), body


def _no_fence(notes: Notes, data: bytes) -> None:
    first = data.partition(b"\n")[0]
    stripped = data.lstrip(b" \t\n")
    if not stripped:
        notes.error(1, "文件是空的", _FENCE_HELP)
    elif data.rstrip(b"\n ") == b"---":
        notes.error(1, "元数据没有结束：找不到第二行 ---", _FENCE_HELP)
    elif first.rstrip() in (b"+++", b";;;", b"```", b"```yaml", "———".encode(), "－－－".encode()):
        notes.error(1, "元数据要用三个半角减号 --- 围住", _FENCE_HELP)
    elif stripped is not data and _OPEN.match(stripped):
        notes.error(1, "--- 前面有空行或空格", "让 --- 成为文件的第一行")
    elif _KEY_LINE.match(first) and not first.startswith(b"#"):
        notes.error(1, "元数据没有用 --- 围住", _FENCE_HELP)
    else:
        notes.error(1, "没有元数据", _FENCE_HELP)
