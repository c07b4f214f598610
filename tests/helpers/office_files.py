"""Office files, pictures and archives made in memory, honest and hostile, for tests of attachments."""

from __future__ import annotations

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da63f80f00010101001cb08c990000000049454e44ae426082"
)
"""A picture of one dot."""


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def docx(body: str, **parts: str | bytes) -> bytes:
    """``parts`` by path with ``__`` for ``/`` and ``_xml`` for ``.xml``."""
    given: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
    }
    for name, data in parts.items():
        given[name.replace("__", "/").replace("_xml", ".xml")] = data
    return packed(given)


def run(text: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def xlsx(sheets: dict[str, tuple[str, str]], **extra: str | bytes) -> bytes:
    """``sheets``: name -> (state, sheet XML inside worksheet)."""
    parts: dict[str, str | bytes] = {"[Content_Types].xml": TYPES}
    listed = rels = ""
    for number, (name, (state, inside)) in enumerate(sheets.items(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{S}">{inside}</worksheet>'
        listed += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        rels += f'<Relationship Id="rId{number}" Type="{R}/worksheet" Target="worksheets/sheet{number}.xml"/>'
    parts["xl/workbook.xml"] = f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{RELS}">{rels}</Relationships>'
    for name, data in extra.items():
        parts[name.replace("__", "/").replace("_xml", ".xml")] = data
    return packed(parts)


def row(number: int, *cells: str, hidden: bool = False, style: int = 0) -> str:
    inside = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr" s="{style}"><is><t>{cell}</t></is></c>'
        for at, cell in enumerate(cells)
    )
    return f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if hidden else ""}>{inside}</row>'


def pdf(text: str = "Hello world of notices", **changes: object) -> bytes:
    """One page of Latin text, with an annotation, an attachment or a covering box when asked."""
    import pypdf
    from pypdf.generic import (
        ArrayObject,
        DecodedStreamObject,
        DictionaryObject,
        FloatObject,
        NameObject,
        TextStringObject,
    )

    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(400, 400)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    stream = DecodedStreamObject()
    drawn = f"BT /F1 12 Tf 50 300 Td ({text}) Tj ET "
    if changes.get("covered"):
        drawn += f"BT /F1 12 Tf 50 200 Td ({changes['covered']}) Tj ET 0 0 0 rg 40 190 300 30 re f "
    stream.set_data(drawn.encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if changes.get("note"):
        note = DictionaryObject({
            NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/Rect"): ArrayObject([FloatObject(0)] * 4), NameObject("/Contents"): TextStringObject(str(changes["note"])),
        })  # fmt: skip
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    if changes.get("attached"):
        writer.add_attachment("inner.txt", str(changes["attached"]).encode())
    if changes.get("author"):
        writer.add_metadata({"/Author": str(changes["author"])})
    if changes.get("password"):
        writer.encrypt(str(changes["password"]), algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def appended(data: bytes) -> bytes:
    """The same pdf, saved once more by appending."""
    import pypdf

    writer = pypdf.PdfWriter(BytesIO(data), incremental=True)
    writer.add_metadata({"/Title": "again"})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def jpeg(gps: bool = False, artist: str = "") -> bytes:
    from PIL import Image

    image = Image.new("RGB", (60, 40), (200, 10, 10))
    exif = Image.Exif()
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (31.0, 49.0, 0.0)
    if artist:
        exif[0x013B] = artist
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()
