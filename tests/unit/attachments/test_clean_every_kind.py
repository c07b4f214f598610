"""Every hidden part that a reader names is gone from the clean copy, or the copy is refused or the part is named."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from helpers.hidden_parts import KEPT, PARTS, REFUSED, Hidden
from helpers.run import Zhanqun
from zhanqun.attachments import read_attachment
from zhanqun.attachments.clean import CannotClean, clean_file

SOURCE = Path(__file__).resolve().parents[3] / "generator" / "zhanqun" / "attachments"
CLEANED = frozenset({"docx", "xlsx", "pptx", "pdf", "png", "jpg", "gif", "webp"})


def kinds(data: bytes, name: str) -> set[str]:
    reading = read_attachment(name, data)
    return {what for what, _ in reading.hidden} | {what for what, _ in reading.metadata}


def everything(data: bytes) -> bytes:
    """Bytes of a file, of a package every part unpacked."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(BytesIO(data)) as package:
        return b"\n".join(name.encode() + package.read(name) for name in package.namelist())


@pytest.mark.parametrize("hidden", PARTS, ids=str)
def test_a_clean_copy_has_it_no_more_and_says_so(hidden: Hidden) -> None:
    assert hidden.what in kinds(hidden.data, hidden.name)
    clean, removed = clean_file(hidden.data, hidden.name.rsplit(".", 1)[1])
    assert hidden.what not in kinds(clean, hidden.name)
    assert removed
    assert b"SECRET" not in everything(clean)
    if hidden.seen:
        text = read_attachment(hidden.name, clean).text()
        assert hidden.seen in text


@pytest.mark.parametrize("hidden", REFUSED, ids=str)
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


def named_by_readers() -> set[str]:
    """Every kind that some reader can name, by its source."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(SOURCE.glob("*.py")))
    found = set(re.findall(r'(?:notes\.hide|\.hide)\(\s*"([^"]+)"', text))
    found |= set(re.findall(r'what = "([^"]+)"', text)) | set(re.findall(r'"([^"]+)" if [^\n]* else ""', text)) & {"批注"}
    found |= set(re.findall(r'setdefault\("([^"]+)", \[\]\)', text))
    return found


def test_no_kind_is_left_out() -> None:
    tested = {hidden.what for hidden in (*PARTS, *REFUSED, *KEPT)}
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
