"""What a pdf holds that no page shows: the gate tells, ``zhanqun clean`` takes away what it can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf.generic import NameObject, NumberObject

from helpers.clusters import approve_all, item
from helpers.front_door import run
from helpers.office_files import jpeg, pdf
from helpers.pdfs import changed, cropped, named, noted, picture, rooted, with_page_left_over, with_picture
from helpers.pictures import NUMBER, exif_with_small_picture, segment

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
SAID = f"身份证号 {NUMBER}"
MASKED = "身份证"


def _labelled() -> bytes:
    return rooted("PageLabels", named(Nums=[NumberObject(0), named(P=SAID)]))


def _thumb() -> bytes:
    def change(writer: object) -> None:
        page = writer.pages[0]  # type: ignore[attr-defined]
        page[NameObject("/Thumb")] = writer._add_object(picture(jpeg()))  # type: ignore[attr-defined]

    return changed(change)


def _instead() -> bytes:
    def change(writer: object) -> None:
        drawn = writer.pages[0]["/Contents"].get_object()  # type: ignore[attr-defined]
        drawn.set_data(drawn.get_data() + f" /Span <</ActualText (id {NUMBER})>> BDC EMC".encode())

    return changed(change)


UNSEEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "bookmark": (lambda: changed(lambda writer: writer.add_outline_item(SAID, 0)), MASKED),
    "property of its own name": (lambda: changed(lambda writer: writer.add_metadata({"/Remark": SAID})), MASKED),
    "name of a place": (lambda: changed(lambda writer: writer.add_named_destination(SAID, 0)), MASKED),
    "page label": (_labelled, MASKED),
    "alternative text": (lambda: rooted("StructTreeRoot", named(K=[named(S="/Figure", Alt=SAID)])), MASKED),
    "field that no page shows": (lambda: rooted("AcroForm", named(Fields=[named(FT="/Tx", T="a", V=SAID)])), MASKED),
    "earlier value of a field": (lambda: noted(named(Subtype="/Widget", FT="/Tx", DV=SAID)), MASKED),
    "words of a link": (lambda: noted(named(Subtype="/Link", Contents=SAID)), MASKED),
    "script of a field": (lambda: noted(named(Subtype="/Widget", A=named(S="/JavaScript", JS="app.alert(1)"))), "脚本或启动动作"),
    "page left over": (with_page_left_over, "不再显示、仍留在文件里的页面"),
    "picture left over": (lambda: with_picture(jpeg(), shown=False), "不再显示、仍留在文件里的图片"),
    "place of a picture": (lambda: with_picture(jpeg(gps=True)), "拍摄地点（EXIF GPS）"),
    "small picture of a picture": (lambda: with_picture(segment(0xE1, b"Exif\0\0" + exif_with_small_picture())), "嵌入的缩略图"),
    "small picture of a page": (_thumb, "页面缩略图"),
}  # fmt: skip
WORDS: dict[str, tuple[Callable[[], bytes], str]] = {"words read in place of others": (_instead, "隐藏内容（替代文字）")}
LEFT: dict[str, tuple[Callable[[], bytes], str]] = {
    "words that were cropped": (lambda: cropped("Hello world of notices"), "页面边界以外的文字"),
    "part of a picture that was cropped": (lambda: with_picture(jpeg(), across=380, crop=200), "图片被页面边界裁掉的部分"),
}
HONEST: dict[str, Callable[[], bytes]] = {
    "bookmarks": lambda: changed(lambda writer: writer.add_outline_item("一、总则", 0)),
    "picture": lambda: with_picture(jpeg()),
    "picture over the edge of what is shown": lambda: with_picture(jpeg(), across=380, crop=395),
    "plain": pdf,
}


def _placed(cluster: Callable[..., Path], data: bytes) -> Path:
    text = item("有附件", 索引号="DEMO00032/2026-00007", 附件="[{文件: a.pdf, 名称: 附件}]")
    root = cluster({f"{FOLDER}/a.md": text, f"{FOLDER}/a.pdf": data}, approve=False)
    approve_all(root)
    return root


def _told(root: Path) -> str:
    return run("check", "--root", root, "--quiet", "--all").out


@pytest.mark.parametrize("case", UNSEEN | LEFT | WORDS)
def test_what_no_page_of_a_pdf_shows_is_told_and_taken_away(cluster: Callable[..., Path], tmp_path: Path, case: str) -> None:
    make, told = (UNSEEN | LEFT | WORDS)[case]
    root = _placed(cluster, make())
    out = _told(root)
    assert "错误[attachment-content]" in out, out
    assert told in out
    assert NUMBER not in out

    if case in WORDS:  # part of what is drawn: a person rewrites it
        return
    cleaned = tmp_path / "clean.pdf"
    ran = run("clean", root / FOLDER / "a.pdf", "--out", cleaned)
    assert cleaned.is_file(), ran.out + ran.err
    if case in LEFT:
        assert f"还有：{told}" in ran.out
        return
    (root / FOLDER / "a.pdf").write_bytes(cleaned.read_bytes())
    approve_all(root)
    assert "[attachment-content]" not in _told(root)


@pytest.mark.parametrize("case", HONEST)
def test_an_honest_pdf_passes(cluster: Callable[..., Path], case: str) -> None:
    assert "[attachment-content]" not in _told(_placed(cluster, HONEST[case]()))
