"""odt, ods, odp (ODF) and ofd (GB/T 33190)."""

from __future__ import annotations

from collections.abc import Mapping

from zhanqun.attachments.package import Package
from zhanqun.attachments.reading import Notes, Refused
from zhanqun.attachments.xml import Plain, elements, walk


class _Content:
    """content.xml of ODF: paragraphs, tables, and what hides."""

    def __init__(self, notes: Notes, hidden_styles: frozenset[str]) -> None:
        self.notes, self.hidden_styles = notes, hidden_styles
        self.lines: list[str] = []
        self.row: list[str] | None = None
        self.parts: list[str] = []
        self.secret: list[tuple[str, str]] = []
        self.found: dict[str, list[str]] = {}
        self.depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        what = ""
        if name == "tracked-changes":
            what = "修订记录"
        elif name in ("annotation", "hidden-text", "hidden-paragraph"):
            what = "批注" if name == "annotation" else "隐藏文字"
        elif name in ("table-row", "table-column") and attributes.get("visibility") in ("collapse", "filter"):
            what = "隐藏的行" if name == "table-row" else "隐藏的列"
        elif attributes.get("style-name", "") in self.hidden_styles:
            what = "隐藏的工作表" if name == "table" else "隐藏文字"
        elif name in ("object", "object-ole", "plugin"):
            self.notes.hide("嵌入的文件或对象", "正文")
        elif name == "script":
            raise Refused("macro", "附件里有宏或脚本", "另存为不带宏的文件")
        self.secret.append((name, what))
        if what:
            self.depth += 1
            self.notes.hide(what, "正文")
        if name == "table-row":
            self.row = []
        elif name in ("tab", "s", "line-break"):
            self.parts.append(" ")

    def text(self, data: str) -> None:
        if self.depth:
            what = next(w for _, w in reversed(self.secret) if w)
            self.found.setdefault(what, []).append(data)
        else:
            self.parts.append(data)

    def end(self, name: str) -> None:
        _, what = self.secret.pop()
        self.depth -= bool(what)
        if name in ("p", "h") and self.row is None:
            self._line("".join(self.parts))
        elif name in ("table-cell", "covered-table-cell") and self.row is not None:
            self.row.append("".join(self.parts).strip())
            self.parts = []
        elif name == "table-row" and self.row is not None:
            self._line("\t".join(self.row))
            self.row = None

    def _line(self, text: str) -> None:
        if text.strip():
            self.lines.append(text)
        self.parts = []


def _hidden_styles(*documents: bytes) -> frozenset[str]:
    hidden, current = set(), ""
    for data in documents:
        for name, attributes in elements(data):
            if name == "style":
                current = attributes.get("name", "")
            elif (
                name == "table-properties"
                and attributes.get("display") == "false"
                or name == "text-properties"
                and (
                    attributes.get("display") == "none"
                    or attributes.get("color", "").lower() == "#ffffff"
                    and attributes.get("background-color", "transparent") == "transparent"
                )
            ):
                hidden.add(current)
    return frozenset(hidden)


def read_odf(package: Package, notes: Notes) -> None:
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.names):
        raise Refused("macro", "附件里有宏", "另存为不带宏的文件")
    if any(tag == "encryption-data" for tag, _ in elements(package.read("META-INF/manifest.xml"))):
        raise Refused("encrypted", "附件有密码保护，打不开", "去掉密码后再上传")
    data = package.read("content.xml")
    content = _Content(notes, _hidden_styles(package.read("styles.xml"), data))
    walk(data, content)
    notes.block("正文", "\n".join(content.lines))
    for what, parts in content.found.items():
        notes.hide(what, "正文", "".join(parts))
    if any(name.startswith("Object ") and name.endswith("content.xml") for name in package.names):
        notes.hide("嵌入的文件或对象", "正文")
    if any(name.startswith("Versions/") for name in package.names):
        notes.hide("旧版本", "Versions")
    meta = Plain("creator", "initial-creator", "printed-by", "title", "user-defined")
    if "meta.xml" in package:
        walk(package.read("meta.xml"), meta)
    for name, value in meta.values:
        if name == "title":
            notes.title = value
        elif value.strip():
            notes.meta({"user-defined": "自定义属性"}.get(name, "作者"), value)


def read_ofd(package: Package, notes: Notes) -> None:
    for name in package.names:
        lower = name.lower()
        if lower.endswith("attachments.xml"):
            if any(tag == "Attachment" for tag, _ in elements(package.read(name))):
                notes.hide("内嵌附件", "")
        elif "/annots/" in lower and lower.endswith(".xml") and not lower.endswith("annotations.xml"):
            _ofd_annotations(package.read(name), notes)
        elif lower.endswith("content.xml"):
            text = Plain("TextCode")
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
