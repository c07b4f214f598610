# ruff: noqa: E501
"""OpenDocument, OFD, RTF and SVG files written as office programs write them, with one thing hidden in each."""

from __future__ import annotations

from helpers.hidden_parts import Hidden
from helpers.office_files import DOT, packed

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "presentation": "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", "xlink": "http://www.w3.org/1999/xlink",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0", "dc": "http://purl.org/dc/elements/1.1/",
    "form": "urn:oasis:names:tc:opendocument:xmlns:form:1.0", "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}  # fmt: skip
XMLNS = " ".join(f'xmlns:{short}="{name}"' for short, name in _NAMES.items())
MIME = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
META = (
    f"<office:document-meta {XMLNS}><office:meta><meta:initial-creator>SECRET</meta:initial-creator><dc:creator>SECRET</dc:creator>"
    '<meta:template xlink:href="file:///C:/SECRET.ott"/><meta:user-defined meta:name="x">SECRET</meta:user-defined></office:meta></office:document-meta>'
)


def style(name: str, family: str, inside: str, parent: str = "") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{above}>{inside}</style:style>'


def odf(kind: str, body: str, automatic: str = "", common: str = "", master: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """A whole package: type, manifest, content, styles, settings, thumbnail."""
    inside = {"odt": f"<text:p>公告</text:p>{body}", "ods": body, "odp": body}[kind]
    given: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{MIME[kind]}",
        "content.xml": f"<office:document-content {XMLNS}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:{MIME[kind]}>{inside}</office:{MIME[kind]}></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {XMLNS}><office:styles>{common}</office:styles><office:master-styles>{master}</office:master-styles></office:document-styles>",
        "settings.xml": f"<office:document-settings {XMLNS}/>", "Thumbnails/thumbnail.png": DOT,
    }  # fmt: skip
    given |= parts or {}
    entries = "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in ("/", *given) if name != "mimetype")
    return packed(given | {"META-INF/manifest.xml": f"<manifest:manifest {XMLNS}>{entries}</manifest:manifest>"})


def cell(text: str, extra: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{extra}><text:p>{text}</text:p></table:table-cell>'


def sheet(rows: str, columns: str = '<table:table-column table:number-columns-repeated="3"/>', extra: str = "") -> str:
    return f'<table:table table:name="甲"{extra}>{columns}{rows}</table:table>'


FIRST = f"<table:table-row>{cell('公告')}{cell('甲')}{cell('乙')}</table:table-row>"
SECRET_ROW = f"<table:table-row{{}}>{cell('SECRET')}</table:table-row>"
GONE = '<style:text-properties text:display="none"/>'
WHITE = '<style:text-properties fo:color="#ffffff"/>'
SPAN = '<text:p>前<text:span text:style-name="T1">SECRET</text:span>后</text:p>'
SLIDE = '<draw:page draw:style-name="{}"><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>{}</draw:page>'
TRACKED = (
    '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>SECRET</dc:creator></office:change-info>'
    '<text:p>SECRET</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>前<text:change text:change-id="c1"/>后'
    '<text:change-start text:change-id="c2"/>增<text:change-end text:change-id="c2"/></text:p>'
)


def _odt(what: str, body: str, seen: str = "公告", note: str = "", **more: str) -> Hidden:
    parts: dict[str, str | bytes] = {key.replace("__", "/").replace("_xml", ".xml"): value for key, value in more.items() if "_xml" in key or "__" in key}
    rest = {key: value for key, value in more.items() if key in ("automatic", "common", "master")}
    return Hidden("a.odt", odf("odt", body, parts=parts, **rest), what, seen, note)


def _ods(what: str, body: str, seen: str = "公告", note: str = "", automatic: str = "") -> Hidden:
    return Hidden("a.ods", odf("ods", body, automatic), what, seen, note)


def _odp(what: str, body: str, seen: str = "公告", automatic: str = "", master: str = "") -> Hidden:
    return Hidden("a.odp", odf("odp", body, automatic, master=master), what, seen)


OFD = "http://www.ofdspec.org/2016"
PAGE = '<ofd:Page xmlns:ofd="{}"><ofd:Content><ofd:Layer ID="1">{}</ofd:Layer></ofd:Content></ofd:Page>'
SHOWN = '<ofd:TextObject ID="2"><ofd:TextCode>公告</ofd:TextCode></ofd:TextObject>'


def ofd(info: str = "", document: str = "", page: str = "", parts: dict[str, str | bytes] | None = None, body: str = "") -> bytes:
    return packed({
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>{info}</ofd:DocInfo>'
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>'
        f'<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>{document}</ofd:Document>',
        "Doc_0/PublicRes.xml": f'<ofd:Res xmlns:ofd="{OFD}" BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="3" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>',
        "Doc_0/Res/a.png": DOT, "Doc_0/Pages/Page_0/Content.xml": PAGE.format(OFD, SHOWN + page), **(parts or {}),
    })  # fmt: skip


RTF_COLOURS = "{\\colortbl;\\red0\\green0\\blue0;\\red255\\green255\\blue255;\\red0\\green0\\blue128;}{\\stylesheet{\\s1\\cf2 White;}}"


def rtf(inside: str, head: str = "") -> bytes:
    return ("{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}" + head + "\\pard notice " + inside + " end\\par}").encode("ascii")


def svg(inside: str, extra: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{extra}><text>公告</text>{inside}</svg>'.encode()


OPEN = [
    _odt("修订记录", TRACKED, "增"),
    _odt("批注", '<text:p>前<office:annotation office:name="1"><dc:creator>SECRET</dc:creator><text:p>SECRET</text:p></office:annotation>中<office:annotation-end office:name="1"/>后</text:p>', "前中后"),
    _odt("隐藏文字", SPAN, "前后", automatic=style("T1", "text", GONE)),
    _odt("隐藏文字", SPAN, "前后", "（样式继承）", automatic=style("T1", "text", "", "Base"), common=style("Base", "text", GONE)),
    _odt("隐藏文字", '<text:section text:name="s" text:display="none"><text:p>SECRET</text:p></text:section>', note="（节）"),
    _odt("隐藏文字", '<text:p>前<text:hidden-text text:condition="ooow:1" text:string-value="SECRET">SECRET</text:hidden-text>后</text:p>', "前后", "（域）"),
    _odt("隐藏文字", '<text:p>前<text:variable-set text:display="none" office:string-value="SECRET">SECRET</text:variable-set>后</text:p>', "前后", "（变量）"),
    _odt("文档变量", '<text:user-field-decls><text:user-field-decl text:name="u" office:string-value="SECRET"/></text:user-field-decls>'),
    _odt("文档变量", '<text:p><text:conditional-text text:string-value-if-true="显示" text:string-value-if-false="SECRET">显示</text:conditional-text></text:p>', "显示", "（条件）"),
    _odt("白色文字", SPAN, "前后", automatic=style("T1", "text", WHITE)),
    _odt("极小的文字", SPAN, "前后", automatic=style("T1", "text", '<style:text-properties fo:font-size="1pt"/>')),
    _odt("嵌入的文件或对象", '<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>', Object__content_xml="<x>SECRET</x>"),
    _odt("链接指向本机或内网文件", '<text:p><text:a xlink:href="file:///C:/SECRET.xlsx">见表</text:a></text:p>', "见表"),
    _odt("引用外部图片", '<text:p><draw:frame><draw:image xlink:href="https://example.org/SECRET.png"/></draw:frame></text:p>'),
    _odt("引用外部文件", '<text:section text:name="s"><text:section-source xlink:href="file:///C:/SECRET.odt"/><text:p>见文</text:p></text:section>', "见文"),
    _odt("隐藏的表单域", '<office:forms><form:form><form:hidden form:value="SECRET"/></form:form></office:forms>'),
    _odt("隐藏的图层", '<text:p><draw:rect draw:layer="back"><text:p>SECRET</text:p></draw:rect></text:p>', master='<draw:layer-set><draw:layer draw:name="back" draw:display="none"/></draw:layer-set>'),
    _odt("批注", "", note="（页眉）", master='<style:master-page style:name="x"><style:header><text:p>页眉<office:annotation><text:p>SECRET</text:p></office:annotation></text:p></style:header></style:master-page>'),
    _odt("作者", "", meta_xml=META), _odt("模板", "", meta_xml=META), _odt("自定义属性", "", meta_xml=META),
    _odt("旧版本", "", Versions__1="SECRET"),
    _ods("隐藏的行", sheet(FIRST + SECRET_ROW.format(' table:visibility="collapse"'))),
    _ods("隐藏的行", sheet(FIRST + SECRET_ROW.format(' table:visibility="filter"')), note="（筛选）"),
    _ods("隐藏的行", sheet(FIRST + f'<table:table-row-group table:display="false">{SECRET_ROW.format("")}</table:table-row-group>'), note="（分级）"),
    _ods("隐藏的列", sheet(f"<table:table-row>{cell('公告')}{cell('SECRET')}{cell('乙')}</table:table-row>",
                     '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'), "公告\t\t乙"),
    _ods("隐藏的列", sheet(f"<table:table-row>{cell('公告')}{cell('SECRET')}{cell('丙')}</table:table-row>",
                     '<table:table-column/><table:table-column-group table:display="false"><table:table-column/></table:table-column-group><table:table-column/>'), "公告\t\t丙", "（分级）"),
    _ods("隐藏的工作表", sheet(FIRST) + sheet(SECRET_ROW.format(""), extra=' table:style-name="ta2"'), automatic=style("ta2", "table", '<style:table-properties table:display="false"/>')),
    _ods("批注", sheet("<table:table-row><table:table-cell><office:annotation><text:p>SECRET</text:p></office:annotation><text:p>公告</text:p></table:table-cell></table:table-row>")),
    _ods("白色文字", sheet(FIRST + f"<table:table-row>{cell('SECRET', ' table:style-name=' + chr(34) + 'ce1' + chr(34))}</table:table-row>"), automatic=style("ce1", "table-cell", WHITE)),
    _ods("外部链接的缓存", sheet(f"<table:table-row>{cell('公告', ' table:formula=' + chr(34) + 'of:=[file:///C:/SECRET.ods]' + chr(34))}</table:table-row>")),
    _odp("隐藏的幻灯片", SLIDE.format("dp1", "公告", "") + SLIDE.format("dp2", "SECRET", ""), automatic=style("dp2", "drawing-page", '<style:drawing-page-properties presentation:visibility="hidden"/>')),
    _odp("演讲者备注", SLIDE.format("dp1", "公告", "<presentation:notes><draw:frame><draw:text-box><text:p>SECRET</text:p></draw:text-box></draw:frame></presentation:notes>")),
    Hidden("a.ofd", ofd("<ofd:Author>SECRET</ofd:Author>"), "作者"),
    Hidden("a.ofd", ofd('<ofd:CustomDatas><ofd:CustomData Name="x">SECRET</ofd:CustomData></ofd:CustomDatas>'), "自定义属性"),
    Hidden("a.ofd", ofd(document="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>", parts={
        "Doc_0/Attachs/Attachments.xml": f'<ofd:Attachments xmlns:ofd="{OFD}"><ofd:Attachment Name="SECRET"><ofd:FileLoc>a.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>',
        "Doc_0/Attachs/a.txt": "SECRET"}), "内嵌附件"),
    Hidden("a.ofd", ofd(document="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>", parts={
        "Doc_0/Annots/Annotations.xml": f'<ofd:Annotations xmlns:ofd="{OFD}"><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>',
        "Doc_0/Annots/Page_0/Annotation.xml": f'<ofd:PageAnnot xmlns:ofd="{OFD}"><ofd:Annot Type="Highlight" Creator="SECRET"><ofd:Remark>SECRET</ofd:Remark></ofd:Annot></ofd:PageAnnot>'}), "批注"),
    Hidden("a.ofd", ofd(page='<ofd:TextObject ID="9" Visible="false"><ofd:TextCode>SECRET</ofd:TextCode></ofd:TextObject>'), "隐藏文字"),
    Hidden("a.rtf", rtf("{\\v SECRET}"), "隐藏文字", "notice"),
    Hidden("a.rtf", rtf("\\v SECRET\\v0 seen"), "隐藏文字", "seen", "（不成组）"),
    Hidden("a.rtf", rtf("{\\fs1 SECRET} seen"), "极小的文字", "seen"),
    Hidden("a.rtf", rtf("\\fs2 SECRET\\plain seen"), "极小的文字", "seen", "（不成组）"),
    Hidden("a.rtf", rtf("{\\cf2 SECRET\\u20844?\\'b9\\'ab} seen", RTF_COLOURS), "白色文字", "seen"),
    Hidden("a.rtf", rtf("\\cf2 SECRET\\cf1 seen", RTF_COLOURS), "白色文字", "seen", "（不成组）"),
    Hidden("a.rtf", rtf("{\\deleted\\revauthdel1 SECRET}{\\revised\\revauth1 added}", "{\\*\\revtbl {Unknown;}{SECRET;}}"), "修订记录", "added"),
    Hidden("a.rtf", rtf("{\\*\\atnid SECRET}{\\*\\atnauthor SECRET}\\chatn{\\*\\annotation SECRET}"), "批注", "end"),
    Hidden("a.rtf", rtf("x", "{\\info{\\title t}{\\author SECRET}{\\*\\company SECRET}}"), "作者", "notice"),
    Hidden("a.rtf", rtf("{\\object\\objemb{\\*\\objdata 534543524554}}"), "嵌入的文件或对象", "notice"),
    Hidden("a.svg", svg('<text display="none">SECRET</text>'), "隐藏文字"),
    Hidden("a.svg", svg('<g style="visibility: hidden"><text>SECRET</text></g><!-- SECRET --><metadata>SECRET</metadata>'), "隐藏文字", note="（样式）"),
    Hidden("a.svg", svg('<image xlink:href="https://example.org/SECRET.png"/>'), "引用外部文件"),
    Hidden("a.zip", packed({"公告.txt": "公告", "__MACOSX/a": "SECRET"}), "系统自动生成的文件"),
    Hidden("a.zip", packed({"a.txt": "公告", "b.odt": odf("odt", SPAN, style("T1", "text", GONE))}), "隐藏文字", note="（包内）"),
]  # fmt: skip
OPEN_REFUSED = [
    Hidden("a.ods", odf("ods", sheet(FIRST, extra=' table:style-name="ta2"'), style("ta2", "table", '<style:table-properties table:display="false"/>')), "隐藏的工作表"),
    Hidden("a.ofd", ofd("<ofd:Author>SECRET</ofd:Author>", body="<ofd:Signatures>Signs/Signatures.xml</ofd:Signatures>"), "作者", note="（电子签章）"),
    Hidden("a.ofd", ofd(parts={"Doc_0/Versions/v1.xml": "<SECRET/>"}, body="<ofd:Versions/>"), "旧版本"),
    Hidden("a.svg", svg("<style>.x { display: none }</style><text class='x'>SECRET</text>"), "隐藏文字", note="（样式表）"),
]
