"""Attachments are read, not trusted: what hides in them is found, what is hostile is refused, nothing raises."""

from __future__ import annotations

import resource
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.office_files import TYPES, W, appended, docx, jpeg, packed, pdf, row, run, xlsx
from zhanqun.attachments import Limits, Reading, read_attachment

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>张三</dc:creator><dc:title>通知</dc:title></cp:coreProperties>'
)
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill></fills><numFmts/><cellXfs><xf fontId="0" fillId="0"/><xf fontId="1" fillId="0"/></cellXfs></styleSheet>'  # noqa: E501
)


def keys(reading: Reading) -> list[str]:
    return [problem.key for problem in reading.problems]


def hidden(reading: Reading) -> set[str]:
    return {what for what, _ in reading.hidden}


def whole(reading: Reading) -> str:
    return "\n".join(text for _, text in reading.text_blocks)


DATA = f"<sheetData>{row(1, '姓名', '号码')}{row(2, '张三', 'SECRET', hidden=True)}</sheetData>"
HIDING = [
    ("a.docx", docx(run("公告") + run("SECRET", "<w:vanish/>")), "隐藏文字"),
    ("a.docx", docx(run("公告") + run("SECRET", '<w:color w:val="FFFFFF"/>')), "白色文字"),
    ("a.docx", docx(run("公告") + "<w:p><w:del><w:r><w:delText>SECRET</w:delText></w:r></w:del></w:p>"), "修订记录"),
    ("a.docx", docx(run("公告") + "<w:p><w:ins><w:r><w:t>SECRET</w:t></w:r></w:ins></w:p>"), "修订记录"),
    ("a.docx", docx(run("公告"), word__comments_xml=f'<w:comments xmlns:w="{W}"><w:comment>{run("SECRET")}</w:comment></w:comments>'), "批注"),
    ("a.docx", docx(run("公告") + "<w:p><w:r><w:instrText>INCLUDETEXT SECRET</w:instrText></w:r></w:p>"), "引用外部数据的域"),
    ("a.xlsx", xlsx({"甲": ("", f"<sheetData>{row(1, '公开')}</sheetData>"), "乙": ("veryHidden", f"<sheetData>{row(1, 'SECRET')}</sheetData>")}), "深度隐藏的工作表"),  # noqa: E501
    ("a.xlsx", xlsx({"甲": ("", DATA)}), "隐藏的行"),
    ("a.xlsx", xlsx({"甲": ("", DATA + '<autoFilter ref="A1:B2"><filterColumn colId="0"/></autoFilter>')}), "筛选掉的行"),
    ("a.xlsx", xlsx({"甲": ("", f'<cols><col min="2" max="2" hidden="1"/></cols><sheetData>{row(1, "张三", "SECRET")}</sheetData>')}), "隐藏的列"),
    ("a.xlsx", xlsx({"甲": ("", f"<sheetData>{row(1, 'SECRET', style=1)}</sheetData>")}, xl__styles_xml=STYLES), "白色文字"),
    ("a.xlsx", xlsx({"甲": ("", DATA)}, xl__comments1_xml="<comments><comment><text><t>SECRET</t></text></comment></comments>"), "批注"),
    ("a.xlsx", xlsx({"甲": ("", DATA)}, xl__pivotCache__pivotCacheRecords1_xml='<r><s v="SECRET"/></r>'), "数据透视表缓存"),
    ("a.xlsx", xlsx({"甲": ("", DATA)}, xl__externalLinks__externalLink1_xml="<e><v>SECRET</v></e>"), "外部链接的缓存"),
    ("a.pptx", packed({"[Content_Types].xml": TYPES, "ppt/slides/slide1.xml": '<sld show="0"><t>SECRET</t></sld>'}), "隐藏的幻灯片"),
    ("a.pptx", packed({"[Content_Types].xml": TYPES, "ppt/slides/slide1.xml": "<sld><t>公告</t></sld>", "ppt/notesSlides/n1.xml": "<n><t>SECRET</t></n>"}), "演讲者备注"),  # noqa: E501
    ("a.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<d><p>公告</p><annotation><p>SECRET</p></annotation></d>"}), "批注"),  # noqa: E501
    ("a.ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": '<d><table-row visibility="collapse"><table-cell><p>SECRET</p></table-cell></table-row></d>'}), "隐藏的行"),  # noqa: E501
    ("a.ofd", packed({"OFD.xml": "<OFD/>", "Doc_0/Annots/Page_0/Annotation.xml": '<A><Annot Type="Highlight"><TextCode>SECRET</TextCode></Annot></A>'}), "批注"),  # noqa: E501
    ("a.rtf", rb"{\rtf1\ansi notice {\v SECRET} end}", "隐藏文字"),
    ("a.pdf", pdf(note="SECRET"), "批注"),
    ("a.pdf", pdf(covered="SECRET"), "被色块遮住、仍可复制的文字"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "what"), HIDING, ids=[f"{name}-{what}" for name, _, what in HIDING])
def test_hidden_parts_are_named_and_their_text_is_seen(name: str, data: bytes, what: str) -> None:
    reading = read_attachment(name, data)
    assert what in hidden(reading)
    assert "SECRET" in whole(reading)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.pdf", pdf(attached="x"), "内嵌附件"),
        ("a.pdf", appended(pdf()), "保留着修改前的版本（增量更新）"),
        ("a.jpg", jpeg(gps=True), "拍摄地点（EXIF GPS）"),
        ("a.jpg", jpeg() + b"x" * 500, "图片末尾附带的数据"),
        ("a.docx", docx(run("公告"), word__embeddings__x="x"), "嵌入的文件或对象"),
    ],
)
def test_hidden_things_without_text_are_named(name: str, data: bytes, what: str) -> None:
    assert what in hidden(read_attachment(name, data))


HOSTILE = [
    ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-format"),
    ("a.docx", docx(run("公告"))[:300], "damaged"),
    ("a.docx", docx("<w:p>"), "damaged"),
    ("a.docx", docx(run("公告"), word__vbaProject__bin="x") if False else packed({"[Content_Types].xml": TYPES, "word/document.xml": "<d/>", "word/vbaProject.bin": "x"}), "macro"),  # noqa: E501
    ("a.docx", packed({"[Content_Types].xml": TYPES, "word/document.xml": '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'}), "hostile"),  # noqa: E501
    ("a.docx", packed({"[Content_Types].xml": TYPES, "word/document.xml": "<d>" * 1000 + "</d>" * 1000}), "hostile"),
    ("a.zip", packed({"big.txt": b"0" * 50_000_000}), "bomb"),
    ("a.zip", packed({"a.zip": packed({"b.zip": packed({"c.txt": "x"})})}), "nested"),
    ("a.pdf", "其实是文本".encode(), "disguised"),
    ("a.xlsx", pdf(), "disguised"),
    ("a.txt", pdf(), "disguised"),
    ("a.png", jpeg(), "disguised"),
    ("a.jpg", b"MZ" + b"\0" * 100, "kind"),
    ("a.pdf", pdf()[:400], "damaged"),
    ("a.pdf", pdf(password="x"), "encrypted"),
    ("a.jpg", jpeg()[:400], "unreadable"),
    ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "script"),
    ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "script"),
    ("a.txt", b"", "empty"),
    ("a.csv", b"\xff\xfe\x00\xd8", "encoding"),
    ("a", b"abc", "kind"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "key"), HOSTILE, ids=[f"{at}-{name}-{key}" for at, (name, _, key) in enumerate(HOSTILE)]
)
def test_hostile_files_are_refused_with_a_reason(name: str, data: bytes, key: str) -> None:
    reading = read_attachment(name, data)
    assert key in keys(reading), reading
    assert all(problem.message and problem.help for problem in reading.problems)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed({"[Content_Types].xml": TYPES, "word/document.xml": b"<d>" + b"0" * 150_000_000 + b"</d>"})
    tracemalloc.start()
    try:
        assert keys(read_attachment("a.docx", bomb)) == ["bomb"]
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_parser_that_hangs_is_stopped() -> None:
    from zhanqun.attachments.guard import guarded
    from zhanqun.attachments.reading import Refused

    def forever() -> None:
        while True:
            pass

    with pytest.raises(Refused) as refused:
        guarded(forever, Limits(seconds=1))
    assert refused.value.problem.key == "too-slow"


def test_a_parser_that_swells_is_stopped() -> None:
    from zhanqun.attachments.guard import guarded
    from zhanqun.attachments.reading import Refused

    with pytest.raises(Refused):
        guarded(lambda: [bytearray(50_000_000) for _ in range(100)], Limits(memory=200_000_000))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_500_000


def test_metadata_is_named_but_never_shown() -> None:
    reading = read_attachment("a.docx", docx(run("公告"), docProps__core_xml=CORE))
    assert reading.metadata == (("作者", True),)
    assert reading.title == "通知"


def test_table_cells_are_joined_by_tabs() -> None:
    table = f"<w:tbl><w:tr><w:tc>{run('姓名')}</w:tc><w:tc>{run('金额')}</w:tc></w:tr></w:tbl>"
    assert "姓名\t金额" in read_attachment("a.docx", docx(table)).text()


def test_search_text_leaves_hidden_text_out() -> None:
    assert "SECRET" not in read_attachment("a.docx", docx(run("公告") + run("SECRET", "<w:vanish/>"))).text()


def test_gbk_text_is_read() -> None:
    assert read_attachment("a.csv", "姓名,金额\n张三,5".encode("gb18030")).text() == "姓名\t金额\n张三\t5"


def test_files_in_a_zip_are_read() -> None:
    reading = read_attachment(
        "a.zip", packed({"甲.txt": "公告内容", "乙.docx": docx(run("公告") + run("SECRET", "<w:vanish/>"))})
    )
    assert "公告内容" in whole(reading)
    assert hidden(reading) == {"隐藏文字"}


def test_a_picture_asks_for_a_transcript() -> None:
    assert keys(read_attachment("a.jpg", jpeg())) == ["no-text"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["a.docx", "a.xlsx", "a.zip", "a.csv", "a.rtf", "a.svg", "a.ofd"]),
    st.binary(max_size=300),
    st.integers(0, 5),
)
def test_no_bytes_make_it_raise(name: str, data: bytes, start: int) -> None:
    head = (b"", b"PK\x03\x04", b"{\\rtf1", b"<svg ", b"%PDF-1.7", b"\xff\xd8\xff")[start]
    assert isinstance(read_attachment(name, head + data), Reading)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2_000), st.integers(0, 255))
def test_one_wrong_byte_never_raises(at: int, value: int) -> None:
    data = bytearray(docx(run("公告") + run("SECRET", "<w:vanish/>"), docProps__core_xml=CORE))
    data[at % len(data)] = value
    assert isinstance(read_attachment("a.docx", bytes(data)), Reading)


NUMBER = "11010519491231002X"


@pytest.mark.parametrize("inside", [
    f"<metadata>{NUMBER}</metadata>", f"<!-- {NUMBER} -->", f'<g aria-label="{NUMBER}"/>', f'<g data-name="{NUMBER}"/>',
    f'<x:layer xmlns:x="urn:x">{NUMBER}</x:layer>', f'<g xmlns:i="urn:i" i:label="{NUMBER}"/>',
])  # fmt: skip
def test_what_an_svg_holds_beside_its_text_is_read(inside: str) -> None:
    reading = read_attachment("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{inside}<text>字</text></svg>'.encode())
    assert any(NUMBER in text for _, text in reading.text_blocks)


@pytest.mark.parametrize("how", [
    'style="opacity:0"', 'opacity="0%"', 'style="font-size: 0px"', 'display="NONE"', 'visibility="collapse"', 'style="display:/**/none"',
])  # fmt: skip
def test_text_of_an_svg_that_is_not_drawn_is_hidden(how: str) -> None:
    reading = read_attachment("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><text {how}>字</text></svg>'.encode())
    assert "隐藏文字" in {what for what, _ in reading.hidden}


@pytest.mark.parametrize("how", ['opacity="0.5"', 'style="opacity:1;font-size:10px"', 'font-size="12"', 'style="visibility:visible"'])
def test_text_of_an_svg_that_is_drawn_is_not(how: str) -> None:
    reading = read_attachment("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><text {how}>字</text></svg>'.encode())
    assert not reading.hidden
