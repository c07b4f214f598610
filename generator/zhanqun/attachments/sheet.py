"""xlsx: cell text, and hidden sheets, rows, columns, cells, comments, links, caches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from zhanqun.attachments.office import check_common, related, rels_of, shape_text
from zhanqun.attachments.package import Package, join
from zhanqun.attachments.reading import HIDDEN, Notes, Refused
from zhanqun.attachments.xml import Lines, elements, walk

_COLUMN = re.compile(r"[A-Z]{1,3}")
_ASIDE = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})
_FORMULAS = frozenset({"f", "formula1", "formula2"})
_QUOTED = re.compile(r'"([^"]{2,})"|(\d[\d.]{7,}[Xx]?)')
_WIDE = 400
_WHITE = frozenset({"FFFFFFFF", "00FFFFFF", "FFFFFF"})


@dataclass(slots=True)
class CellStyles:
    white: frozenset[int] = frozenset()
    """Cell formats with white letters and no fill."""
    blank: frozenset[int] = frozenset()
    """Cell formats whose number format shows nothing (;;;)."""


class _Shared:
    """Shared strings, in order; phonetic runs, which nobody sees, by themselves."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.phonetic: list[str] = []
        self._parts: list[str] = []
        self._text = self._phonetic = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._text = name == "t"
        self._phonetic = self._phonetic or name == "rPh"

    def text(self, data: str) -> None:
        if self._text:
            (self.phonetic if self._phonetic else self._parts).append(data)

    def end(self, name: str) -> None:
        self._text = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.strings.append("".join(self._parts))
            self._parts = []


class _Strings:
    """The shared strings, and which of them a cell has used."""

    def __init__(self, strings: list[str]) -> None:
        self._strings = strings
        self._used = bytearray(len(strings))

    def take(self, value: str) -> str:
        place = int(value) if value.isdecimal() and len(value) < 10 else -1
        if not 0 <= place < len(self._strings):
            return ""
        self._used[place] = 1
        return self._strings[place]

    def unused(self) -> list[str]:
        """What is left of cells that were emptied."""
        return [text for text, used in zip(self._strings, self._used, strict=True) if not used]


@dataclass(slots=True)
class _Sheet:
    """One worksheet as it streams by."""

    strings: _Strings
    styles: CellStyles
    rows: list[str] = field(default_factory=list)
    secret_rows: list[str] = field(default_factory=list)
    secret_cells: dict[str, list[str]] = field(default_factory=dict)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    filtered: bool = False
    hidden_rows: int = 0
    default_hidden: bool = False
    _row: dict[int, str] = field(default_factory=dict)
    _row_hidden: bool = False
    _column: int = 0
    _type: str = ""
    _style: int = 0
    _value: list[str] = field(default_factory=list)
    _in: str = ""
    links: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    """Text within formulas and lists of choices: in the file, seen by whoever clicks."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            found = _COLUMN.match(attributes.get("r", ""))
            self._column = _index(found.group()) if found else self._column + 1
            self._type, self._style = attributes.get("t", ""), int(attributes.get("s", "0") or 0)
            self._value = []
        elif name in ("v", "t"):
            self._in = name
        elif name == "row":
            hidden = attributes.get("hidden")
            self._row_hidden = hidden in ("1", "true") or is_flat(attributes.get("ht")) or (self.default_hidden and hidden != "0")
            self._row, self._column = {}, 0
        elif name == "col":
            if attributes.get("hidden") in ("1", "true") or is_narrow(attributes.get("width")):
                self.hidden_columns.append((int(attributes.get("min", "1")), int(attributes.get("max", "1"))))
        elif name == "filterColumn":
            self.filtered = True
        elif name == "sheetFormatPr":
            self.default_hidden = attributes.get("zeroHeight") in ("1", "true")
        elif name in _ASIDE or name in _FORMULAS:
            self._in = name

    def text(self, data: str) -> None:
        if self._in in ("v", "t"):
            self._value.append(data)
        elif self._in in _FORMULAS:
            self.formulas += [words or figures for words, figures in _QUOTED.findall(data)]
        elif self._in:
            self.links.append(data)

    def end(self, name: str) -> None:
        if name == self._in:
            self._in = ""
        elif name == "c" and self._value:
            self._cell("".join(self._value))
        elif name == "row" and self._row:
            last = max(self._row)
            # Columns keep their places as far as tables are; a cell at the edge of the sheet costs no row of tabs.
            text = "\t".join(self._row.get(column, "") for column in range(1, last + 1)) if last <= _WIDE else "\t".join(self._row.values())
            if self._row_hidden:
                self.hidden_rows += 1
                self.secret_rows.append(text)
            else:
                self.rows.append(text)

    def _cell(self, value: str) -> None:
        if self._type == "s":
            value = self.strings.take(value.strip())
        value = value.replace("\n", " ").replace("\t", " ").strip()
        if not value:
            return
        self._row[self._column] = value
        if any(low <= self._column <= high for low, high in self.hidden_columns):
            self.secret_cells.setdefault("隐藏的列", []).append(value)
        elif self._style in self.styles.white:
            self.secret_cells.setdefault("白色文字", []).append(value)
        elif self._style in self.styles.blank:
            self.secret_cells.setdefault("用格式隐藏的单元格", []).append(value)


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def is_flat(height: str | None) -> bool:
    return height in ("0", "0.0")


def is_narrow(width: str | None) -> bool:
    return float(width or 9) < 0.3


def cell_styles(data: bytes) -> CellStyles:
    """Formats that show nothing, of ``xl/styles.xml``."""
    fonts: list[bool] = []
    fills: list[bool] = []
    formats: dict[str, bool] = {}
    cells: list[tuple[int, int, str]] = []
    section = ""
    for name, attributes in elements(data):
        if name in ("fonts", "fills", "cellXfs", "cellStyleXfs", "numFmts", "dxfs", "borders", "cellStyles"):
            section = name
        elif name == "font" and section == "fonts":
            fonts.append(False)
        elif name == "color" and section == "fonts" and fonts:
            fonts[-1] = attributes.get("rgb", "").upper() in _WHITE or (attributes.get("theme") == "0" and not attributes.get("tint"))
        elif name == "fill" and section == "fills":
            fills.append(False)
        elif name == "patternFill" and section == "fills" and fills:
            fills[-1] = attributes.get("patternType", "none") != "none"
        elif name == "fgColor" and section == "fills" and fills and attributes.get("rgb", "").upper() in _WHITE:
            fills[-1] = False
        elif name == "gradientFill" and section == "fills" and fills:
            fills[-1] = True
        elif name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "").replace('""', "").strip() in (";;;", ";;", '"";"";"";""')
        elif name == "xf" and section == "cellXfs":
            cells.append((int(attributes.get("fontId", "0")), int(attributes.get("fillId", "0")), attributes.get("numFmtId", "")))
    white = {i for i, (font, fill, _) in enumerate(cells) if font < len(fonts) and fonts[font] and not (fill < len(fills) and fills[fill])}
    return CellStyles(frozenset(white), frozenset(i for i, (_, _, fmt) in enumerate(cells) if formats.get(fmt)))


def _sheet(package: Package, part: str, name: str, state: str, strings: _Strings, styles: CellStyles, notes: Notes) -> None:
    sheet = _Sheet(strings, styles)
    try:
        walk(package.read(part), sheet)
    except (ValueError, OverflowError):
        raise Refused("damaged", "附件已损坏，工作表读不出来", "重新导出该文件") from None
    secret = state in ("hidden", "veryHidden")
    if secret:
        notes.hide("隐藏的工作表" if state == "hidden" else "深度隐藏的工作表", name if len(name) <= 40 else "")
    notes.block(f"{HIDDEN}（隐藏的工作表）" if secret else f"工作表 {name}", "\n".join(sheet.rows))
    if sheet.secret_rows:
        what = "筛选掉的行" if sheet.filtered else "隐藏的行"
        notes.hide(what, f"工作表 {name}，{sheet.hidden_rows} 行", "\n".join(sheet.secret_rows))
    for what, values in sheet.secret_cells.items():
        notes.hide(what, f"工作表 {name}", "\n".join(values))
    if sheet.links:
        notes.block(f"工作表 {name} 页眉页脚", " ".join(sheet.links))
    if sheet.formulas:
        notes.block(f"工作表 {name} 公式和选项", "\n".join(dict.fromkeys(sheet.formulas)))


def read_sheet(package: Package, notes: Notes) -> None:
    check_common(package, notes)
    shared = _Shared()
    for part in dict.fromkeys([*related(package, package.main, "sharedStrings"), *package.match("xl/sharedStrings.xml")]):
        if part in package:
            walk(package.read(part), shared)
    strings = _Strings(shared.strings)
    styles = cell_styles(package.read("xl/styles.xml"))
    targets = {a.get("Id", ""): a.get("Target", "") for tag, a in elements(package.read(rels_of(package.main))) if tag == "Relationship"}
    seen: set[str] = set()
    for tag, attributes in elements(package.read(package.main)):
        if tag == "sheet":
            part = package.find(join(package.main, targets.get(attributes.get("id", ""), "")))
            seen.add(part)
            if part in package:
                _sheet(package, part, attributes.get("name", ""), attributes.get("state", ""), strings, styles, notes)
        elif tag == "fileSharing" and attributes.get("userName"):
            notes.meta("保护者姓名", attributes["userName"])
    for part in package.match("xl/worksheets/", ".xml"):
        if part not in seen:
            _sheet(package, part, "（未列出）", "veryHidden", strings, styles, notes)
    notes.block(f"{HIDDEN}（没有单元格使用的文字）", "\n".join(strings.unused()))
    notes.block(f"{HIDDEN}（注音）", "\n".join(shared.phonetic))
    _others(package, notes)


def _others(package: Package, notes: Notes) -> None:
    for what, prefixes, wanted in (
        ("批注", ("xl/comments", "xl/threadedComments/"), ("t", "text")),
        ("外部链接的缓存", ("xl/externalLinks/",), ("v", "t")),
        ("数据透视表缓存", ("xl/pivotCache/",), ()),
        ("数据连接", ("xl/connections", "xl/queryTables/"), ()),
        ("修订记录", ("xl/revisions/",), ("t", "v")),
    ):
        for prefix in prefixes:
            for part in package.match(prefix, ".xml"):
                _part(package, part, what, wanted, notes)
    for prefix in ("xl/drawings/", "xl/charts/", "xl/diagrams/"):
        for part in package.match(prefix, ".xml"):
            notes.block("图形文字", shape_text(package, part))
    if any(package.match("xl/persons/")):
        notes.metadata["批注者名单"] = True


def _part(package: Package, part: str, what: str, wanted: tuple[str, ...], notes: Notes) -> None:
    if wanted:
        text = Lines()
        walk(package.read(part), text)
        notes.hide(what, "", "\n".join(line for _, line in text.finish()))
    else:
        values = [a["v"] for _, a in elements(package.read(part)) if "v" in a]
        notes.hide(what, "", "\n".join(values))
