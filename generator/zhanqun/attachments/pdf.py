"""pdf: text, covered text, notes, embedded files, scripts, earlier versions. Runs guarded: see guard.py."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from zhanqun.attachments.pdf_crop import Box, look_outside, placed
from zhanqun.attachments.pdf_unseen import read_unseen
from zhanqun.attachments.reading import HIDDEN, Notes, Problem, Refused

_PAGES = 3_000
_SILENT = frozenset({"/Link", "/Widget", "/Watermark", "/TrapNet", "/PrinterMark"})
_SCAN_CHARS = 12
"""Characters a page, below which a page with a picture counts as a scan."""
_META = {
    "/Author": "作者",
    "/Company": "单位",
    "/Manager": "主管",
    "/SourceModified": "源文件信息",
    "/LastSavedBy": "最后保存者",
}
_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_ZERO_END = re.compile(rb"startxref\s+0\s+%%EOF")
_XMP = re.compile(rb"<(?:dc:creator|pdf:Author|xmp:Author)\b[^>]*>(.*?)</(?:dc:creator|pdf:Author|xmp:Author)>", re.S)


class _Covers:
    """Rectangles painted over text that came before them."""

    def __init__(self) -> None:
        self.pending: list[tuple[float, float, float, float]] = []
        self.texts: list[tuple[float, float, float, str]] = []
        self.covered: list[str] = []
        self.dark = True
        self.unseen: list[str] = []
        """Text drawn with neither fill nor line: the words behind a scan, or hidden ones."""
        self.pictures: list[tuple[str, Box]] = []
        self.instead: list[str] = []
        """Words that a program reads in place of those that are drawn."""
        self._mode = 0
        self._saved: list[tuple[bool, int]] = []

    def operand(self, operator: bytes, operands: Any, matrix: Any, text_matrix: Any) -> None:
        if operator in (b"g", b"rg", b"k", b"sc", b"scn"):
            self._colour([float(value) for value in operands if isinstance(value, (int, float))])
        elif operator == b"q":
            self._saved.append((self.dark, self._mode))
        elif operator == b"Q":
            self.dark, self._mode = self._saved.pop() if self._saved else (True, 0)
        elif operator == b"Tr" and operands:
            self._mode = int(operands[0])
        elif operator == b"Do" and operands:
            self.pictures.append((str(operands[0]), placed(matrix)))
        elif operator == b"BDC" and len(operands) == 2 and isinstance(operands[1], dict):
            self.instead += [str(operands[1][key]) for key in ("/ActualText", "/Alt", "/E") if key in operands[1]]
        elif operator == b"re" and len(operands) == 4:
            x, y, w, h = (float(value) for value in operands)
            a, b, c, d, e, f = (float(value) for value in matrix)
            x0, y0, x1, y1 = (
                a * x + c * y + e,
                b * x + d * y + f,
                a * (x + w) + c * (y + h) + e,
                b * (x + w) + d * (y + h) + f,
            )
            self.pending.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        elif operator in (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"):
            for box in self.pending if self.dark else ():
                self._cover(box)
            self.pending = []
        elif operator in (b"n", b"S", b"s", b"W", b"W*"):
            self.pending = []

    def _colour(self, values: list[float]) -> None:
        # White and light boxes are backgrounds of printed web pages; a redaction is dark.
        if len(values) == 4:
            values = [(1 - value) * (1 - values[3]) for value in values[:3]]
        self.dark = bool(values) and sum(values) / len(values) < 0.4

    def _cover(self, box: tuple[float, float, float, float]) -> None:
        left, low, right, high = box
        if right - left < 8 or high - low < 5:
            return
        kept = []
        for text in self.texts:
            x, y, size, words = text
            if left - 1 <= x <= right - 2 and low - size * 0.35 <= y <= high - size * 0.3:
                self.covered.append(words)
            else:
                kept.append(text)
        self.texts = kept

    def text(self, words: str, matrix: Any, text_matrix: Any, font: Any, size: float) -> None:
        if not words.strip() or len(self.texts) > 20_000:
            return
        if self._mode == 3:
            self.unseen.append(words)
        a, b, c, d, e, f = (float(value) for value in matrix)
        x, y = float(text_matrix[4]), float(text_matrix[5])
        height = abs(float(size or 10) * float(text_matrix[3] or 1) * (d or 1))
        self.texts.append((a * x + c * y + e, b * x + d * y + f, min(height, 60), words))


def read_pdf(data: bytes, notes: Notes) -> None:
    """Read one file. Raises whatever pypdf raises; the guard turns it into a problem."""
    import pypdf

    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-4096:]:
        raise Refused("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件")
    reader = pypdf.PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("encrypted", "附件有密码保护，打不开", "去掉密码后再上传")
    pages = len(reader.pages)
    if pages > _PAGES:
        raise Refused("too-large", f"附件超过 {_PAGES} 页", "拆成几个文件")
    _catalog(reader, notes)
    _history(data, notes)
    read_unseen(reader, notes)
    chars = scans = 0
    for number, page in enumerate(reader.pages, 1):
        size = _page(page, number, notes)
        chars += size
        scans += size < _SCAN_CHARS and _has_picture(page)
    if pages and (chars == 0 or scans * 2 > pages):
        notes.problems.append(
            Problem(
                "no-text",
                "附件是扫描件或图片，没有可检查的文字",
                "换成由文档直接导出的 pdf，或在该附件写“文字稿”，或由有权的人登记豁免",
            )
        )
    elif scans:
        notes.problems.append(
            Problem(
                "no-text",
                f"附件有 {scans} 页是扫描图片，没有可检查的文字",
                "换成由文档直接导出的 pdf，或在该附件写“文字稿”，或由有权的人登记豁免",
            )
        )


def _page(page: Any, number: int, notes: Notes) -> int:
    covers = _Covers()
    text = page.extract_text(visitor_operand_before=covers.operand, visitor_text=covers.text) or ""
    notes.block(f"第 {number} 页", text)
    notes.block(f"{HIDDEN}（替代文字）", "\n".join(covers.instead))
    look_outside(page, number, covers.texts, covers.pictures, notes)
    if "".join(covers.covered).strip():
        notes.hide("被色块遮住、仍可复制的文字", f"第 {number} 页", "\n".join(covers.covered))
    if "".join(covers.unseen).strip() and not _has_picture(page):
        notes.hide("看不见的文字", f"第 {number} 页", "\n".join(covers.unseen))
    for entry in page.get("/Annots") or ():
        note = entry.get_object()
        kind = str(note.get("/Subtype", ""))
        if kind == "/FileAttachment":
            notes.hide("内嵌附件", f"第 {number} 页")
        elif kind not in _SILENT and kind != "/Popup":
            contents = str(note.get("/Contents", "") or "")
            notes.hide("批注", f"第 {number} 页", contents)
        elif kind == "/Widget" and note.get("/V") is not None:
            notes.block(f"第 {number} 页表单", str(note.get("/V")))
        elif kind == "/Link":
            _link(note, number, notes)
    return len("".join(text.split()))


def _link(note: Any, number: int, notes: Notes) -> None:
    action = note.get("/A")
    action = action.get_object() if action is not None else {}
    kind = str(action.get("/S", ""))
    if kind in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData"):
        notes.hide("脚本或启动动作", f"第 {number} 页")
    elif kind == "/URI":
        target = str(action.get("/URI", ""))
        notes.block(f"第 {number} 页链接", target)
        if target.lower().startswith(("file:", "\\\\")):
            notes.hide("链接指向本机或内网文件", f"第 {number} 页")


def _has_picture(page: Any) -> bool:
    resources: Any = page.get("/Resources")
    found: Any = resources.get_object().get("/XObject") if resources is not None else None
    return found is not None and any(item.get_object().get("/Subtype") == "/Image" for item in found.get_object().values())


def _catalog(reader: Any, notes: Notes) -> None:
    root: Any = reader.trailer["/Root"].get_object()
    tree = root.get("/Names")
    names: Any = tree.get_object() if tree is not None else {}
    if names.get("/EmbeddedFiles") is not None and reader.attachments:
        notes.hide("内嵌附件", "")
    opening = root.get("/OpenAction")
    action: Any = opening.get_object() if opening is not None else None
    scripted = isinstance(action, dict) and str(action.get("/S", "")) in ("/JavaScript", "/Launch", "/SubmitForm")
    if scripted or names.get("/JavaScript") is not None or root.get("/AA") is not None:
        notes.hide("脚本或启动动作", "")
    layers: Any = root.get("/OCProperties")
    standard: Any = layers.get_object().get("/D") if layers is not None else None
    off = standard.get_object() if standard is not None else {}
    if off.get("/OFF") or off.get("/BaseState") == "/OFF":
        notes.hide("隐藏的图层", "")
    information = reader.metadata or {}
    for key, what in _META.items():
        notes.meta(what, information.get(key))
    notes.title = str(information.get("/Title") or "")
    notes.block("文档属性（标题）", notes.title)
    for key in ("/Subject", "/Keywords"):
        notes.block("文档属性（主题、关键词）", str(information.get(key) or ""))
    stream = root.get("/Metadata")
    if stream is not None:
        found = _XMP.search(stream.get_object().get_data()[:1_000_000])
        text = re.sub(rb"<[^>]*>", b" ", found.group(1)).decode("utf-8", "replace") if found else ""
        notes.meta("作者", text)


def _history(data: bytes, notes: Notes) -> None:
    """Earlier versions stay in the file when a program saves by appending."""
    # A linearized file ends twice, the first time with "startxref 0" or inside its own first part.
    ends = sum(1 for found in _END.finditer(data) if int(found.group(1)))
    if ends < 2 + (b"/Linearized" in data[:2048] and not _ZERO_END.search(data)):
        return
    if b"/ByteRange" in data and data.rfind(b"/ByteRange") > data.find(b"%%EOF"):
        notes.meta("签章前的版本（增量更新）", "x")
    else:
        notes.hide("保留着修改前的版本（增量更新）", "")
