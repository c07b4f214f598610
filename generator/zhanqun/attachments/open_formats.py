"""odt, ods, odp (ODF) and ofd (GB/T 33190)."""

from __future__ import annotations

from collections.abc import Mapping

from zhanqun.attachments.odf_hidden import Judge, Styles, count_of
from zhanqun.attachments.package import Package
from zhanqun.attachments.reading import Notes, Refused
from zhanqun.attachments.xml import Plain, elements, walk

_CELLS = ("table-cell", "covered-table-cell")
_TEXTS = ("p", "h", "title", "desc")
_VALUES = ("string-value", "string-value-if-true", "string-value-if-false", "value")


class _Content:
    """content.xml or styles.xml of ODF: paragraphs, tables, and what hides."""

    def __init__(self, notes: Notes, styles: Styles, where: str) -> None:
        self.notes, self.where, self.judge = notes, where, Judge(styles)
        self.lines: list[str] = []
        self.row: list[str] | None = None
        self.parts: list[str] = []
        self.secret: list[str] = []
        self.found: dict[str, list[str]] = {}
        self.cells: list[list[bool]] = []
        self.depth = self.inside = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "script":
            raise Refused("macro", "附件里有宏或脚本", "另存为不带宏的文件")
        what, hides = self.judge.enter(name, attributes)
        if what and not (name == "notes" or (name in _CELLS and what == "隐藏的列")):
            # Of a hidden column its head tells, of notes their text: every slide has an empty page for them.
            self.notes.hide(what, self.where)
        if what == "文档变量":
            self.notes.hide(what, self.where, "\n".join(attributes.get(key, "") for key in _VALUES))
        self.secret.append(what if hides else "")
        self.depth += hides
        self.inside += name in _TEXTS
        if name in _CELLS:
            edges = self.judge.stretches(count_of(attributes, "number-columns-repeated"))
            self.cells.append([not self.judge.is_hidden(column) for column in edges[:-1]])
        elif name == "table-row":
            self.row = []
        elif name in ("tab", "s", "line-break"):
            self.parts.append(" ")

    def text(self, data: str) -> None:
        if self.depth:
            what = next(w for w in reversed(self.secret) if w)
            self.found.setdefault(what, []).append(data)
        elif self.inside:
            self.parts.append(data)

    def end(self, name: str) -> None:
        self.judge.leave(name)
        self.depth -= bool(self.secret.pop())
        self.inside -= name in _TEXTS
        shown = self.cells.pop() if name in _CELLS else [True]
        if name in _TEXTS and self.row is None and not self.depth:
            self._line("".join(self.parts))
        elif name in _CELLS and self.row is not None:
            text = "".join(self.parts).strip()
            self.row += [text if seen else "" for seen in shown]
            self.parts = []
        elif name == "table-row" and self.row is not None:
            self._line("\t".join(self.row).rstrip())
            self.row = None

    def _line(self, text: str) -> None:
        if text.strip():
            self.lines.append(text)
        self.parts = []


def read_odf(package: Package, notes: Notes) -> None:
    if any(name.startswith(("Basic/", "Scripts/", "Dialogs/")) for name in package.names):
        raise Refused("macro", "附件里有宏", "另存为不带宏的文件")
    if any(tag == "encryption-data" for tag, _ in elements(package.read("META-INF/manifest.xml"))):
        raise Refused("encrypted", "附件有密码保护，打不开", "去掉密码后再上传")
    documents = {"页眉页脚": package.read("styles.xml"), "正文": package.read("content.xml")}
    styles = Styles(notes.kind)
    for data in documents.values():
        styles.learn(data)
    for where, data in documents.items():
        if data or where == "正文":
            content = _Content(notes, styles, where)
            walk(data, content)
            # Master pages of slides hold what nobody is shown: places for titles and the like.
            notes.block(where, "\n".join(content.lines) if where == "正文" or notes.kind != "odp" else "")
            for what, parts in content.found.items():
                if what != "演讲者备注" or (where == "正文" and "".join(parts).strip()):
                    notes.hide(what, where, "".join(parts))
    if any(name.startswith("Object ") and name.endswith("content.xml") for name in package.names):
        notes.hide("嵌入的文件或对象", "正文")
    if any(name.startswith("Versions/") for name in package.names):
        notes.hide("旧版本", "Versions")
    _odf_meta(package.read("meta.xml"), notes)


def _odf_meta(data: bytes, notes: Notes) -> None:
    meta = Plain("creator", "initial-creator", "printed-by", "title", "user-defined")
    if data:
        walk(data, meta)
    for name, value in meta.values:
        if name == "title":
            notes.title = value
        elif value.strip():
            notes.meta({"user-defined": "自定义属性"}.get(name, "作者"), value)
    for name, attributes in elements(data):
        if name == "template":
            notes.meta("模板", attributes.get("href") or attributes.get("title"))


def read_ofd(package: Package, notes: Notes) -> None:
    for name in package.names:
        lower = name.lower()
        if lower.endswith("attachments.xml"):
            if any(tag == "Attachment" for tag, _ in elements(package.read(name))):
                notes.hide("内嵌附件", "")
        elif "/annots/" in lower and lower.endswith(".xml") and not lower.endswith("annotations.xml"):
            _ofd_annotations(package.read(name), notes)
        elif lower.endswith(".xml") and (lower.endswith("content.xml") or _is_page(package.read(name))):
            text = _Page(notes)
            walk(package.read(name), text)
            notes.block(
                "版面文字",
                "".join(value for _, value in text.values) if _single(text) else "\n".join(v for _, v in text.values),
            )
        elif lower == "encryptions.xml" or lower.endswith("encryptinfo.dat"):
            raise Refused("encrypted", "附件有密码保护，打不开", "去掉密码后再上传")
        elif "/versions/" in lower or lower.endswith("docversion.xml"):
            notes.hide("旧版本", "")
    root = Plain("Author", "Title", "CustomData", "Creator")
    walk(package.read("OFD.xml"), root)
    for name, value in root.values:
        if name == "Title":
            notes.title = value
        elif name == "Author" and value.strip():
            notes.meta("作者", value)
        elif name == "CustomData" and value.strip():
            notes.meta("自定义属性", value)


def _is_page(data: bytes) -> bool:
    """Pages may have any name; what they are, their first element says."""
    return bool(data) and next(elements(data), ("", {}))[0] == "Page"


class _Page(Plain):
    """Text of a page; what is set invisible is told apart."""

    def __init__(self, notes: Notes) -> None:
        super().__init__("TextCode")
        self.notes = notes
        self.unseen: list[bool] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.unseen.append((bool(self.unseen) and self.unseen[-1]) or is_unseen(attributes))
        if name in ("TextObject", "Layer", "PageBlock") and self.unseen[-1]:
            self.notes.hide("隐藏文字", "版面")
        super().start(name, attributes)

    def end(self, name: str) -> None:
        count = len(self.values)
        super().end(name)
        if self.unseen.pop() and len(self.values) > count:
            self.notes.hide("隐藏文字", "版面", self.values.pop()[1])


def is_unseen(attributes: Mapping[str, str]) -> bool:
    """True for something on an OFD page that is drawn by nobody."""
    return attributes.get("Visible") == "false" or attributes.get("Alpha") == "0"


def _single(text: Plain) -> bool:
    """Some writers put every character into a piece of its own."""
    lengths = [len(value) for _, value in text.values]
    return bool(lengths) and sum(lengths) < 2 * len(lengths)


def _ofd_annotations(data: bytes, notes: Notes) -> None:
    kinds = {attributes.get("Type", "") for tag, attributes in elements(data) if tag == "Annot"}
    text = Plain("TextCode", "Remark")
    walk(data, text)
    if kinds - {"Link", "Stamp", "Watermark"}:
        notes.hide("批注", "", "\n".join(value for _, value in text.values))
    else:
        notes.block("版面注释", "\n".join(value for _, value in text.values))
