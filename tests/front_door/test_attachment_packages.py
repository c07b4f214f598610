"""What nobody sees in an office file or a zip holds the item back; an ordinary file does not."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from helpers.clusters import approve_all, item
from helpers.front_door import run
from helpers.office_files import DOT, RELS, A, R, S, W, docx, packed, xlsx
from helpers.office_files import run as run_of

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
NUMBER = "11010519491231002X"
SAID = f"身份证号 {NUMBER}"
CELL = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>公告</t></is></c>{}</row></sheetData>'


def commented(data: bytes) -> bytes:
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.comment = SAID.encode()
    return out.getvalue()


def elsewhere() -> bytes:
    body = f'<w:document xmlns:w="{W}"><w:body>{run_of(SAID)}</w:body></w:document>'
    link = f'<Relationships xmlns="{RELS}"><Relationship Id="r" Type="{R}/officeDocument" Target="word/main.xml"/></Relationships>'
    return docx(run_of("公告"), **{"word/main.xml": body, "_rels/.rels": link})


FILES: dict[str, Callable[[], bytes]] = {
    "unknown-part.docx": lambda: docx(run_of("公告"), **{"word/old.txt": SAID}),
    "custom-data.docx": lambda: docx(run_of("公告"), **{"customXml/item1.xml": f"<a>{SAID}</a>"}),
    "another-document.docx": elsewhere,
    "comment.docx": lambda: commented(docx(run_of("公告"))),
    "numbering.docx": lambda: docx(run_of("公告"), **{
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}"><w:lvl><w:lvlText w:val="{SAID}"/></w:lvl></w:numbering>'}),
    "cropped-picture.docx": lambda: docx(
        run_of("公告") + f'<w:p><w:r><w:drawing xmlns:a="{A}"><a:blip r:embed="r1"/><a:srcRect l="50000"/></w:drawing></w:r></w:p>',
        **{"word/media/image1.png": DOT}),
    "far-cell.xlsx": lambda: xlsx({"表": ("", CELL.format(f'<c r="SG1" t="inlineStr"><is><t>{NUMBER}</t></is></c>'))}),
    "strings-by-another-name.xlsx": lambda: xlsx(
        {"表": ("", '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>')},
        **{"xl/SharedStrings.xml": f'<sst xmlns="{S}"><si><t>{SAID}</t></si></sst>'}),
    "model.xlsx": lambda: xlsx({"表": ("", CELL.format(""))}, **{"xl/model/item.data": b"\0" * 2000}),
    "comment.zip": lambda: commented(packed({"a.txt": "公告"})),
}  # fmt: skip


def check(cluster: Callable[..., Path], files: dict[str, bytes]) -> tuple[int, str]:
    named = ", ".join(f"{{文件: {name}}}" for name in files)
    text = item("有附件", 索引号="DEMO00032/2026-00007", 附件=f"[{named}]")
    root = cluster({f"{FOLDER}/a.md": text, **{f"{FOLDER}/{name}": data for name, data in files.items()}}, approve=False)
    approve_all(root)
    ran = run("check", "--root", root, "--quiet", "--all")
    return ran.code, ran.out


@pytest.mark.parametrize("name", FILES)
def test_what_nobody_sees_in_a_package_holds_the_item_back(cluster: Callable[..., Path], name: str) -> None:
    code, out = check(cluster, {name: FILES[name]()})
    assert code == 1
    assert "[attachment-content]" in out
    assert NUMBER not in out


def test_an_ordinary_file_is_published(cluster: Callable[..., Path]) -> None:
    code, out = check(cluster, {
        "a.docx": docx(run_of("公告"), **{"word/media/image1.png": DOT, "customXml/item1.xml": "<a>公告</a>", "word/fontTable.xml": "<f/>"}),
        "b.xlsx": xlsx({"表": ("", CELL.format(""))}, xl__calcChain_xml="<c/>"),
        "c.zip": packed({"a.txt": "公告"}),
    })  # fmt: skip
    assert code == 0, out
