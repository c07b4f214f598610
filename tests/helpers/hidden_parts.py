# ruff: noqa: E501
"""One small file for each kind of hidden part that the readers of attachments name."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.films import box, film, handler, sound, tagged, track
from helpers.office_files import RELS, TYPES, A, P, R, S, W, appended, jpeg, packed, pdf, row, run, xlsx
from helpers.pdfs import cropped, with_picture
from helpers.pictures import chunk, exif_with_small_picture, segment

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>SECRET</dc:creator><dc:title>通知</dc:title></cp:coreProperties>'
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Company>SECRET</Company><Manager>SECRET</Manager><Template>SECRET.dotm</Template></Properties>"
)
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property name="x"><vt:lpwstr>SECRET</vt:lpwstr></property></Properties>'
)
STYLES = (
    f'<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="200" formatCode=";;;"/></numFmts>'
    '<fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts><fills><fill><patternFill patternType="none"/></fill></fills>'
    '<cellXfs><xf fontId="0" fillId="0"/><xf fontId="1" fillId="0"/><xf fontId="0" fillId="0" numFmtId="200"/></cellXfs></styleSheet>'
)
HIDING_STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="P1"><w:rPr><w:vanish/></w:rPr></w:style>'
    f'<w:style w:type="character" w:styleId="C1"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style></w:styles>'
)


@dataclass(frozen=True)
class Hidden:
    name: str
    data: bytes
    what: str
    seen: str = "公告"
    """Text that must survive cleaning; empty when there is none."""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name}-{self.what}{self.note}"


def rels(*entries: tuple[str, str, str, bool]) -> str:
    """(id, kind, target, outside) -> a part of relationships."""
    inside = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if out else ""}/>'
        for name, kind, target, out in entries
    )
    return f'<Relationships xmlns="{RELS}">{inside}</Relationships>'


def letter(body: str = "", parts: dict[str, str] | None = None, *links: tuple[str, str, str, bool]) -> bytes:
    """A docx that says 公告 and whatever is given."""
    given: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}"><w:body>{run("公告")}{body}</w:body></w:document>',
    }
    if links:
        given["word/_rels/document.xml.rels"] = rels(*links)
    return packed(given | (parts or {}))


def field(instruction: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        f"<w:p>{mark.format('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark.format('separate')}"
        f"<w:r><w:t>显示</w:t></w:r>{mark.format('end')}</w:p>"
    )


def show(*slides: str, parts: dict[str, str] | None = None) -> bytes:
    """A pptx; a slide that begins with ``-`` is hidden. It has a picture and notes of its own."""
    given: dict[str, str | bytes] = {"[Content_Types].xml": TYPES}
    listed = ""
    leading: list[tuple[str, str, str, bool]] = []
    for number, text in enumerate(slides, 1):
        attribute = ' show="0"' if text.startswith("-") else ""
        given[f"ppt/slides/slide{number}.xml"] = (
            f'<p:sld xmlns:p="{P}" xmlns:a="{A}"{attribute}><a:t>{text.lstrip("-")}</a:t></p:sld>'
        )
        listed += f'<p:sldId id="{255 + number}" r:id="rId{number}"/>'
        leading.append((f"rId{number}", "slide", f"slides/slide{number}.xml", False))
        if attribute:
            given[f"ppt/slides/_rels/slide{number}.xml.rels"] = rels(
                ("rId1", "image", "../media/image1.png", False), ("rId2", "hyperlink", "https://example.org/SECRET", True))
            given["ppt/media/image1.png"] = b"SECRET"
    given["ppt/presentation.xml"] = (
        f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{listed}</p:sldIdLst>'
        f'<p:custShowLst><p:custShow name="x" id="0"><p:sldLst><p:sld r:id="rId{len(slides)}"/></p:sldLst></p:custShow></p:custShowLst>'
        "</p:presentation>"
    )
    given["ppt/_rels/presentation.xml.rels"] = rels(*leading)
    return packed(given | (parts or {}))


def book(inside: str, **extra: str | bytes) -> bytes:
    return xlsx({"甲": ("", inside)}, **extra)


def data(*rows: str) -> str:
    return f"<sheetData>{row(1, '公告')}{''.join(rows)}</sheetData>"


def scripted(kind: str) -> bytes:
    """A pdf with a script, a hidden layer, a link to a file, or words drawn with no ink."""
    from io import BytesIO

    import pypdf
    from pypdf.generic import (
        ArrayObject,
        DecodedStreamObject,
        DictionaryObject,
        FloatObject,
        NameObject,
        TextStringObject,
    )

    writer = pypdf.PdfWriter(BytesIO(pdf()))
    page = writer.pages[0]
    if kind == "script":
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject({
            NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('SECRET')")})
    elif kind == "layer":
        group = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("x")}))
        writer._root_object[NameObject("/OCProperties")] = DictionaryObject({
            NameObject("/OCGs"): ArrayObject([group]),
            NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([group])}),
        })  # fmt: skip
    elif kind == "file":
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(DictionaryObject({
            NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject([FloatObject(0)] * 4),
            NameObject("/A"): DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("file:///C:/SECRET")}),
        }))])  # fmt: skip
    else:
        drawn = page["/Contents"].get_object().get_data().decode()
        stream = DecodedStreamObject()
        stream.set_data(f"{drawn} BT 3 Tr /F1 12 Tf 50 100 Td (SECRET) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def gps_in_xmp() -> bytes:
    """A picture whose place is written in XMP alone."""
    plain = jpeg()
    told = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta exif:GPSLatitude='SECRET'/>"
    return plain[:2] + b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told + plain[2:]


def png_with_tail() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 8), (0, 90, 0)).save(out, "PNG")
    return out.getvalue() + b"SECRET" * 40


PARTS = [
    Hidden("a.docx", letter(run("SECRET", "<w:vanish/>")), "隐藏文字"),
    Hidden("a.docx", letter('<w:p><w:pPr><w:pStyle w:val="P1"/></w:pPr><w:r><w:t>SECRET</w:t></w:r></w:p>',
                            {"word/styles.xml": HIDING_STYLES}), "隐藏文字", note="（段落样式）"),
    Hidden("a.docx", letter(run("SECRET", '<w:color w:val="FFFFFF"/>')), "白色文字"),
    Hidden("a.docx", letter(run("SECRET", '<w:rStyle w:val="C1"/>'), {"word/styles.xml": HIDING_STYLES}), "白色文字", note="（字符样式）"),
    Hidden("a.docx", letter(run("SECRET", '<w:sz w:val="2"/>')), "极小的文字"),
    Hidden("a.docx", letter("<w:p><w:del><w:r><w:delText>SECRET</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins></w:p>"), "修订记录", "增"),
    Hidden("a.docx", letter("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>SECRET</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
           "修订记录", note="（删去的行）"),
    Hidden("a.docx", letter('<w:p><w:r><w:rPr><w:b/><w:rPrChange w:author="SECRET"><w:rPr/></w:rPrChange></w:rPr><w:t>粗</w:t></w:r></w:p>'),
           "修订记录（格式）", "粗"),
    Hidden("a.docx", letter("", {"word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment>{run("SECRET")}</w:comment></w:comments>'}), "批注"),
    Hidden("a.docx", letter(field('INCLUDETEXT "C:\\SECRET.docx"')), "引用外部数据的域", "显示"),
    Hidden("a.docx", letter('<w:p><w:fldSimple w:instr="DDEAUTO SECRET"><w:r><w:t>显示</w:t></w:r></w:fldSimple></w:p>'),
           "引用外部数据的域", "显示", "（简单域）"),
    Hidden("a.docx", letter('<w:p><w:r><w:object><o:OLEObject xmlns:o="x" r:id="rId1"/></w:object></w:r></w:p>',
                            {"word/embeddings/book.xlsx": "SECRET", "word/media/i.emf": "x"},
                            ("rId1", "package", "embeddings/book.xlsx", False)), "嵌入的文件或对象"),
    Hidden("a.docx", letter('<w:altChunk r:id="rId1"/>', {"word/afchunk1.htm": "SECRET"}, ("rId1", "aFChunk", "afchunk1.htm", False)),
           "嵌入的文件或对象", note="（插入的网页）"),
    Hidden("a.docx", letter("", {"word/settings.xml": f'<w:settings xmlns:w="{W}"><w:mailMerge><w:query w:val="SECRET"/></w:mailMerge></w:settings>'}),
           "邮件合并的数据源"),
    Hidden("a.docx", letter("", {"word/settings.xml": f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="rId1"/></w:settings>',
                                 "word/_rels/settings.xml.rels": rels(("rId1", "attachedTemplate", "https://SECRET/x.dotm", True))}), "引用外部模板"),
    Hidden("a.docx", letter("", {"word/settings.xml": f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="rId1"/></w:settings>',
                                 "word/_rels/settings.xml.rels": rels(("rId1", "attachedTemplate", "C:\\SECRET\\x.dotm", True))}), "模板路径"),
    Hidden("a.docx", letter('<w:p><w:hyperlink r:id="rId1"><w:r><w:t>见表</w:t></w:r></w:hyperlink></w:p>', {},
                            ("rId1", "hyperlink", "file:///C:/SECRET.xlsx", True)), "链接指向本机或内网文件", "见表"),
    Hidden("a.docx", letter('<w:p><w:r><w:drawing><a:blip r:link="rId1"/></w:drawing></w:r></w:p>', {},
                            ("rId1", "image", "https://example.org/SECRET.png", True)), "引用外部图片"),
    Hidden("a.docx", letter('<w:subDoc r:id="rId1"/>', {}, ("rId1", "subDocument", "file:///SECRET.docx", True)), "引用外部文件"),
    Hidden("a.docx", letter("", {"docProps/core.xml": CORE}), "作者"),
    Hidden("a.docx", letter("", {"docProps/app.xml": APP}), "单位"),
    Hidden("a.docx", letter("", {"docProps/app.xml": APP}), "主管"),
    Hidden("a.docx", letter("", {"docProps/app.xml": APP}), "模板"),
    Hidden("a.docx", letter("", {"docProps/custom.xml": CUSTOM}), "自定义属性"),
    Hidden("a.docx", letter("", {"customXml/item1.xml": f"<x>{'SECRET' * 100}</x>"}), "自定义 XML 数据"),
    Hidden("a.docx", letter("", {"word/people.xml": f'<w:people xmlns:w="{W}"><w:person w:author="SECRET"/></w:people>'}), "修订者名单"),
    Hidden("a.docx", letter("", {"word/settings.xml": f'<w:settings xmlns:w="{W}"><w:docVars><w:docVar w:name="x" w:val="SECRET"/></w:docVars></w:settings>'}),
           "文档变量"),
    Hidden("a.xlsx", xlsx({"甲": ("", data()), "乙": ("hidden", data(row(2, "SECRET")))}), "隐藏的工作表"),
    Hidden("a.xlsx", xlsx({"甲": ("", data()), "乙": ("veryHidden", data(row(2, "SECRET")))}), "深度隐藏的工作表"),
    Hidden("a.xlsx", book(data(), xl__worksheets__sheet9_xml=f'<worksheet xmlns="{S}">{data(row(2, "SECRET"))}</worksheet>'),
           "深度隐藏的工作表", note="（没有列出）"),
    Hidden("a.xlsx", book(data(row(2, "SECRET", hidden=True))), "隐藏的行"),
    Hidden("a.xlsx", book(data(row(2, "SECRET").replace("<row ", '<row ht="0" '))), "隐藏的行", note="（零高）"),
    Hidden("a.xlsx", book(data(row(2, "SECRET", hidden=True)) + '<autoFilter ref="A1:B2"><filterColumn colId="0"/></autoFilter>'), "筛选掉的行"),
    Hidden("a.xlsx", book(f'<cols><col min="2" max="2" hidden="1"/></cols><sheetData>{row(1, "公告", "SECRET")}</sheetData>'), "隐藏的列"),
    Hidden("a.xlsx", book(f'<cols><col min="2" max="2" width="0.1"/></cols><sheetData>{row(1, "公告", "SECRET")}</sheetData>'), "隐藏的列", note="（极窄）"),
    Hidden("a.xlsx", book(data(row(2, "SECRET", style=1)), xl__styles_xml=STYLES), "白色文字"),
    Hidden("a.xlsx", book(data(row(2, "SECRET", style=2)), xl__styles_xml=STYLES), "用格式隐藏的单元格"),
    Hidden("a.xlsx", book(data(), xl__comments1_xml="<comments><comment><text><t>SECRET</t></text></comment></comments>"), "批注"),
    Hidden("a.xlsx", book(data(), xl__pivotCache__pivotCacheRecords1_xml='<r><s v="SECRET"/></r>'), "数据透视表缓存"),
    Hidden("a.xlsx", book(data(), xl__externalLinks__externalLink1_xml="<e><v>SECRET</v></e>"), "外部链接的缓存"),
    Hidden("a.xlsx", book(data(), xl__connections_xml='<c><connection v="SECRET"/></c>'), "数据连接"),
    Hidden("a.xlsx", book(data(), xl__revisions__revisionLog1_xml="<r><v>SECRET</v></r>"), "修订记录"),
    Hidden("a.xlsx", book(data(), xl__embeddings__x_bin="SECRET"), "嵌入的文件或对象"),
    Hidden("a.xlsx", packed({"[Content_Types].xml": TYPES, "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{data()}</worksheet>',
                             "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><fileSharing userName="SECRET"/><sheets>'
                             '<sheet name="甲" sheetId="1" r:id="rId1"/></sheets></workbook>',
                             "xl/_rels/workbook.xml.rels": rels(("rId1", "worksheet", "worksheets/sheet1.xml", False))}), "保护者姓名"),
    Hidden("a.xlsx", book(data(), xl__persons__person_xml="<p><person displayName='SECRET'/></p>"), "批注者名单"),
    Hidden("a.pptx", show("公告", "-SECRET"), "隐藏的幻灯片"),
    Hidden("a.pptx", show("公告", parts={"ppt/notesSlides/notesSlide1.xml": f'<n xmlns:a="{A}"><a:t>SECRET</a:t></n>'}), "演讲者备注"),
    Hidden("a.pptx", show("公告", parts={"ppt/comments/comment1.xml": "<c><text>SECRET</text></c>"}), "批注"),
    Hidden("a.pptx", show("公告", parts={"ppt/commentAuthors.xml": "<c name='SECRET'/>"}), "批注者名单"),
    Hidden("a.pptx", show("公告", parts={"ppt/embeddings/book.xlsx": "SECRET"}), "嵌入的文件或对象"),
    Hidden("a.pdf", pdf(note="SECRET"), "批注", "Hello"),
    Hidden("a.pdf", pdf(attached="SECRET"), "内嵌附件", "Hello"),
    Hidden("a.pdf", pdf(author="SECRET"), "作者", "Hello"),
    Hidden("a.pdf", appended(pdf()), "保留着修改前的版本（增量更新）", "Hello"),
    Hidden("a.pdf", scripted("script"), "脚本或启动动作", "Hello"),
    Hidden("a.pdf", scripted("file"), "链接指向本机或内网文件", "Hello"),
    Hidden("a.jpg", jpeg(gps=True), "拍摄地点（EXIF GPS）", ""),
    Hidden("a.jpg", gps_in_xmp(), "拍摄地点（XMP GPS）", ""),
    Hidden("a.jpg", jpeg() + b"SECRET" * 50, "图片末尾附带的数据", ""),
    Hidden("a.png", png_with_tail(), "图片末尾附带的数据", ""),
    Hidden("a.jpg", jpeg(artist="SECRET"), "作者", ""),
    Hidden("a.mp4", film(tagged((b"\xa9cmt", b"SECRET"))), "音视频里的文字信息", ""),
    Hidden("a.mp3", sound((b"COMM", b"\x03zho\0SECRET")), "音视频里的文字信息", ""),
    Hidden("a.png", chunk(b"tEXt", b"mxfile\0SECRET"), "制图软件的源文件", ""),
    Hidden("a.png", chunk(b"prVW", b"SECRET" * 20), "图片里看不懂的数据", ""),
    Hidden("a.jpg", segment(0xE1, b"Exif\0\0" + exif_with_small_picture()), "嵌入的缩略图（可能是裁剪、打码之前的画面）", ""),
]  # fmt: skip

REFUSED = [
    Hidden("a.pdf", scripted("layer"), "隐藏的图层"),
    Hidden("a.pptx", show("-SECRET"), "隐藏的幻灯片"),
    Hidden("a.xlsx", xlsx({"甲": ("hidden", data(row(2, "SECRET")))}), "隐藏的工作表"),
]
KEPT = [
    Hidden("a.pdf", pdf(covered="SECRET"), "被色块遮住、仍可复制的文字"),
    Hidden("a.pdf", scripted("unseen"), "看不见的文字"),
    Hidden("a.pdf", cropped("SECRET"), "页面边界以外的文字"),
    Hidden("a.pdf", with_picture(jpeg(), across=380, crop=200), "图片被页面边界裁掉的部分"),
    Hidden("a.mp4", film(box(b"trak", box(b"mdia", handler(b"meta")))), "随画面记录的数据（可能有拍摄地点）"),
    Hidden("a.mp4", film(track(b"vide", begins=2000, shown=2000)), "剪掉、仍留在文件里的片段"),
]
