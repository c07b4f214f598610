"""A picture that a document shows in part is in the file whole: told, and cut in the clean copy."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from helpers.hidden_parts import letter, rels
from helpers.office_files import A
from helpers.open_documents import odf
from zhanqun.attachments import read_attachment
from zhanqun.attachments.clean import clean_file

SHOWN = f'<w:p><w:r><w:drawing><pic xmlns:a="{A}"><a:blip r:embed="rId9"/><a:srcRect {{}}/></pic></w:drawing></w:r></w:p>'


def halves(kind: str = "PNG") -> bytes:
    """Red on the left, green on the right."""
    image = Image.new("RGB", (40, 20), (200, 0, 0))
    image.paste((0, 200, 0), (20, 0, 40, 20))
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def with_picture(*places: str, picture: bytes = b"", body: str = SHOWN) -> bytes:
    whole = letter("".join(body.format(place) for place in places))
    out = BytesIO(whole)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/_rels/document.xml.rels", rels(("rId9", "image", "media/image1.png", False)))
        package.writestr("word/media/image1.png", picture or halves())
    return out.getvalue()


def keys(data: bytes, name: str = "a.docx") -> list[str]:
    return [problem.key for problem in read_attachment(name, data).problems]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_was_cut_off_goes_from_the_clean_copy_and_what_shows_stays(kind: str) -> None:
    dirty = with_picture('l="50000"', picture=halves(kind))
    assert keys(dirty) == ["cropped"]
    clean, removed = clean_file(dirty, "docx")
    assert removed == ["图片里被裁掉的部分 1 处"]
    assert keys(clean) == []
    with zipfile.ZipFile(BytesIO(clean)) as package, Image.open(BytesIO(package.read("word/media/image1.png"))) as image:
        assert image.size == (20, 20)
        red, green, _ = image.convert("RGB").getpixel((2, 10))
        assert red < 50 < green
    assert clean_file(clean, "docx") == (clean, [])


@pytest.mark.parametrize("place", ['l="0" t="0" r="0" b="0"', "", 't="-12000"', 'r="40"'])
def test_a_picture_that_is_shown_whole_is_no_finding(place: str) -> None:
    assert keys(with_picture(place)) == []


def test_a_picture_that_is_shown_in_two_places_is_left_to_a_person() -> None:
    dirty = with_picture('l="50000"', 'r="50000"')
    clean, _ = clean_file(dirty, "docx")
    assert keys(clean) == ["cropped"]
    assert "删除图片的剪裁区域" in read_attachment("a.docx", clean).problems[0].help


@pytest.mark.parametrize("crop", ['cropleft="32768f"', 'cropbottom=".25"', 'croptop="10%"', 'cropright="?"'])
def test_old_drawings_crop_too(crop: str) -> None:
    body = '<w:p><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" r:id="rId9" {}/></w:pict></w:p>'
    assert keys(with_picture(crop, body=body)) == ["cropped"]


@pytest.mark.parametrize(("clip", "found"), [("rect(0cm, 1.2cm, 0cm, 0cm)", ["cropped"]), ("rect(0cm, 0cm, 0cm, 0cm)", []), ("auto", [])])
def test_open_documents_crop_too(clip: str, found: list[str]) -> None:
    style = f'<style:style style:name="fr1" style:family="graphic"><style:graphic-properties fo:clip="{clip}"/></style:style>'
    assert keys(odf("odt", "", style), "a.odt") == found
