"""Taking hidden things out of odt, ods and odp. Parts that nothing shown leads to go, whatever they are called."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import Any

from zhanqun.attachments.odf_hidden import OBJECTS, Judge, Styles, count_of
from zhanqun.attachments.reading import Refused
from zhanqun.attachments.scrub import Parts, bytes_of, cut_keeping_tail, local, tree_of, unwrap_keeping_text

_DOCUMENTS = ("styles.xml", "content.xml")
_MANIFEST = "META-INF/manifest.xml"
_KEPT = ("mimetype", _MANIFEST, *_DOCUMENTS)
_DROPPED = (
    ("meta.xml", "作者、单位等文档属性"), ("settings.xml", "显示和打印设置（打印机名等）"), ("Thumbnails/", "缩略图"), ("Versions/", "旧版本"),
    ("META-INF/documentsignatures.xml", "数字签名（内容已改动）"), ("Object", "嵌入的文件或对象"), ("Configurations2/", "界面设置"),
)  # fmt: skip
_MARKS = frozenset({"change", "change-start", "change-end", "annotation-end", "event-listeners", "scripts"})
_FIELDS = frozenset({"conditional-text", "user-field-get", "user-field-input", "variable-get", "variable-set", "variable-input",
                     "database-display", "dde-connection"})  # fmt: skip
_DECLARED = frozenset({"user-field-decls", "variable-decls", "dde-connection-decls", "dde-links"})
_SHEET_WIDE = frozenset({"named-expressions", "database-ranges", "data-pilot-tables", "content-validations"})
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_EMPTY = frozenset({"style-name", "number-columns-repeated", "number-columns-spanned", "number-rows-spanned"})


def scrub_odf(parts: Parts, removed: list[str], kind: str) -> None:
    """Take out revisions, comments, hidden text, sheets, rows, columns and slides, embedded files, properties."""
    styles = Styles(kind)
    for name in _DOCUMENTS:
        styles.learn(parts.get(name, b""))
    led: set[str] = set()
    for name in _DOCUMENTS:
        if name in parts:
            tree = tree_of(parts[name])
            _Scrub(styles, removed, parts).document(tree, name)
            parts[name] = bytes_of(tree)
            led |= {value.removeprefix("./") for element in tree.iter() if local(element) for key, value in element.attrib.items()
                    if key.endswith("}href") or key == "href"}  # fmt: skip
    gone = [name for name in parts if name not in _KEPT and name not in led]
    for name in sorted(gone):
        what = next((what for prefix, what in _DROPPED if name.startswith(prefix)), "没有用到的文件")
        if not name.endswith(("manifest.rdf", "layout-cache", "/")):
            removed.append(what)
        del parts[name]
    if _MANIFEST in parts:
        _manifest(parts)


def _manifest(parts: Parts) -> None:
    tree = tree_of(parts[_MANIFEST])
    for entry in list(tree):
        path = next((value for key, value in entry.attrib.items() if key.endswith("full-path")), "/") if local(entry) else ""
        if path != "/" and path not in parts:
            tree.remove(entry)
    parts[_MANIFEST] = bytes_of(tree)


def _attributes(element: Any) -> dict[str, str]:
    return {key.rsplit("}", 1)[-1]: value for key, value in element.attrib.items()}


def _forget(element: Any, *names: str) -> None:
    for key in list(element.attrib):
        if key.rsplit("}", 1)[-1] in names:
            del element.attrib[key]


class _Scrub:
    """One document: everything that the judge calls hidden goes; rows and columns are emptied, so that places stay."""

    def __init__(self, styles: Styles, removed: list[str], parts: Parts) -> None:
        self.judge, self.removed, self.parts = Judge(styles), removed, parts
        self.emptied = False

    def document(self, tree: Any, name: str) -> None:
        sheets, slides = _count(tree, "table"), _count(tree, "page")
        self._inside(tree, master=name == "styles.xml")
        if (sheets and not _count(tree, "table")) or (slides and not _count(tree, "page")):
            raise Refused("hidden", "全部工作表或幻灯片都是隐藏的，去掉就没有内容了", "在办公软件里取消隐藏或另做一份")
        formulas = [each for each in tree.iter() if local(each) in _CELLS and "formula" in _attributes(each)]
        if self.emptied or any("file:" in _attributes(each)["formula"] for each in formulas):
            for each in formulas:
                _forget(each, "formula")
            if formulas:
                self._say("公式（保留结果）")
            for each in [each for each in tree.iter() if local(each) in _SHEET_WIDE]:
                cut_keeping_tail(each)

    def _say(self, what: str) -> None:
        if what not in self.removed:
            self.removed.append(what)

    def _inside(self, element: Any, master: bool = False) -> None:
        name = local(element)
        if name == "table-row":
            _split_repeated(element, self.judge.hidden_columns())
        for child in list(element):
            if not local(child):
                cut_keeping_tail(child)
            elif master and local(child) == "notes":
                continue
            else:
                self._one(child, master)

    def _one(self, element: Any, master: bool) -> None:
        name, attributes = local(element), _attributes(element)
        what, hides = self.judge.enter(name, attributes)
        try:
            if hides:
                self._hidden(element, name, what)
                return
            if name in _MARKS or name in _DECLARED:
                if what or name == "user-field-decls":
                    self._say("文档变量")
                cut_keeping_tail(element)
                return
            self._inside(element, master)
            self._reference(element, name, what)
        finally:
            self.judge.leave(name)

    def _hidden(self, element: Any, name: str, what: str) -> None:
        if name != "notes" or "".join(element.itertext()).strip():
            self._say(what if name not in ("table-row", "table-column", "table-cell") else f"{what}里的内容")
        if what in ("隐藏的工作表", "隐藏的行", "隐藏的列", "隐藏的幻灯片"):
            self.emptied = True
        if name == "table-column":
            _forget(element, "visibility", "default-cell-style-name")
        elif name in ("table-row", "table-row-group"):
            for row in [each for each in element.iter() if local(each) == "table-row"]:
                _empty_row(row)
            _forget(element, "display", "visibility")
        elif name in _CELLS:
            _empty_cell(element)
            if what != "隐藏的列":
                _forget(element, "style-name")
        else:
            cut_keeping_tail(element)

    def _reference(self, element: Any, name: str, what: str) -> None:
        if name == "table-column-group" and what:
            self._say(f"{what}里的内容")
            self.emptied = True
            for column in (element, *(each for each in element.iter() if local(each) == "table-column")):
                _forget(column, "display", "visibility", "default-cell-style-name")
        elif name in OBJECTS:
            self._say(what)
            frame, target = element.getparent(), _attributes(element).get("href", "")
            cut_keeping_tail(element)
            if local(frame) == "frame" and not self._pictured(frame, target):
                cut_keeping_tail(frame)
        elif what == "链接指向本机或内网文件":
            self._say(what)
            unwrap_keeping_text(element)
        elif what in ("引用外部文件", "引用外部图片"):
            self._say(what)
            cut_keeping_tail(element)
        elif name in _FIELDS:
            if what:
                self._say(what)
            unwrap_keeping_text(element)

    def _pictured(self, frame: Any, target: str) -> bool:
        """True when the frame still shows a picture of what was in it."""
        shown = [_attributes(each).get("href", "").removeprefix("./") for each in frame if local(each) == "image"]
        return any(part in self.parts and part != target.removeprefix("./") for part in shown)


def _count(tree: Any, name: str) -> int:
    return sum(local(each) == name for each in tree.iter())


def _empty_cell(cell: Any) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.text = None
    for key in list(cell.attrib):
        if key.rsplit("}", 1)[-1] not in _EMPTY:
            del cell.attrib[key]


def _empty_row(row: Any) -> None:
    for cell in [each for each in row if local(each) in _CELLS]:
        _empty_cell(cell)
    for other in [each for each in row if local(each) not in _CELLS]:
        row.remove(other)
    _forget(row, "visibility")


def _split_repeated(row: Any, hidden: list[tuple[int, int]]) -> None:
    """A cell that is repeated over a hidden column and beyond becomes one cell for each stretch."""
    at = 0
    for cell in [each for each in row if local(each) in _CELLS] if hidden else ():
        count = count_of(_attributes(cell), "number-columns-repeated")
        edges = sorted({at, at + count, *(edge for span in hidden for edge in span if at < edge < at + count)})
        for start, stop in reversed(list(pairwise(edges[1:]))):
            other = _copied(cell)
            _repeat(other, stop - start)
            row.insert(row.index(cell) + 1, other)
        if len(edges) > 2:
            _repeat(cell, edges[1] - edges[0])
        at += count


def _copied(cell: Any) -> Any:


    other = deepcopy(cell)
    other.tail = None
    return other


def _repeat(cell: Any, count: int) -> None:
    key = next(key for key in cell.attrib if key.endswith("number-columns-repeated"))
    cell.attrib[key] = str(count)
