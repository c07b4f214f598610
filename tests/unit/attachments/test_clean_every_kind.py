# ruff: noqa: E501
"""Every hidden part that a reader names is gone from the clean copy, or the copy is refused or the part is named."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from helpers.hidden_parts import KEPT, PARTS, REFUSED, Hidden
from helpers.office_files import packed
from helpers.open_documents import OPEN, OPEN_REFUSED, SECRET_ROW, cell, odf, sheet
from helpers.run import Zhanqun
from zhanqun.attachments import read_attachment
from zhanqun.attachments.clean import CLEANED, CannotClean, clean_file

SOURCE = Path(__file__).resolve().parents[3] / "generator" / "zhanqun" / "attachments"


def kinds(data: bytes, name: str) -> set[str]:
    reading = read_attachment(name, data)
    return {what for what, _ in reading.hidden} | {what for what, _ in reading.metadata}


def everything(data: bytes) -> bytes:
    """Bytes of a file, of a package every part unpacked."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(BytesIO(data)) as package:
        return b"\n".join(name.encode() + package.read(name) for name in package.namelist())


@pytest.mark.parametrize("hidden", [*PARTS, *OPEN], ids=str)
def test_a_clean_copy_has_it_no_more_and_says_so(hidden: Hidden) -> None:
    assert hidden.what in kinds(hidden.data, hidden.name)
    clean, removed = clean_file(hidden.data, hidden.name.rsplit(".", 1)[1])
    assert hidden.what not in kinds(clean, hidden.name)
    assert removed
    assert b"SECRET" not in everything(clean)
    if hidden.seen:
        text = read_attachment(hidden.name, clean).text()
        assert hidden.seen in text


@pytest.mark.parametrize("hidden", [*REFUSED, *OPEN_REFUSED], ids=str)
def test_what_is_not_cleaned_is_refused_with_a_reason(hidden: Hidden) -> None:
    assert hidden.what in kinds(hidden.data, hidden.name)
    with pytest.raises(CannotClean) as refused:
        clean_file(hidden.data, hidden.name.rsplit(".", 1)[1])
    assert re.search("[一-龥]", str(refused.value))
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize("hidden", KEPT, ids=str)
def test_what_stays_is_named_by_the_command(hidden: Hidden, tmp_path: Path, zhanqun: Zhanqun) -> None:
    source = tmp_path / hidden.name
    source.write_bytes(hidden.data)
    ran = zhanqun("clean", source)
    assert ran.code == 1
    assert f"还有：{hidden.what}" in ran.out
    assert "SECRET" not in ran.out + ran.err


@pytest.mark.parametrize(("name", "said"), [
    ("表.csv", "不用清理，直接用原文件"), ("说明.txt", "不用清理，直接用原文件"), ("通知.md", "不会清理 .md 文件"),
])
def test_text_is_not_cleaned_and_the_reason_names_the_file_as_it_is(name: str, said: str, tmp_path: Path, zhanqun: Zhanqun) -> None:
    (tmp_path / name).write_text("一,二\n", "utf-8")
    ran = zhanqun("clean", tmp_path / name)
    assert ran.code == 2
    assert said in ran.err


def named_by_readers() -> set[str]:
    """Every kind that some reader can name, by its source."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(SOURCE.glob("*.py")))
    found = set(re.findall(r'(?:notes\.hide|\.hide)\(\s*"([^"]+)"', text))
    found |= set(re.findall(r'what = "([^"]+)"', text)) | set(re.findall(r'"([^"]+)" if [^\n]* else ""', text)) & {"批注"}
    found |= set(re.findall(r'setdefault\("([^"]+)", \[\]\)', text))
    return found


def test_no_kind_is_left_out() -> None:
    tested = {hidden.what for hidden in (*PARTS, *OPEN, *REFUSED, *KEPT)}
    assert named_by_readers() - tested == set()
    assert len(named_by_readers()) > 25


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx"])
def test_a_clean_copy_leads_nowhere_that_is_not_there(name: str) -> None:
    from zhanqun.attachments.package import join
    from zhanqun.attachments.scrub import tree_of

    for hidden in PARTS:
        if hidden.name != name:
            continue
        clean, _ = clean_file(hidden.data, name.rsplit(".", 1)[1])
        with zipfile.ZipFile(BytesIO(clean)) as package:
            names = set(package.namelist())
            for rels in (each for each in names if each.endswith(".rels")):
                owner = rels.replace("_rels/", "").removesuffix(".rels")
                assert owner in names or owner == "", (hidden, rels)
                for relation in tree_of(package.read(rels)):
                    if relation.get("TargetMode") != "External":
                        assert join(owner, relation.get("Target")) in names, (hidden, relation.get("Target"))


@pytest.mark.parametrize("make", [lambda: _book(), lambda: _letter(), lambda: _show()], ids=["xlsx", "docx", "pptx"])
def test_office_libraries_open_a_clean_copy(make: Callable[[], tuple[str, bytes, Callable[[bytes], str]]]) -> None:
    kind, data, read = make()
    clean, removed = clean_file(data, kind)
    assert removed
    text = read(clean)
    assert "公" in text
    assert "SECRET" not in text
    assert b"SECRET" not in everything(clean)


def _book() -> tuple[str, bytes, Callable[[bytes], str]]:
    import openpyxl
    from openpyxl.chart import BarChart, Reference
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["C1"] = "公开", "SECRET", "SECRET", "SECRET"
    sheet["B1"].font = Font(color="FFFFFFFF")
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].width = 0.1
    sheet["A1"].comment = Comment("SECRET", "SECRET")
    secret = book.create_sheet("SECRET")
    secret.sheet_state = "hidden"
    secret["A1"] = 3
    chart = BarChart()
    chart.title = "SECRET"
    chart.add_data(Reference(secret, min_col=1, min_row=1, max_row=1))
    secret.add_chart(chart, "C3")
    out = BytesIO()
    book.save(out)

    def read(data: bytes) -> str:
        again = openpyxl.load_workbook(BytesIO(data))
        return "".join(str(cell.value or "") for each in again for row in each.iter_rows() for cell in row)

    return "xlsx", out.getvalue(), read


def _letter() -> tuple[str, bytes, Callable[[bytes], str]]:
    import docx as word
    from docx.shared import RGBColor

    document = word.Document()
    document.core_properties.author = "SECRET"
    paragraph = document.add_paragraph("公开")
    white = paragraph.add_run("SECRET")
    white.font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("SECRET").font.hidden = True
    out = BytesIO()
    document.save(out)
    return "docx", out.getvalue(), lambda data: "".join(each.text for each in word.Document(BytesIO(data)).paragraphs)


def _show() -> tuple[str, bytes, Callable[[bytes], str]]:
    data = next(hidden.data for hidden in PARTS if hidden.what == "隐藏的幻灯片")
    return "pptx", data, lambda clean: read_attachment("a.pptx", clean).text()


@pytest.mark.parametrize("hidden", OPEN, ids=str)
def test_what_shows_is_the_same_and_cleaning_twice_is_cleaning_once(hidden: Hidden) -> None:
    kind = hidden.name.rsplit(".", 1)[1]
    clean, _ = clean_file(hidden.data, kind)
    reading = read_attachment(hidden.name, clean)
    assert (reading.hidden, reading.metadata, reading.problems) == ((), (), ())
    if kind != "zip":  # of an archive the names of what went are text, too
        assert reading.text().split() == read_attachment(hidden.name, hidden.data).text().split()
    assert clean_file(clean, kind) == (clean, [])


def test_every_kind_that_is_read_and_can_hide_is_cleaned_or_refused() -> None:
    tested = {hidden.name.rsplit(".", 1)[1] for hidden in (*PARTS, *OPEN)}
    assert set(CLEANED) - tested == {"gif", "webp"}


def test_an_open_document_begins_with_its_type_unpacked() -> None:
    clean, _ = clean_file(next(hidden.data for hidden in OPEN if hidden.name == "a.odt"), "odt")
    with zipfile.ZipFile(BytesIO(clean)) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        listed = package.read("META-INF/manifest.xml").decode()
        assert set(re.findall('full-path="([^"]+)"', listed)) <= {"/", *package.namelist()}


def test_a_zip_says_which_files_it_cannot_clean() -> None:
    data = packed({"a.txt": "公告", "11010519491231002X.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "c.mp3": b"ID3" + b"\0" * 99})
    with pytest.raises(CannotClean, match=r"第 1 个文件（\.doc）.*第 3 个文件（\.mp3）") as refused:
        clean_file(data, "zip")
    assert "11010519491231002X" not in str(refused.value)


def test_formulas_over_hidden_rows_become_their_results() -> None:
    formula = cell("3", ' table:formula="of:=[.A2]*2" office:value="3"')
    data = odf("ods", sheet(f"<table:table-row>{cell('公告')}{formula}</table:table-row>" + SECRET_ROW.format(' table:visibility="collapse"')))
    clean, removed = clean_file(data, "ods")
    assert removed[:2] == ["隐藏的行里的内容", "公式（保留结果）"]
    assert read_attachment("a.ods", clean).text() == "公告\t3"


def test_a_repeated_cell_over_a_hidden_column_keeps_its_shown_copies() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/><table:table-column table:number-columns-repeated="2"/>'
    data = odf("ods", sheet(f"<table:table-row>{cell('公告', ' table:number-columns-repeated=' + chr(34) + '5' + chr(34))}</table:table-row>", columns))
    clean, _ = clean_file(data, "ods")
    content = everything(clean).decode()
    assert re.findall(r'number-columns-repeated="(\d)"[^>]*?(/?)>', content.split("<table:table-row")[1]) == [("1", ""), ("2", "/"), ("2", "")]


def _damaged(data: bytes, rng: random.Random) -> bytes:
    """The file with a part of it lost, doubled or changed."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
        name = rng.choice(sorted(parts))
        inside = parts.pop(name)
        assert isinstance(inside, bytes)
        if rng.random() < 0.75 and inside:
            parts[name] = _damaged(inside, rng) if not inside.startswith(b"PK") else inside[:-9]
        return packed(parts)
    start = rng.randrange(len(data))
    stop = min(len(data), start + rng.randrange(30))
    return data[:start] + rng.choice((b"", data[start:stop] * 2, bytes([rng.randrange(256)]))) + data[stop:]


@pytest.mark.parametrize("kind", sorted({hidden.name.rsplit(".", 1)[1] for hidden in (*PARTS, *OPEN)} - {"pdf", "jpg", "png"}))
def test_a_damaged_file_is_cleaned_or_refused_and_never_half(kind: str) -> None:
    rng = random.Random(kind)
    files = [hidden for hidden in (*PARTS, *OPEN) if hidden.name.endswith(f".{kind}")]
    for _ in range(120):
        hidden = rng.choice(files)
        try:
            clean, _ = clean_file(_damaged(hidden.data, rng), kind)
        except CannotClean as refused:
            assert re.search("[一-龥]", str(refused))
            continue
        reading = read_attachment(hidden.name, clean)
        assert reading.hidden == () or kind in ("docx", "xlsx", "pptx")
