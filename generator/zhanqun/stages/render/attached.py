"""What a page shows of its attachments besides the link: charts of tables, and the beginning of the text.

Only files that the gate cleared with the item are read, and only when their bytes are the cleared ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import unescape
from posixpath import dirname, normpath
from unicodedata import normalize
from urllib.parse import unquote

from zhanqun.attachments import read_attachment
from zhanqun.model.address import address_of, href
from zhanqun.model.cluster import Cluster
from zhanqun.model.verdict import ClearedFile, ClearedItem
from zhanqun.stages.render.views.charts import KINDS, figure_html, read_sheet
from zhanqun.stages.render.views.item import file_size
from zhanqun.stages.render.views.tables import TableView, table_view

PREVIEW_BYTES = 1_000_000
"""Larger files are not opened for a preview: reading them costs more than the glance is worth."""
PREVIEW_CHARS = 1_000
PREVIEW_FILES = 6
_READABLE = frozenset(("csv", "txt", "rtf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "ofd", "pdf"))
_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if code != 9}
"""No letters, and not allowed in HTML: RTF ends with a null byte more often than not."""

Read = Callable[[Cluster, str, str], bytes]
"""Reads a cleared file again, by path and digest."""


def csv_figures(cluster: Cluster, item: ClearedItem, read: Read) -> Callable[[str, str, str], str]:
    """Function of a picture's (address, alternative text, title) that draws a cleared CSV; empty: not one of those."""
    files = {file.path: file for file in item.files}

    def draw(source: str, alternative: str, title: str) -> str:
        file = files.get(normpath(f"{dirname(item.path)}/{unquote(unescape(source))}"))
        if file is None:
            return ""
        sheet = read_sheet(_rows(read(cluster, file.path, file.sha256)))
        return "" if sheet is None else figure_html(sheet, unescape(alternative), KINDS.get(unescape(title), ""))

    return draw


def register_tables(cluster: Cluster, item: ClearedItem, read: Read) -> Mapping[str, TableView]:
    """Path -> register table (登记表) of each attachment that is one, in the order of 附件."""
    named = [(_beside(item.path, ref.file), ref) for ref in item.head.attachments if ref.register]
    if not named:
        return {}
    files = {file.path: file for file in item.files}
    found: dict[str, TableView] = {}
    for path, ref in named:
        file = files[path]
        view = table_view(
            ref.name, ref.register, read(cluster, path, file.sha256), href(address_of(cluster, path)), file_size(file.size))
        if view is not None:
            found[path] = view
    return found


def _beside(path: str, name: str) -> str:
    return normalize("NFC", normpath(f"{dirname(path)}/{name}"))


def previews(
    cluster: Cluster, files: Iterable[ClearedFile], read: Read, shown: Iterable[str] = (),
) -> Mapping[str, str]:
    """Path -> beginning of the visible text of each listed file that has one. ``shown`` stand on the page already."""
    found: dict[str, str] = {}
    whole = frozenset(shown)
    for file in files:
        if file.path in whole:
            continue
        suffix = file.path.rpartition(".")[2].lower()
        if file.listed and file.size <= PREVIEW_BYTES and suffix in _READABLE and len(found) < PREVIEW_FILES:
            text = _beginning(cluster, file.path, file.sha256, read)
            if text:
                found[file.path] = text
    return found


def _beginning(cluster: Cluster, path: str, sha256: str, read: Read) -> str:
    reading = read_attachment(path, read(cluster, path, sha256))
    if reading.problems or reading.hidden:
        return ""  # cleared by a waiver: linked, but not spread out on the page
    lines: list[str] = []
    left = PREVIEW_CHARS
    for line in reading.text().split("\n"):
        line = "  ".join(cell.strip() for cell in line.translate(_CONTROLS).split("\t")).strip()
        if not line:
            continue
        lines.append(line[:left])
        left -= len(line) + 1
        if left <= 0:
            return "\n".join(lines).rstrip() + "……"
    return "\n".join(lines)


def _rows(data: bytes) -> list[list[str]]:
    reading = read_attachment("x.csv", data)
    if reading.problems:
        return []
    return [line.split("\t") for line in reading.text().split("\n")]
