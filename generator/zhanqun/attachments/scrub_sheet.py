"""Taking hidden things out of xlsx."""

from __future__ import annotations

import re
from typing import Any

from zhanqun.attachments.package import join
from zhanqun.attachments.reading import Refused
from zhanqun.attachments.scrub import Parts, bytes_of, common, cut, drop, tree_of
from zhanqun.attachments.sheet import CellStyles, cell_styles, is_flat, is_narrow

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BOOK = "xl/workbook.xml"
_TRUE = ("1", "true")


def scrub_sheet(parts: Parts, removed: list[str]) -> None:
    """Take out hidden sheets, rows, cells, comments, caches, revisions, links, embedded files and properties."""
    _hidden_sheets(parts, removed)
    common(parts, removed)
    drop(parts, removed, "批注", lambda name: name.startswith(("xl/comments", "xl/threadedComments/", "xl/persons/")))
    drop(parts, removed, "数据透视表缓存", lambda name: name.startswith(("xl/pivotCache/", "xl/pivotTables/")))
    drop(parts, removed, "外部链接和数据连接", lambda name: name.startswith(("xl/externalLinks/", "xl/connections", "xl/queryTables/")))
    drop(parts, removed, "修订记录", lambda name: name.startswith("xl/revisions/"))
    drop(parts, [], "", lambda name: name == "xl/calcChain.xml")
    styles = cell_styles(parts.get("xl/styles.xml", b""))
    notes: dict[str, None] = {}
    for name in _sheets(parts):
        tree = tree_of(parts[name])
        _hidden_cells(tree, styles, notes)
        cut(tree, (f"{_S}legacyDrawing",) if "批注" in removed else ())
        parts[name] = bytes_of(tree)
    tree = tree_of(parts[_BOOK])
    cut(tree, (f"{_S}externalReferences", f"{_S}pivotCaches"))
    if cut(tree, (f"{_S}fileSharing",)):
        notes["保护者姓名"] = None
    parts[_BOOK] = bytes_of(tree)
    if notes or any("工作表" in what for what in removed):
        _prune_strings(parts)
    removed += sorted(notes)


def _sheets(parts: Parts) -> list[str]:
    return [name for name in parts if name.startswith("xl/worksheets/") and name.endswith(".xml")]


def _hidden_sheets(parts: Parts, removed: list[str]) -> None:
    tree = tree_of(parts[_BOOK])
    sheets = tree.find(f"{_S}sheets")
    targets = {relation.get("Id"): join(_BOOK, relation.get("Target", "")) for relation in tree_of(parts["xl/_rels/workbook.xml.rels"])}
    hidden = [sheet for sheet in sheets if sheet.get("state") in ("hidden", "veryHidden")]
    shown = {targets.get(sheet.get(f"{_R}id"), "") for sheet in sheets if sheet not in hidden}
    # A sheet that the book does not list is read by some programs and shown by none.
    gone = {targets.get(sheet.get(f"{_R}id"), "") for sheet in hidden} | (set(_sheets(parts)) - shown)
    if not gone:
        return
    if not shown:
        raise Refused("hidden", "全部工作表都是隐藏的，去掉就没有内容了", "在表格软件里取消隐藏或另做一份")
    for sheet in hidden:
        sheets.remove(sheet)
    # Names and the active tab count sheets by position; both are rebuilt by the program when absent.
    cut(tree, (f"{_S}definedNames", f"{_S}bookViews"))
    parts[_BOOK] = bytes_of(tree)
    drop(parts, removed, f"隐藏的工作表 {len(gone)} 个", gone.__contains__)


def _hidden_cells(tree: Any, styles: CellStyles, notes: dict[str, None]) -> None:
    ranges = [
        (int(column.get("min", "1")), int(column.get("max", "1"))) for column in tree.iter(f"{_S}col")
        if column.get("hidden") in _TRUE or is_narrow(column.get("width"))
    ]
    default = any(each.get("zeroHeight") in _TRUE for each in tree.iter(f"{_S}sheetFormatPr"))
    for row in list(tree.iter(f"{_S}row")):
        if row.get("hidden") in _TRUE or is_flat(row.get("ht")) or (default and row.get("hidden") != "0"):
            row.getparent().remove(row)
            notes["隐藏或筛选掉的行"] = None
            continue
        number = 0
        for cell in list(row):
            number = _column(cell.get("r", "")) or number + 1
            style = int(cell.get("s", "0") or 0)
            if any(low <= number <= high for low, high in ranges):
                row.remove(cell)
                notes["隐藏列里的内容"] = None
            elif len(cell) and (style in styles.white or style in styles.blank):
                row.remove(cell)
                notes["白色文字" if style in styles.white else "用格式隐藏的单元格"] = None
    cut(tree, (f"{_S}autoFilter",) if "隐藏或筛选掉的行" in notes else ())


def _column(reference: str) -> int:
    letters = re.match(r"[A-Z]+", reference)
    number = 0
    for letter in letters.group() if letters else "":
        number = number * 26 + ord(letter) - 64
    return number


def _prune_strings(parts: Parts) -> None:
    """Empty shared strings that no cell uses any more: the text of removed cells lives there."""
    name = "xl/sharedStrings.xml"
    if name not in parts:
        return
    used: set[int] = set()
    for part in _sheets(parts):
        for cell in tree_of(parts[part]).iter(f"{_S}c"):
            value = cell.find(f"{_S}v")
            if cell.get("t") == "s" and value is not None and (value.text or "").isdecimal():
                used.add(int(value.text))
    tree = tree_of(parts[name])
    for position, entry in enumerate(tree.iter(f"{_S}si")):
        if position not in used:
            for child in list(entry):
                entry.remove(child)
    parts[name] = bytes_of(tree)
