"""Taking hidden things out of the parts of docx, xlsx and pptx. lxml edits trees; parts are bounded by the package."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from zhanqun.attachments.package import join
from zhanqun.attachments.reading import Refused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CORE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
_APP = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
Parts = dict[str, bytes]
_MOST = 24_000_000
"""Bytes of one part edited as a tree, which takes about ten times as much memory."""


def _tree(data: bytes) -> Any:
    from lxml import etree

    if len(data) > _MOST or b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise Refused("too-large", "附件太大或结构异常，不能自动清理", "用办公软件打开后手工清理")
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        raise Refused("damaged", "附件已损坏，不能清理", "重新导出该文件") from None


def _bytes(tree: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _drop(parts: Parts, removed: list[str], what: str, wanted: Callable[[str], bool]) -> None:
    """Remove parts, the relationships that lead to them and their content types."""
    gone = {name for name in parts if wanted(name)}
    if not gone:
        return
    removed.append(what)
    for name in gone:
        del parts[name]
    for name in [name for name in parts if name.endswith(".rels")]:
        tree = _tree(parts[name])
        owner = name.replace("_rels/", "").removesuffix(".rels")
        for relation in list(tree):
            if relation.get("TargetMode") != "External" and join(owner, relation.get("Target", "")) in gone:
                tree.remove(relation)
        parts[name] = _bytes(tree)
    types = _tree(parts["[Content_Types].xml"])
    for entry in list(types):
        if entry.get("PartName", "").lstrip("/") in gone:
            types.remove(entry)
    parts["[Content_Types].xml"] = _bytes(types)


def _common(parts: Parts, removed: list[str]) -> None:
    for name, empty in (("docProps/core.xml", _CORE), ("docProps/app.xml", _APP)):
        if name in parts and re.search(rb"<(?:dc:creator|cp:lastModifiedBy|Company|Manager|Template|dc:title)>[^<]", parts[name]):
            removed.append("作者、单位等文档属性")
        if name in parts:
            parts[name] = empty
    _drop(parts, removed, "自定义属性", lambda name: name == "docProps/custom.xml")
    _drop(parts, removed, "缩略图", lambda name: name.startswith("docProps/thumbnail"))


def _cut(tree: Any, tags: Iterable[str]) -> bool:
    """Remove elements with all they hold; text behind an element stays."""
    found = [element for tag in tags for element in tree.iter(tag)]
    for element in found:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return bool(found)


def _unwrap(tree: Any, tags: Iterable[str]) -> bool:
    found = [element for tag in tags for element in tree.iter(tag)]
    for element in found:
        parent = element.getparent()
        place = parent.index(element)
        for child in list(element):
            parent.insert(place, child)
            place += 1
        parent.remove(element)
    return bool(found)


def scrub_word(parts: Parts, removed: list[str]) -> None:
    """Accept all revisions; take out comments, hidden runs, properties and people."""
    _common(parts, removed)
    _drop(parts, removed, "批注", lambda name: name.startswith("word/comments"))
    _drop(parts, removed, "修订者名单", lambda name: name == "word/people.xml")
    _drop(parts, removed, "自定义 XML 数据", lambda name: name.startswith("customXml/"))
    notes: dict[str, None] = {}
    for name in [n for n in parts if n.startswith("word/") and n.endswith(".xml") and n.count("/") == 1]:
        tree = _tree(parts[name])
        if _cut(tree, (f"{_W}del", f"{_W}moveFrom", *(f"{_W}{tag}Change" for tag in ("rPr", "pPr", "sectPr", "tblPr", "tcPr", "trPr")))):
            notes["修订记录（按全部接受处理）"] = None
        if _unwrap(tree, (f"{_W}ins", f"{_W}moveTo")):
            notes["修订记录（按全部接受处理）"] = None
        _cut(tree, (f"{_W}commentRangeStart", f"{_W}commentRangeEnd", f"{_W}commentReference"))
        if _cut(tree, (f"{_W}docVars", f"{_W}attachedTemplate", f"{_W}rsids", f"{_W}trackRevisions")):
            notes["文档变量、模板路径和编辑标识"] = None
        for run in list(tree.iter(f"{_W}r")):
            mark = run.find(f"{_W}rPr/{_W}vanish")
            if mark is not None and mark.get(f"{_W}val", "true") not in ("0", "false"):
                run.getparent().remove(run)
                notes["隐藏文字"] = None
        for element in tree.iter():
            for key in [key for key in element.attrib if "}rsid" in key]:
                del element.attrib[key]
        parts[name] = _bytes(tree)
    removed += notes
    rels = "word/_rels/settings.xml.rels"
    if rels in parts:
        tree = _tree(parts[rels])
        for relation in [r for r in tree if r.get("Type", "").endswith("/attachedTemplate")]:
            tree.remove(relation)
        parts[rels] = _bytes(tree)


def scrub_slides(parts: Parts, removed: list[str]) -> None:
    """Take out speakers' notes, comments and properties. Hidden slides stay: deleting slides is a person's decision."""
    _common(parts, removed)
    _drop(parts, removed, "演讲者备注", lambda name: name.startswith("ppt/notesSlides/"))
    _drop(parts, removed, "批注", lambda name: name.startswith(("ppt/comments/", "ppt/commentAuthors", "ppt/authors", "ppt/modernComments")))
    if any(re.search(rb"<p:sld\b[^>]*\bshow=\"(?:0|false)\"", parts[n]) for n in parts if n.startswith("ppt/slides/slide")):
        removed.append("（未去掉）隐藏的幻灯片：请在演示软件里删除")


def scrub_sheet(parts: Parts, removed: list[str]) -> None:
    """Take out hidden sheets, rows, cells of hidden columns, comments, caches, links and properties."""
    _common(parts, removed)
    _hidden_sheets(parts, removed)
    _drop(parts, removed, "批注", lambda name: name.startswith(("xl/comments", "xl/threadedComments/", "xl/persons/")))
    _drop(parts, removed, "数据透视表缓存", lambda name: name.startswith(("xl/pivotCache/", "xl/pivotTables/")))
    _drop(parts, removed, "外部链接", lambda name: name.startswith(("xl/externalLinks/", "xl/connections", "xl/queryTables/")))
    _drop(parts, removed, "计算链", lambda name: name == "xl/calcChain.xml")
    notes: dict[str, None] = {}
    for name in [n for n in parts if n.startswith("xl/worksheets/") and n.endswith(".xml")]:
        tree = _tree(parts[name])
        _hidden_cells(tree, notes)
        _cut(tree, (f"{_S}legacyDrawing",) if "批注" in removed else ())
        parts[name] = _bytes(tree)
    tree = _tree(parts["xl/workbook.xml"])
    _cut(tree, (f"{_S}externalReferences", f"{_S}pivotCaches", f"{_S}fileSharing"))
    parts["xl/workbook.xml"] = _bytes(tree)
    if notes or any("工作表" in what for what in removed):
        _prune_strings(parts)
    removed += sorted(notes)


def _hidden_sheets(parts: Parts, removed: list[str]) -> None:
    tree = _tree(parts["xl/workbook.xml"])
    sheets = tree.find(f"{_S}sheets")
    rels = _tree(parts["xl/_rels/workbook.xml.rels"])
    targets = {relation.get("Id"): relation.get("Target", "") for relation in rels}
    hidden = [sheet for sheet in sheets if sheet.get("state") in ("hidden", "veryHidden")]
    if not hidden:
        return
    gone = {join("xl/workbook.xml", targets.get(sheet.get(f"{_R}id"), "")) for sheet in hidden}
    for sheet in hidden:
        sheets.remove(sheet)
    # Names and the active tab count sheets by position; both are rebuilt by the program when absent.
    _cut(tree, (f"{_S}definedNames", f"{_S}bookViews"))
    parts["xl/workbook.xml"] = _bytes(tree)
    _drop(parts, removed, f"隐藏的工作表 {len(hidden)} 个", lambda name: name in gone)


def _hidden_cells(tree: Any, notes: dict[str, None]) -> None:
    ranges = [(int(c.get("min", "1")), int(c.get("max", "1"))) for c in tree.iter(f"{_S}col") if c.get("hidden") in ("1", "true")]
    for row in list(tree.iter(f"{_S}row")):
        if row.get("hidden") in ("1", "true"):
            row.getparent().remove(row)
            notes["隐藏或筛选掉的行"] = None
            continue
        for cell in list(row):
            letters = re.match(r"[A-Z]+", cell.get("r", ""))
            number = 0
            for letter in letters.group() if letters else "":
                number = number * 26 + ord(letter) - 64
            if any(low <= number <= high for low, high in ranges):
                row.remove(cell)
                notes["隐藏列里的内容"] = None
    _cut(tree, (f"{_S}autoFilter",) if "隐藏或筛选掉的行" in notes else ())


def _prune_strings(parts: Parts) -> None:
    """Empty shared strings that no cell uses any more: the text of removed cells lives there."""
    name = "xl/sharedStrings.xml"
    if name not in parts:
        return
    used: set[int] = set()
    for part in [n for n in parts if n.startswith("xl/worksheets/") and n.endswith(".xml")]:
        for cell in _tree(parts[part]).iter(f"{_S}c"):
            value = cell.find(f"{_S}v")
            if cell.get("t") == "s" and value is not None and (value.text or "").isdecimal():
                used.add(int(value.text))
    tree = _tree(parts[name])
    for position, entry in enumerate(tree.iter(f"{_S}si")):
        if position not in used:
            for child in list(entry):
                entry.remove(child)
    parts[name] = _bytes(tree)
