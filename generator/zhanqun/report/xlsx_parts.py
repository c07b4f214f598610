"""The parts of a workbook that are the same in every one: types, relations, styles (ECMA-376)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

PLAIN, TITLE, NOTE = 0, 1, 2
"""Places in the list of styles; the rest by ``style_of``."""


def style_of(heavy: bool, linked: bool, side: str) -> int:
    """``side``: ``left`` ``right`` ``centre``."""
    return 3 + ("left", "right", "centre").index(side) + 3 * linked + 6 * heavy


def workbook_parts(title: str, names: Sequence[str], heads: Sequence[int], now: datetime) -> dict[str, str]:
    """``heads``: rows repeated on each printed page, besides the first; 0 for none."""
    sheets = "".join(f'<sheet name="{_attribute(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    titles = "".join(
        f"<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{n}\">'{escape(name)}'!$2:${rows + 1}</definedName>"
        for n, (name, rows) in enumerate(zip(names, heads, strict=True)) if rows
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(names) + 1))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in range(1, len(names) + 1))
    stamp = f"{now:%Y-%m-%dT%H:%M:%S}Z"
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACK}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACK}/relationships">'
        f'<Relationship Id="rId1" Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACK}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACK}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(title)}</dc:title><dc:creator>zhanqun</dc:creator>'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{sheets}</sheets>'
        + (f"<definedNames>{titles}</definedNames>" if titles else "") + "</workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACK}/relationships">{relations}'
        f'<Relationship Id="rId{len(names) + 1}" Type="{_DOC}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _styles(),
    }


def sheet_relations(links: Sequence[str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC}/hyperlink" Target="{_attribute(link)}" TargetMode="External"/>'
        for n, link in enumerate(links, 1))
    return f'{_HEAD}<Relationships xmlns="{_PACK}/relationships">{entries}</Relationships>'


def sheet_xml(inner: str) -> str:
    return f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>{inner}</worksheet>'


def _styles() -> str:
    fonts = "".join(
        f'<font>{"<b/>" if heavy else ""}{"<u/>" if linked else ""}<sz val="{size}"/>'
        + ('<color rgb="FF0645AD"/>' if linked else "") + '<name val="宋体"/></font>'
        for heavy, linked, size in ((0, 0, 11), (0, 1, 11), (1, 0, 11), (1, 1, 11), (1, 0, 16))
    )
    edge = "".join(f'<{name} style="thin"><color rgb="FF999999"/></{name}>' for name in ("left", "right", "top", "bottom"))
    looks = [_look(0, 0, 0, "left", True), _look(4, 0, 0, "left", False), _look(0, 0, 0, "left", False)]
    looks += [
        _look(2 * heavy + linked, 2 if heavy else 0, 1, side, side != "right")
        for heavy in (0, 1) for linked in (0, 1) for side in ("left", "right", "center")
    ]
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="5">{fonts}</fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFEEEEEE"/></patternFill></fill></fills>'
        f'<borders count="2"><border/><border>{edge}</border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(looks)}">{"".join(looks)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _look(font: int, fill: int, border: int, side: str, wrap: bool) -> str:
    wrapped = ' wrapText="1"' if wrap else ""
    return (
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" applyFill="1" '
        f'applyBorder="1" applyAlignment="1"><alignment horizontal="{side}" vertical="center"{wrapped}/></xf>'
    )


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
