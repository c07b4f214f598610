"""What an OpenDocument file shows to nobody: judged element by element, for the reader and for cleaning alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from zhanqun.attachments.xml import elements

_FAMILIES = {
    "span": "text", "p": "paragraph", "h": "paragraph", "table": "table", "table-cell": "table-cell", "covered-table-cell": "table-cell",
    "page": "drawing-page", "section": "section", "frame": "graphic", "custom-shape": "graphic", "rect": "graphic", "text-box": "graphic",
}  # fmt: skip
_ALWAYS = {
    "tracked-changes": "修订记录", "annotation": "批注", "hidden-text": "隐藏文字", "hidden-paragraph": "隐藏文字", "notes": "演讲者备注",
    "hidden": "隐藏的表单域", "dde-link": "外部链接的缓存",
}  # fmt: skip
OBJECTS = frozenset({"object", "object-ole", "plugin", "applet", "floating-frame"})
_SOURCES = frozenset({"section-source", "table-source", "cell-range-source", "database-source-sql", "database-source-table", "dde-source"})
_SHAPES = frozenset({"frame", "custom-shape", "rect", "g", "line", "connector", "path", "polygon", "polyline", "ellipse", "circle", "caption"})
_TINY = re.compile(r"(?:0(?:\.\d+)?|1(?:\.0+)?)(?:pt|px)?\Z|0?\.\d+(?:pt|mm|cm|in|px)\Z")
_WEB = ("http:", "https:", "mailto:", "#")


@dataclass(slots=True)
class _Style:
    parent: str = ""
    gone: bool | None = None
    white: bool | None = None
    tiny: bool | None = None
    backed: bool | None = None


@dataclass(slots=True)
class Styles:
    """What styles say about hiding, inheritance resolved. ``kind``: odt, ods or odp."""

    kind: str
    _by: dict[tuple[str, str], _Style] = field(default_factory=dict)
    layers: set[str] = field(default_factory=set)

    def learn(self, document: bytes) -> None:
        """Take the styles of one part; later parts win."""
        current = _Style()
        for name, attributes in elements(document):
            if name == "style":
                current = self._by[attributes.get("family", ""), attributes.get("name", "")] = _Style(attributes.get("parent-style-name", ""))
            elif name == "layer" and attributes.get("display") == "none":
                self.layers.add(attributes.get("name", ""))
            elif name == "default-style":
                current = _Style()
            elif name.endswith("-properties"):
                _properties(name, attributes, current)

    def says(self, family: str, name: str, what: str) -> bool:
        """True when the style, or the nearest above it that says anything, has the property."""
        for _ in range(20):
            style = self._by.get((family, name)) or self._by.get(("", name))
            if style is None:
                return False
            value: bool | None = getattr(style, what)
            if value is not None:
                return value
            name = style.parent
        return False


def _properties(name: str, attributes: Mapping[str, str], style: _Style) -> None:
    if name == "table-properties" and "display" in attributes:
        style.gone = attributes["display"] == "false"
    elif name == "drawing-page-properties" and "visibility" in attributes:
        style.gone = attributes["visibility"] == "hidden"
    elif name == "text-properties":
        if "display" in attributes:
            style.gone = attributes["display"] == "none"
        if "color" in attributes:
            style.white = attributes["color"].lower() in ("#ffffff", "#fefefe", "white")
        if "font-size" in attributes:
            style.tiny = _TINY.match(attributes["font-size"]) is not None
    ground = attributes.get("background-color", attributes.get("fill-color", ""))
    if ground or attributes.get("fill") in ("solid", "gradient", "bitmap", "hatch"):
        style.backed = bool(style.backed) or ground.lower() not in ("transparent", "#ffffff", "")


class Judge:
    """Says of each element, in document order, whether it is hidden. Call ``enter`` and ``leave`` in pairs."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._backed: list[bool] = []
        self._tables: list[tuple[list[tuple[int, int]], list[int]]] = []
        self._groups: list[bool] = []

    def enter(self, name: str, attributes: Mapping[str, str]) -> tuple[str, bool]:
        """What is hidden there, and whether all inside is; an empty name for nothing."""
        style, family = attributes.get("style-name", ""), _FAMILIES.get(name, "")
        says = self._styles.says
        self._backed.append((bool(self._backed) and self._backed[-1]) or (bool(style) and says(family, style, "backed")))
        column = self._place(name, attributes)
        what = _ALWAYS.get(name, "") or column or self._by_attribute(name, attributes)
        if what:
            return what, True
        if family and style:
            if says(family, style, "gone"):
                return {"table": "隐藏的工作表", "page": "隐藏的幻灯片"}.get(name, "隐藏文字"), True
            if self._styles.kind != "odp" and family in ("text", "paragraph", "table-cell"):
                if says(family, style, "tiny"):
                    return "极小的文字", True
                if says(family, style, "white") and not self._backed[-1]:
                    return "白色文字", True
        return _reference(name, attributes), False

    def leave(self, name: str) -> None:
        self._backed.pop()
        if name == "table-column-group":
            self._groups.pop()
        if name == "table" and self._tables:
            self._tables.pop()

    def hidden_columns(self) -> list[tuple[int, int]]:
        """First and one past the last of each stretch of hidden columns of the table just being read."""
        return self._tables[-1][0] if self._tables else []

    def _place(self, name: str, attributes: Mapping[str, str]) -> str:
        """Follow the columns of the table; of a cell in hidden columns say so."""
        if name == "table":
            self._tables.append(([], [0, 0]))
        elif name == "table-column-group":
            self._groups.append(attributes.get("display") == "false")
        if not self._tables:
            return ""
        hidden, at = self._tables[-1]
        count = count_of(attributes, "number-columns-repeated")
        if name == "table-column":
            if any(self._groups) or attributes.get("visibility") in ("collapse", "filter"):
                hidden.append((at[0], at[0] + count))
            at[0] += count
        elif name == "table-row":
            at[1] = 0
        elif name in ("table-cell", "covered-table-cell"):
            start = at[1]
            at[1] += count
            if any(first <= start and start + count <= last for first, last in hidden):
                return "隐藏的列"
        return ""

    def stretches(self, count: int) -> list[int]:
        """Where a cell just entered, ``count`` columns wide, falls apart at edges of hidden columns; the columns' numbers."""
        hidden, at = self._tables[-1] if self._tables else ([], [0, count])
        start = at[1] - count
        return sorted({start, at[1], *(edge for span in hidden for edge in span if start < edge < at[1])})

    def is_hidden(self, column: int) -> bool:
        return any(first <= column < last for first, last in self.hidden_columns())

    def _by_attribute(self, name: str, attributes: Mapping[str, str]) -> str:
        if name in ("table-row", "table-column") and attributes.get("visibility") in ("collapse", "filter"):
            return "隐藏的行" if name == "table-row" else "隐藏的列"
        if name == "table-row-group" and attributes.get("display") == "false":
            return "隐藏的行"
        if name in _SHAPES and attributes.get("layer", "-") in self._styles.layers:
            return "隐藏的图层"
        off = attributes.get("display") == "none" or (name == "section" and attributes.get("display") == "condition")
        return "隐藏文字" if off and name != "layer" and not name.endswith("-properties") else ""


def _reference(name: str, attributes: Mapping[str, str]) -> str:
    """Something that is there, or elsewhere, without hiding what it stands around."""
    target = attributes.get("href", "").lower()
    if name in OBJECTS:
        return "嵌入的文件或对象"
    if name in _SOURCES:
        return "引用外部文件"
    if name == "a" and target and not target.startswith(_WEB):
        return "链接指向本机或内网文件"
    if name in ("image", "fill-image", "background-image") and is_outside(target):
        return "引用外部图片"
    if name == "table-column-group" and attributes.get("display") == "false":
        return "隐藏的列"
    if name == "user-field-decl" or (name == "conditional-text" and "string-value-if-true" in attributes):
        return "文档变量"
    if "file:" in attributes.get("formula", ""):
        return "外部链接的缓存"
    return ""


def is_outside(target: str) -> bool:
    """True for an address that is no part of the package."""
    return ":" in target.split("/", 1)[0] or target.startswith(("//", "\\\\", "/", "../"))


def count_of(attributes: Mapping[str, str], key: str) -> int:
    value = attributes.get(key, "1")
    return min(1 << 20, int(value)) if value.isascii() and value.isdecimal() and value != "0" else 1
