# ruff: noqa: E501
"""Nothing in a package is left out: parts by any name, words anywhere in them, bytes beside them."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest

from helpers.hidden_parts import rels
from helpers.office_files import DOT, TYPES, A, P, R, S, W, docx, packed, row, run, xlsx
from helpers.open_documents import odf, ofd
from zhanqun.attachments import Reading, read_attachment
from zhanqun.attachments.clean import CannotClean, clean_file

NUMBER = "11010519491231002X"
CELL = f"<sheetData>{row(1, '公告')}</sheetData>"
BOOK = {"表": ("visible", CELL)}


def seen(reading: Reading) -> bool:
    return any(NUMBER in text for _, text in reading.text_blocks)


def kinds(reading: Reading) -> set[str]:
    return {what for what, _ in reading.hidden} | {problem.key for problem in reading.problems}


def styled(inside: str) -> str:
    return f'<w:numbering xmlns:w="{W}">{inside}</w:numbering>'


def far(column: str) -> bytes:
    return xlsx({"表": ("", f'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="{column}1" t="inlineStr"><is><t>{NUMBER}</t></is></c></row></sheetData>')})


SAID = {
    "far.xlsx": far("SG"),
    "last.xlsx": far("XFD"),
    "strings.xlsx": xlsx({"表": ("", '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>')},
                         **{"xl/SharedStrings.xml": f'<sst xmlns="{S}"><si><t>{NUMBER}</t></si></sst>'}),
    "unused.xlsx": xlsx(BOOK, xl__sharedStrings_xml=f'<sst xmlns="{S}"><si><t>{NUMBER}</t></si></sst>'),
    "phonetic.xlsx": xlsx(BOOK, xl__sharedStrings_xml=f'<sst xmlns="{S}"><si><t>字</t><rPh sb="0" eb="1"><t>{NUMBER}</t></rPh></si></sst>'),
    "formula.xlsx": xlsx({"表": ("", f'<sheetData><row r="1"><c r="A1"><f>IF(B1={NUMBER[:-1]}1,1,2)</f><v>1</v></c></row></sheetData>')}),
    "rule.xlsx": xlsx({"表": ("", f'{CELL}<conditionalFormatting><cfRule text="{NUMBER}"/></conditionalFormatting>')}),
    "name.xlsx": packed({
        "[Content_Types].xml": TYPES, "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{CELL}</worksheet>',
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="甲" sheetId="1" r:id="rId1"/></sheets>'
                           f'<definedNames><definedName name="x" hidden="1">"{NUMBER}"</definedName></definedNames></workbook>',
        "xl/_rels/workbook.xml.rels": rels(("rId1", "worksheet", "worksheets/sheet1.xml", False))}),
    "custom.docx": docx(run("公告"), **{"customXml/item1.xml": f"<a>{NUMBER}</a>"}),
    "custom-long.docx": docx(run("公告"), **{"customXml/item1.xml": f"<a>{NUMBER}{'公告' * 200}</a>"}),
    "custom-attribute.docx": docx(run("公告"), **{"customXml/item1.xml": f'<a b="{NUMBER}"/>'}),
    "comment.docx": docx(f"{run('公告')}<!-- {NUMBER} -->"),
    "numbering.docx": docx(run("公告"), word__numbering_xml=styled(f'<w:lvl><w:lvlText w:val="{NUMBER}"/></w:lvl>')),
    "field.docx": docx(run("公告") + f"<w:p><w:r><w:instrText>= {NUMBER[:9]}</w:instrText></w:r><w:r><w:rPr/><w:instrText>{NUMBER[9:]}</w:instrText></w:r></w:p>"),
    "bookmark.docx": docx(run("公告") + f'<w:bookmarkStart w:name="a{NUMBER}"/>'),
    "variable.docx": docx(run("公告"), word__settings_xml=f'<w:settings xmlns:w="{W}"><w:docVar w:name="x" w:val="{"公" * 5000}{NUMBER}"/></w:settings>'),
    "name-of-part.docx": docx(run("公告"), **{f"word/media/身份证{NUMBER}.png": DOT}),
    "printer.docx": docx(run("公告"), **{"word/printerSettings1.bin": f"\0\0{NUMBER}\0".encode("utf-16-le")}),
    "main.docx": docx(run("公告"), **{
        "word/main.xml": f'<w:document xmlns:w="{W}"><w:body>{run(NUMBER)}</w:body></w:document>',
        "_rels/.rels": rels(("r", "officeDocument", "word/main.xml", False))}),
    "properties.docx": docx(run("公告"), **{
        "package/services/metadata/core-properties/a.psmdcp": f"<p><title>{NUMBER}</title></p>",
        "_rels/.rels": rels(("r", "core-properties", "package/services/metadata/core-properties/a.psmdcp", False))}),
    "runs.pptx": packed({"[Content_Types].xml": TYPES, "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{P}" xmlns:a="{A}"><a:p><a:r><a:t>{NUMBER[:9]}</a:t></a:r>'
                         f"<a:r><a:t>{NUMBER[9:]}</a:t></a:r></a:p></p:sld>"}),
    "master.pptx": packed({"[Content_Types].xml": TYPES, "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{P}" xmlns:a="{A}"><a:t>公告</a:t></p:sld>',
                           "ppt/notesMasters/notesMaster1.xml": f'<n xmlns:a="{A}"><a:t>{NUMBER}</a:t></n>'}),
    "settings.odt": odf("odt", "", parts={"settings.xml": f"<s><i>{NUMBER}</i></s>"}),
    "page.ofd": ofd(parts={"Doc_0/Pages/Page_1/Page.xml": f"<Page>{''.join(f'<TextCode>{each}</TextCode>' for each in NUMBER)}</Page>"}),
    "master.odp": odf("odp", "<draw:page><text:p>公告</text:p></draw:page>", master=f"<style:master-page><text:p>{NUMBER}</text:p></style:master-page>"),
    "script.ods": odf("ods", f'<table:table table:name="甲"><table:named-range table:base-cell-address="{NUMBER}"/></table:table>'),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_words_anywhere_in_a_package_reach_the_detectors(name: str) -> None:
    reading = read_attachment(name, SAID[name])
    assert seen(reading) or any(f"{NUMBER[:-1]}1" in text for _, text in reading.text_blocks)
    assert NUMBER not in reading.text() or name.startswith(("far", "last", "strings", "main", "runs", "properties", "page"))


UNKNOWN = {
    "text.docx": docx(run("公告"), **{"word/old.txt": NUMBER}),
    "second.docx": docx(run("公告"), **{"word/document2.xml": "<d/>"}),
    "disguised.docx": docx(run("公告"), **{"word/media/image1.png": NUMBER}),
    "page.docx": docx(run("公告"), **{"word/media/image1.jpeg": "<!DOCTYPE html>\n<p>x</p>"}),
    "markup.docx": docx(run("公告"), **{"word/media/image1.xml": "<a/>"}),
    "font.docx": docx(run("公告"), **{"word/fonts/font1.odttf": NUMBER}),
    "folder.xlsx": xlsx(BOOK, **{"xl/backup/sheet1.xml": "<a/>"}),
    "sheet.docx": docx(run("公告"), **{"xl/worksheets/sheet1.xml": "<a/>"}),
    "other.pptx": packed({"[Content_Types].xml": TYPES, "ppt/slides/slide1.xml": "<sld><t>公告</t></sld>", "ppt/old/slide1.xml": "<a/>"}),
    "old.odt": odf("odt", "", parts={"Pictures/old.txt": NUMBER}),
    "old.ofd": ofd(parts={"Doc_0/Res/old.txt": NUMBER}),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_part_that_nobody_knows_is_an_error_that_says_which_and_goes_from_a_clean_copy(name: str) -> None:
    reading = read_attachment(name, UNKNOWN[name])
    told = [problem for problem in reading.problems if problem.key == "unknown-part"]
    assert len(told) == 1
    assert "不认识的部分" in told[0].message
    assert "zhanqun clean" in told[0].help
    assert NUMBER not in told[0].message
    clean, removed = clean_file(UNKNOWN[name], name.rsplit(".", 1)[1])
    assert read_attachment(name, clean).problems == ()
    assert set(removed) & {"不认识的部分", "没有用到的文件"}


@pytest.mark.parametrize(("name", "part", "what"), [
    ("a.xlsx", "xl/model/item.data", "数据模型（Power Pivot）"),
    ("a.docx", "customUI/customUI.xml", "自定义的功能区"),
    ("a.docx", "word/webextensions/taskpanes.xml", "办公软件加载项"),
    ("a.docx", "word/recipientData.xml", "邮件合并的数据源"),
    ("a.docx", "word/EMBEDDINGS/a.bin", "嵌入的文件或对象"),
    ("a.docx", "docProps/thumbnail.emf", "首页缩略图（可能是以前的内容）"),
    ("a.docx", "word/media/hdphoto1.wdp", "图片处理前的原图"),
    ("a.odt", "ObjectReplacements/Object 1", "嵌入的文件或对象"),
    ("a.odt", "Object 1", "嵌入的文件或对象"),
    ("a.ofd", "Doc_0/Attachs/a.bin", "内嵌附件"),
])  # fmt: skip
def test_what_is_known_to_be_dangerous_is_named_and_goes(name: str, part: str, what: str) -> None:
    inside = {"emf": b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(40), "wdp": b"II\xbc\1" + bytes(40), "xml": b"<a/>"}.get(part[-3:], b"\0\1" * 40)
    kind = name[2:]
    whole = {"docx": lambda: docx(run("公告"), **{part: inside}), "xlsx": lambda: xlsx(BOOK, **{part: inside}),
             "odt": lambda: odf("odt", "", parts={part: inside}), "ofd": lambda: ofd(parts={part: inside})}[kind]()  # fmt: skip
    assert what in kinds(read_attachment(name, whole))
    clean, removed = clean_file(whole, kind)
    assert removed
    after = read_attachment(name, clean)
    assert (after.hidden, after.problems) == ((), ())


ORDINARY = {
    "a.docx": docx(run("公告"), **{
        "_rels/.rels": rels(("r", "officeDocument", "/word/Document.xml", False)), "docProps/app.xml": "<p/>", "docProps/custom.xml": "<p/>",
        "word/stylesWithEffects.xml": "<s/>", "word/theme/theme1.xml": "<t/>", "word/theme/_rels/theme1.xml.rels": rels(), "word/media/image12.PNG": DOT,
        "customXml/item1.xml": "<a/>", "customXml/itemProps1.xml": "<a/>", "customXml/_rels/item1.xml.rels": rels(),
        "word/glossary/document.xml": "<d/>", "word/fonts/font1.odttf": b"\0" * 40, "word/commentsExtended.xml": "<c/>", "word/header12.xml": "<h/>",
        "word/diagrams/quickStyle1.xml": "<s/>", "word/charts/colors1.xml": "<c/>", "docMetadata/LabelInfo.xml": "<l/>"}),
    "a.xlsx": xlsx(BOOK, **{
        "xl/calcChain.xml": "<c/>", "xl/tables/table1.xml": "<t/>", "xl/drawings/vmlDrawing1.vml": "<x/>", "xl/ctrlProps/ctrlProp1.xml": "<f/>",
        "xl/cellimages.xml": "<c/>", "xl/richData/richValueRel.xml": "<r/>", "xl/worksheets/_rels/sheet1.xml.rels": rels(), "xl/metadata.xml": "<m/>",
        "xl/slicerCaches/slicerCache1.xml": "<s/>", "xl/chartsheets/sheet1.xml": "<s/>", "xl/persons/person.xml": "<p/>"}),
    "a.pptx": packed({
        "[Content_Types].xml": TYPES, "ppt/slides/slide1.xml": "<sld><t>公告</t></sld>", "ppt/tags/tag1.xml": "<t/>", "ppt/presProps.xml": "<p/>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": rels(), "ppt/fonts/font1.fntdata": b"\0" * 40, "ppt/media/media1.mp4": b"\0\0\0\x18ftypmp42" + bytes(20)}),
    "a.odt": odf("odt", "", parts={
        "Configurations2/accelerator/current.xml": "", "layout-cache": b"\0\1\0\1", "manifest.rdf": "<r/>", "Fonts/a.ttf": b"\0\1\0\0" + bytes(20)}),
    "a.ofd": ofd(parts={
        "Doc_0/Signs/Sign_0/SignedValue.dat": b"0\x82\0\0", "Doc_0/Signs/Sign_0/Seal.esl": b"0\x82\0\0", "Doc_0/Res/font_1.otf": b"OTTO" + bytes(20),
        "Doc_0/Signs/Sign_0/signFilePaths.dat": "Doc_0/Pages/Page_0/Content.xml", "Doc_0/DocumentRes.xml": "<Res/>", "Doc_0/Res/a.jb2": b"\0\0\0\1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ORDINARY)
def test_parts_that_programs_write_are_no_finding(name: str) -> None:
    reading = read_attachment(name, ORDINARY[name])
    assert (reading.hidden, reading.problems) == ((), ())


def commented(data: bytes, comment: bytes) -> bytes:
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.comment = comment
    return out.getvalue()


def one(extra: bytes = b"", comment: bytes = b"", name: str = "a.txt") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        info = zipfile.ZipInfo(name)
        info.extra, info.comment = extra, comment
        package.writestr(info, "公告".encode())
    return out.getvalue()


def between(data: bytes, more: bytes) -> bytes:
    """Bytes before the list of contents, which is told where it begins now."""
    end = data.rfind(b"PK\5\6")
    (start,) = struct.unpack("<L", data[end + 16 : end + 20])
    return data[:start] + more + data[start : end + 16] + struct.pack("<L", start + len(more)) + data[end + 20 :]


BESIDE = {
    "压缩包的注释": commented(one(), NUMBER.encode()),
    "压缩包的注释，逐个": one(comment=NUMBER.encode()),
    "压缩包里没有列出的数据，在前": b"PK\3\4" * 40 + one(),
    "压缩包里没有列出的数据": between(one(), one()[: one().find(b"PK\1\2")]),
    "压缩包结尾附带的数据": one() + NUMBER.encode(),
    "压缩包里用途不明的附加数据": one(struct.pack("<HH", 0x4B4B, 18) + NUMBER.encode()),
    "压缩包里用途不明的附加数据，撑大的": one(struct.pack("<HH", 0xA220, 22) + b"\x28\xa0\0\0" + NUMBER.encode()),
}


@pytest.mark.parametrize("what", BESIDE)
def test_bytes_beside_the_files_of_a_zip_are_told_and_go(what: str) -> None:
    reading = read_attachment("a.zip", BESIDE[what])
    assert what.split("，")[0] in kinds(reading)
    clean, removed = clean_file(BESIDE[what], "zip")
    assert what.split("，")[0] in removed
    assert read_attachment("a.zip", clean).hidden == ()


def test_the_name_that_other_programs_show_is_read() -> None:
    name = f"身份证{NUMBER}.txt".encode()
    assert seen(read_attachment("a.zip", one(struct.pack("<HHBL", 0x7075, len(name) + 5, 1, 0) + name)))


def test_a_folder_that_nothing_lies_in_has_a_name() -> None:
    out = BytesIO(one())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(f"身份证{NUMBER}/", b"")
    assert seen(read_attachment("a.zip", out.getvalue()))


@pytest.mark.parametrize("data", [
    docx(run("公告"), **{"word/Document.xml": "<d/>"}),
    one().replace(b"a.txt", b"b.txt", 1),
    docx(run("公告"), **{"_rels/.rels": rels(("a", "officeDocument", "word/document.xml", False), ("b", "officeDocument", "word/footer1.xml", False)),
                        "word/footer1.xml": "<d/>"}),
], ids=["names-of-either-case", "two-lists-of-contents", "two-documents"])  # fmt: skip
def test_what_programs_would_open_differently_is_refused(data: bytes) -> None:
    reading = read_attachment("a.docx" if b"word/" in data else "a.zip", data)
    assert [problem.key for problem in reading.problems] == ["damaged"]


def test_bytes_behind_a_packed_stream_are_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        import zlib

        stream = zlib.compressobj(9, zlib.DEFLATED, -15)
        told = stream.compress("公告".encode()) + stream.flush()
        package.writestr("a.txt", told + NUMBER.encode())
    data = bytearray(out.getvalue())
    listed = data.find(b"PK\1\2")
    for at in (8, listed + 10):
        data[at] = 8
    for at, crc in ((14, listed + 16),):
        data[at : at + 4] = data[crc : crc + 4] = struct.pack("<L", zlib.crc32("公告".encode()))
    for at in (22, listed + 24):
        data[at : at + 4] = struct.pack("<L", len("公告".encode()))
    assert [problem.key for problem in read_attachment("a.zip", bytes(data)).problems] == ["damaged"]


def test_a_document_at_another_place_is_not_cleaned_by_guessing() -> None:
    with pytest.raises(CannotClean, match="正文不在通常的位置"):
        clean_file(SAID["main.docx"], "docx")


@pytest.mark.parametrize("part", ["docProps/core1.xml", "docProps/app2.xml", "package/services/metadata/core-properties/a.psmdcp"])
def test_properties_by_another_name_are_told_and_go(part: str) -> None:
    inside = f"<p><creator>{NUMBER}</creator><Company>{NUMBER}</Company></p>"
    whole = docx(run("公告"), **{part: inside, "_rels/.rels": rels(("r", "core-properties", part, False))})
    assert {"作者", "单位"} & {what for what, _ in read_attachment("a.docx", whole).metadata}
    clean, _ = clean_file(whole, "docx")
    after = read_attachment("a.docx", clean)
    assert after.metadata == ()
    assert not seen(after)


@pytest.mark.parametrize("value", ["1.1" + ", " * 200_000, "1.1 " * 100_000 + "x", "A" * 400_000 + "!"], ids=["gaps", "figures", "letters"])
def test_long_values_are_read(value: str) -> None:
    """A pattern that goes back would not come to an end."""
    assert not read_attachment("a.docx", docx(run("公告"), word__fontTable_xml=f'<f a="{value}"/>')).problems
