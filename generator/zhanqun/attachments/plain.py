"""csv, txt and rtf."""

from __future__ import annotations

import csv
import re
from io import StringIO

from zhanqun.attachments.reading import Notes, Refused
from zhanqun.attachments.rtf_look import SKIP, Look


def decode_text(data: bytes) -> str:
    """UTF-8, UTF-16 with a mark, else GB 18030. Raises ``Refused`` for anything else."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("encoding", "文本附件的编码认不出", "另存为 UTF-8")


def read_txt(data: bytes, notes: Notes) -> None:
    notes.block("正文", decode_text(data).replace("\r\n", "\n"))


def read_csv(data: bytes, notes: Notes) -> None:
    text = decode_text(data)
    try:
        rows = [
            "\t".join(cell.replace("\n", " ").replace("\t", " ").strip() for cell in row)
            for row in csv.reader(StringIO(text), delimiter=separator_of(text))
        ]
    except csv.Error:
        rows = text.split("\n")
    notes.block("表格", "\n".join(rows))


def separator_of(text: str) -> str:
    """What parts the cells of a table, told by its first line."""
    first = text.split("\n", 1)[0]
    return "\t" if first.count("\t") > first.count(",") else ";" if first.count(";") > first.count(",") else ","


TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_META = {"author": "作者", "operator": "最后保存者", "manager": "主管", "company": "单位"}
_PAGES = {"936": "gb18030", "1252": "cp1252", "950": "big5", "65001": "utf-8"}


class _Rtf:
    """A small RTF reader: text of groups, by destination."""

    def __init__(self, data: bytes) -> None:
        self.look = Look(data)
        self.out: dict[str, list[str]] = {"": []}
        self.stack: list[tuple[str, bool, bool, int]] = []
        self.where, self.hidden, self.deleted, self.skip = "", False, False, 1
        self.codec, self.pending, self.bytes, self.objects, self.revised = "gb18030", 0, bytearray(), 0, False

    def put(self, text: str) -> None:
        key = "隐藏文字" if self.hidden else "修订记录" if self.deleted else self.where
        if not key and text.strip():
            key = self.look.why  # the blanks between tiny lines are everybody's
        self.out.setdefault(key, []).append(text)

    def flush(self) -> None:
        if self.bytes:
            self.put(self.bytes.decode(self.codec, "replace"))
            self.bytes.clear()

    def word(self, name: str, number: str) -> None:
        if name in ("par", "line", "row", "sect", "page"):
            self.put("\n")
        elif name in ("tab", "cell"):
            self.put("\t")
        elif name == "u" and number:
            self.put(chr(int(number) % 65536))
            self.pending = self.skip
        elif name == "uc":
            self.skip = int(number or 1)
        elif name == "ansicpg":
            self.codec = _PAGES.get(number, "gb18030")
        elif name == "v":
            self.hidden = number != "0"
        elif name == "deleted":
            self.deleted = number != "0"
        elif name == "revised":
            self.revised = True
        elif name in ("annotation", "atnauthor"):
            self.where = "批注"
        elif name in ("object", "objemb"):
            self.objects += 1
        elif name in _META:
            self.where = _META[name]
        elif name in SKIP or name == "info":
            self.where = "-"
        elif name == "title":
            self.where = "title"
        elif name == "plain":
            self.hidden = False


def read_rtf(data: bytes, notes: Notes) -> None:
    reader, star = _Rtf(data), False
    for token in TOKEN.finditer(data):
        word, number, code, symbol, brace, text = token.groups()
        if not code:
            reader.flush()
        if brace:
            reader.look.brace(brace)
        if brace == b"{":
            reader.stack.append((reader.where, reader.hidden, reader.deleted, reader.skip))
            if len(reader.stack) > 2_000:
                raise Refused("hostile", "附件内部结构异常，拒绝读取", "用办公软件打开后重新导出")
        elif brace == b"}":
            if reader.stack:
                reader.where, reader.hidden, reader.deleted, reader.skip = reader.stack.pop()
        elif word:
            name = word.decode("ascii")
            if star and name not in ("annotation", "atnauthor", "shpinst", "shptxt", *_META):
                reader.where = "-"
            star = False
            reader.look.word(name, (number or b"").decode("ascii"))
            reader.word(name, (number or b"").decode("ascii"))
        elif code:
            if reader.pending:
                reader.pending -= 1
            else:
                reader.bytes.append(int(code, 16))
        elif symbol:
            star = symbol == b"*"
            if symbol in b"\\{}":
                reader.put(symbol.decode("ascii"))
            elif symbol == b"~":
                reader.put(" ")
        elif text:
            piece = text.decode(reader.codec, "replace")
            reader.put(piece[reader.pending :])
            reader.pending = 0
    reader.flush()
    _note(reader, notes)


def _note(reader: _Rtf, notes: Notes) -> None:
    if reader.stack:
        raise Refused("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件")
    for where, parts in sorted(reader.out.items()):
        text = "".join(parts)
        if where == "":
            notes.block("正文", text)
        elif where == "title":
            notes.title = text
        elif where in ("隐藏文字", "修订记录", "批注", "白色文字", "极小的文字") and text.strip():
            notes.hide(where, "正文", text)
        elif where in _META.values():
            notes.meta(where, text)
    if reader.revised:
        notes.hide("修订记录", "正文")
    if reader.objects:
        notes.hide("嵌入的文件或对象", "正文")
