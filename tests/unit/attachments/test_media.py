# ruff: noqa: E501
"""Pictures inside packages give away place and author like pictures by themselves, and lose them in the clean copy."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from helpers.hidden_parts import book, data, letter, rels, show
from helpers.office_files import A, R, docx, jpeg, packed, run
from helpers.open_documents import OFD, odf, ofd
from zhanqun.attachments import Limits, read_attachment
from zhanqun.attachments.clean import CannotClean, clean_file

IMAGE = '<text:p><draw:frame><draw:image xlink:href="Pictures/a.jpg"/></draw:frame></text:p>'
RES = (
    f'<ofd:Res xmlns:ofd="{OFD}" BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="3" Type="Image">'
    "<ofd:MediaFile>a.jpg</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
)
KINDS = ["odt", "ods", "odp", "docx", "xlsx", "pptx", "ofd"]


def within(kind: str, picture: bytes, name: str = "a.jpg") -> tuple[str, bytes]:
    """Where the picture is, and an honest file that shows it."""
    if kind in ("odt", "ods", "odp"):
        body = {"odt": IMAGE, "ods": "<table:table><table:table-row><table:table-cell><text:p>公告</text:p></table:table-cell></table:table-row>"
                f"<table:shapes>{IMAGE[8:-9]}</table:shapes></table:table>",
                "odp": f'<draw:page draw:name="1"><draw:frame><draw:text-box><text:p>公告</text:p></draw:text-box></draw:frame>{IMAGE[8:-9]}</draw:page>'}[kind]  # fmt: skip
        return "Pictures/a.jpg", odf(kind, body, parts={"Pictures/a.jpg": picture})
    if kind == "ofd":
        return "Doc_0/Res/a.jpg", ofd(parts={"Doc_0/PublicRes.xml": RES, "Doc_0/Res/a.jpg": picture})
    folder = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}[kind]
    part = f"{folder}/media/{name}"
    whole = {"docx": lambda: letter(f'<w:p><w:r><w:drawing><a:blip r:embed="rId9" xmlns:a="{A}"/></w:drawing></w:r></w:p>'),
             "xlsx": lambda: book(data()), "pptx": lambda: show("公告")}[kind]()  # fmt: skip
    with zipfile.ZipFile(BytesIO(whole)) as package:
        parts: dict[str, str | bytes] = {each: package.read(each) for each in package.namelist()}
    owner = {"docx": "word/_rels/document.xml.rels", "xlsx": "xl/drawings/_rels/drawing1.xml.rels",
             "pptx": "ppt/slides/_rels/slide1.xml.rels"}[kind]  # fmt: skip
    if kind == "xlsx":
        parts["xl/drawings/drawing1.xml"] = f'<d xmlns:a="{A}" xmlns:r="{R}"><a:blip r:embed="rId9"/></d>'
    return part, packed(parts | {owner: rels(("rId9", "image", f"../media/{name}" if kind != "docx" else f"media/{name}", False)), part: picture})


def part_of(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(package)) as opened:
        return opened.read(name)


@pytest.mark.parametrize("kind", KINDS)
def test_place_and_author_of_a_picture_within_are_told_and_go(kind: str) -> None:
    name, whole = within(kind, jpeg(gps=True, artist="SECRET"))
    reading = read_attachment(f"x.{kind}", whole)
    assert reading.problems == ()
    assert ("拍摄地点（EXIF GPS）", "第 1 张图片") in reading.hidden
    assert ("作者", True) in reading.metadata
    assert any("SECRET" in text for _, text in reading.text_blocks)
    assert "SECRET" not in reading.text()
    clean, removed = clean_file(whole, kind)
    assert "第 1 张图片的拍摄地点（EXIF GPS）" in removed
    after = read_attachment(f"x.{kind}", clean)
    assert (after.hidden, after.metadata, after.problems) == ((), (), ())
    picture = part_of(clean, name)
    assert picture.startswith(b"\xff\xd8")
    assert b"SECRET" not in picture
    assert b"Exif" not in picture


@pytest.mark.parametrize("kind", KINDS)
def test_an_ordinary_logo_is_no_finding_and_stays_byte_for_byte(kind: str) -> None:
    name, whole = within(kind, jpeg())
    reading = read_attachment(f"x.{kind}", whole)
    assert (reading.hidden, reading.problems) == ((), ())
    assert {what for what, _ in reading.metadata} <= {"首页缩略图"}
    clean, _ = clean_file(whole, kind)
    assert part_of(clean, name) == jpeg()


def test_bytes_tell_what_is_a_picture() -> None:
    _, whole = within("docx", jpeg(gps=True), "image1.png")
    assert ("拍摄地点（EXIF GPS）", "第 1 张图片") in read_attachment("x.docx", whole).hidden
    clean, _ = clean_file(whole, "docx")
    assert read_attachment("x.docx", clean).hidden == ()


def test_a_placed_picture_is_not_turned_and_keeps_what_is_clear() -> None:
    from PIL import Image, PngImagePlugin

    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "SECRET")
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    drawn = Image.new("P", (8, 4), 0)
    drawn.putpalette([255, 0, 0, 0, 255, 0])
    out = BytesIO()
    drawn.save(out, "PNG", pnginfo=said, exif=exif, transparency=0)
    name, whole = within("docx", out.getvalue(), "a.png")
    assert ("图片里的文字信息", True) in read_attachment("x.docx", whole).metadata
    clean, _ = clean_file(whole, "docx")
    with Image.open(BytesIO(part_of(clean, name))) as image:
        assert image.size == (8, 4)
        assert image.convert("RGBA").getpixel((0, 0)) == (255, 0, 0, 0)
    assert b"SECRET" not in part_of(clean, name)


def test_what_cannot_be_looked_at_is_said_and_not_cleaned() -> None:
    _, whole = within("docx", jpeg()[:20])
    assert [(each.key, "第 1 张图片" in each.message) for each in read_attachment("x.docx", whole).problems] == [("unreadable", True)]
    with pytest.raises(CannotClean, match="第 1 张图片"):
        clean_file(whole, "docx")


def test_pictures_count_against_the_limits() -> None:
    _, whole = within("docx", jpeg())
    problems = read_attachment("x.docx", whole, Limits(pixels=2000)).problems
    # Pillow's own warning, an error in tests, may come first.
    assert [(each.key in ("bomb", "unreadable"), "第 1 张图片" in each.message) for each in problems] == [(True, True)]


def test_a_letter_of_pictures_alone_still_asks_for_its_words() -> None:
    whole = docx("", **{"word__media__a.jpg": jpeg()})
    assert [each.key for each in read_attachment("x.docx", whole).problems] == ["no-text"]
    assert read_attachment("x.docx", docx(run("公告"), **{"word__media__a.jpg": jpeg()})).problems == ()
