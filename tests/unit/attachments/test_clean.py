"""A clean copy opens, keeps what is public, and reading it finds nothing hidden."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest

from helpers.office_files import appended, docx, jpeg, pdf, row, run, xlsx
from helpers.open_documents import RTF_COLOURS, rtf
from unit.attachments.test_read_attachment import CORE, DATA
from zhanqun.attachments import read_attachment
from zhanqun.attachments.clean import CannotClean, clean_file
from zhanqun.attachments.scrub_picture import scrub_picture

DIRTY = docx(
    run("公告")
    + run("SECRET", "<w:vanish/>")
    + "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>SECRET</w:delText></w:r></w:del></w:p>",
    docProps__core_xml=CORE,
)


def test_a_document_loses_what_hides_and_keeps_what_shows() -> None:
    clean, removed = clean_file(DIRTY, "docx")
    reading = read_attachment("a.docx", clean)
    assert (reading.hidden, reading.metadata, reading.problems) == ((), (), ())
    assert reading.text() == "公告\n新增"
    assert removed == ["作者、单位等文档属性", "修订记录（按全部接受处理）", "隐藏文字"]


def test_a_sheet_loses_hidden_sheets_rows_and_columns() -> None:
    hiding = xlsx({
        "甲": ("", f'<cols><col min="2" max="2" hidden="1"/></cols><sheetData>{row(1, "公开", "SECRET")}{row(2, "SECRET", hidden=True)}</sheetData>'),
        "乙": ("veryHidden", DATA),
    })  # fmt: skip
    clean, removed = clean_file(hiding, "xlsx")
    reading = read_attachment("a.xlsx", clean)
    assert reading.hidden == ()
    assert "SECRET" not in "".join(text for _, text in reading.text_blocks)
    assert removed == ["隐藏的工作表 1 个", "隐藏列里的内容", "隐藏或筛选掉的行"]


def test_openpyxl_opens_a_clean_sheet() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "公开", "SECRET"
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("隐藏").sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    clean, _ = clean_file(out.getvalue(), "xlsx")
    assert [[cell.value for cell in line] for line in openpyxl.load_workbook(BytesIO(clean)).active.iter_rows()] == [
        ["公开"]
    ]
    assert b"SECRET" not in b"".join(re.findall(rb".+", clean))


def test_a_pdf_loses_notes_attachments_author_and_earlier_versions() -> None:
    clean, removed = clean_file(appended(pdf(note="SECRET", attached="SECRET", author="SECRET")), "pdf")
    reading = read_attachment("a.pdf", clean)
    assert (reading.hidden, reading.metadata) == ((), ())
    assert "Hello" in reading.text()
    assert removed == ["第 1 页的批注、表单或附件", "文档属性（作者、标题等）", "内嵌附件", "修改前的版本（增量更新）"]


def test_a_picture_loses_its_place() -> None:
    clean, removed = clean_file(jpeg(gps=True, artist="SECRET"), "jpg")
    reading = read_attachment("a.jpg", clean)
    assert (reading.hidden, reading.metadata) == ((), ())
    assert removed == ["拍摄地点（EXIF GPS）", "拍摄信息（EXIF）"]


def test_what_cannot_be_read_is_not_cleaned() -> None:
    with pytest.raises(CannotClean, match="旧版 Office"):
        clean_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "doc")


def test_cleaning_twice_is_cleaning_once() -> None:
    once, _ = clean_file(DIRTY, "docx")
    assert clean_file(once, "docx") == (once, [])


@pytest.mark.parametrize("inside", [
    "{\\cf2\\highlight3 shown}", "\\pard\\cbpat3{\\cf2 shown}", "\\trowd\\clcbpat3\\cellx900\\pard\\intbl{\\cf2 shown}\\cell\\row",
    "{\\fs2\\par}{\\fs2  }shown", "{\\cf1 shown}", "{\\cf9 shown}", "{\\fs21 shown}",
])  # fmt: skip
def test_letters_of_an_rtf_that_are_seen_stay(inside: str) -> None:
    source = rtf(inside, RTF_COLOURS)
    reading = read_attachment("a.rtf", source)
    assert (reading.hidden, reading.problems) == ((), ())
    assert "shown" in reading.text()
    assert clean_file(source, "rtf") == (source, [])


@pytest.mark.parametrize("quality", [60, 85, 95])
def test_a_photo_does_not_grow_when_it_is_cleaned(quality: int) -> None:
    from PIL import Image

    picture = Image.effect_noise((300, 200), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "某某手机"
    made = BytesIO()
    picture.save(made, "JPEG", quality=quality, exif=exif)
    cleaned, removed = scrub_picture(made.getvalue(), "jpg")
    assert removed and len(cleaned) < 1.02 * len(made.getvalue())
