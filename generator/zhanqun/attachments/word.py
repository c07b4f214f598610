"""docx: text, and every place where text hides."""

from __future__ import annotations

from collections.abc import Mapping

from zhanqun.attachments.office import check_common, descriptions, shape_text
from zhanqun.attachments.package import Package
from zhanqun.attachments.reading import Notes
from zhanqun.attachments.xml import elements, walk

ACTIVE = ("DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "AUTOTEXT", "MACROBUTTON", "DATABASE", "MERGEFIELD")
WHITE = frozenset({"FFFFFF", "FEFEFE", "FFFFFE", "FDFDFD"})
TINY = frozenset({"1", "2", "3"})
"""Half points."""
_REVISIONS = frozenset({"ins", "del", "moveFrom", "moveTo"})
_CHANGES = frozenset({"rPrChange", "pPrChange", "tblPrChange", "sectPrChange", "tcPrChange", "trPrChange", "numberingChange"})


class _Body:
    """Walks WordprocessingML: paragraphs become lines, cells are joined by tabs."""

    def __init__(self, notes: Notes, where: str, vanished: frozenset[str], white: frozenset[str]) -> None:
        self.notes, self.where, self.vanished, self.white = notes, where, vanished, white
        self.lines: list[str] = []
        self.line: list[str] = []
        self.concealed: dict[str, list[str]] = {}
        self.cells: list[list[str]] = []
        self.in_text = ""
        self.in_run = self.in_properties = self.shaded = 0
        self.hide = ""
        self.revision = ""
        self.field: list[str] = []
        self.paragraphs: list[str] = []
        """Why the style of each open paragraph hides it, or empty."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "r":
            self.in_run, self.hide = 1, self.paragraphs[-1] if self.paragraphs else ""
        elif name == "p":
            self.paragraphs.append("")
        elif name == "pStyle" and self.paragraphs:
            style = attributes.get("val", "")
            self.paragraphs[-1] = "隐藏文字" if style in self.vanished else "白色文字" if style in self.white else ""
        elif name == "rPr":
            self.in_properties = 1
        elif name in ("t", "delText", "instrText", "delInstrText"):
            self.in_text = name
        elif name in _REVISIONS and not self.in_properties:
            self.revision = name
            self.notes.hide("修订记录", self.where)
        elif name in _CHANGES:
            self.notes.hide("修订记录（格式）", self.where)
        elif name == "fldSimple":
            self._field(attributes.get("instr", ""))
        elif name in ("tab", "br", "cr") and self.in_run and not self.in_properties:
            self.line.append(" ")
        elif name == "tr":
            self.cells.append([])
        elif name == "shd" and attributes.get("fill", "auto").upper() not in ("AUTO", "FFFFFF", ""):
            self.shaded = 1
        elif name in ("object", "OLEObject", "control", "altChunk"):
            self.notes.hide("嵌入的文件或对象", self.where)
        elif self.in_run and self.in_properties:
            self._property(name, attributes)

    def _property(self, name: str, attributes: Mapping[str, str]) -> None:
        on = attributes.get("val", "true") not in ("0", "false", "off")
        if name in ("vanish", "specVanish") and on or name == "rStyle" and attributes.get("val", "") in self.vanished:
            self.hide = "隐藏文字"
        elif name == "color" and attributes.get("val", "").upper() in WHITE or name == "rStyle" and attributes.get("val", "") in self.white:
            self.hide = self.hide or "白色文字"
        elif name == "sz" and attributes.get("val", "24") in TINY:
            self.hide = self.hide or "极小的文字"

    def text(self, data: str) -> None:
        if not self.in_text:
            return
        if self.in_text in ("instrText", "delInstrText"):
            self.field.append(data)
        elif self.in_text == "delText" or self.revision in ("del", "moveFrom"):
            self.concealed.setdefault("修订记录", []).append(data)
        elif self.hide and data.strip() and not (self.hide == "白色文字" and self.shaded):
            self.concealed.setdefault(self.hide, []).append(data)
        else:
            self.line.append(data)

    def end(self, name: str) -> None:
        if name == self.in_text:
            self.in_text = ""
        elif name == "r":
            self.in_run, self.hide = 0, ""
        elif name == "rPr":
            self.in_properties = 0
        elif name in _REVISIONS:
            self.revision = ""
        elif name == "p":
            self._paragraph()
            if self.paragraphs:
                self.paragraphs.pop()
        elif name == "tc":
            self._cell()
        elif name == "tr" and self.cells:
            row = "\t".join(self.cells.pop())
            (self.cells[-1] if self.cells else self.lines).append(row)

    def _paragraph(self) -> None:
        if self.field:
            self._field("".join(self.field))
            self.field = []
        text = "".join(self.line)
        self.line = []
        self.shaded = self.shaded if self.cells else 0
        if self.cells:
            self.cells[-1].append("\0" + text)
        elif text:
            self.lines.append(text)

    def _cell(self) -> None:
        if not self.cells:
            return
        row = self.cells[-1]
        parts: list[str] = []
        while row and row[-1].startswith("\0"):
            parts.append(row.pop()[1:])
        row.append(" ".join(reversed(parts)).strip())
        self.shaded = 0

    def _field(self, instruction: str) -> None:
        words = instruction.strip().split()
        if words and words[0].upper() in ACTIVE:
            self.notes.hide("引用外部数据的域", self.where, instruction)

    def finish(self) -> None:
        self.notes.block(self.where, "\n".join(self.lines))
        for what, pieces in self.concealed.items():
            text = "".join(pieces)
            if text.strip():
                self.notes.hide(what, self.where, text)


def styles(data: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the styles of ``word/styles.xml`` whose text is hidden, and white."""
    vanished, white, shaded, current = set(), set(), set(), ""
    for name, attributes in elements(data):
        if name == "style":
            current = attributes.get("styleId", "") if attributes.get("type") in ("character", "paragraph") else ""
        elif name == "vanish" and current and attributes.get("val", "true") not in ("0", "false", "off"):
            vanished.add(current)
        elif name == "color" and current and attributes.get("val", "").upper() in WHITE:
            white.add(current)
        elif name == "shd" and current and attributes.get("fill", "auto").upper() not in ("AUTO", "FFFFFF", ""):
            shaded.add(current)
    white -= shaded
    return frozenset(vanished), frozenset(white)


_PARTS = (
    ("word/header", "页眉"), ("word/footer", "页脚"), ("word/footnotes", "脚注"),
    ("word/endnotes", "尾注"), ("word/glossary/document", "文档部件"),
)  # fmt: skip


def read_word(package: Package, notes: Notes) -> None:
    check_common(package, notes)
    vanished, white = styles(package.read("word/styles.xml"))
    texts = [(package.main, "正文"), *((name, where) for prefix, where in _PARTS for name in package.match(prefix, ".xml"))]
    for name, where in texts:
        body = _Body(notes, where, vanished, white)
        walk(package.read(name), body)
        body.finish()
        notes.block(f"{where}图片说明", "\n".join(descriptions(package.read(name))))
    for prefix in ("word/charts/", "word/diagrams/", "word/drawings/"):
        for name in package.match(prefix, ".xml"):
            notes.block("图形文字", shape_text(package, name))
    for name in package.match("word/comments", ".xml"):
        body = _Body(Notes("", notes.limits), "批注", vanished, white)
        walk(package.read(name), body)
        text = "\n".join(body.lines)
        if text.strip():
            notes.hide("批注", "", text)
    if package.read("word/people.xml"):
        people = [a.get("author", "") for tag, a in elements(package.read("word/people.xml")) if tag == "person"]
        notes.meta("修订者名单", "\n".join(people))
    for tag, attributes in elements(package.read("word/settings.xml")):
        if tag == "mailMerge":
            notes.hide("邮件合并的数据源", "settings")
        elif tag == "docVar":
            notes.meta("文档变量", attributes.get("val", ""))
