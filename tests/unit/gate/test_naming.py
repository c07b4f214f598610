from __future__ import annotations

import pytest

from helpers.gate_values import item, page
from zhanqun.model.item import AttachmentRef
from zhanqun.stages.gate import name_files, relative_name
from zhanqun.stages.gate.naming import read_names

HERE = "sites/jiaoyu/docs/tongzhi/2026/"


@pytest.mark.parametrize(("body", "names"), [
    ("见[表](附件1.docx)。", ["附件1.docx"]),
    ("![图](图/a.png 'x')", ["图/a.png"]),
    ("见[表](<附件 1.docx>)", ["附件 1.docx"]),
    ("见[表](%E9%99%84%E4%BB%B6%201.docx)", ["附件 1.docx"]),
    ("见[表](附件(1).docx)", ["附件(1).docx"]),
    ("见[表](附件\\(1\\).docx)", ["附件(1).docx"]),
    ("见[表][b]\n\n[b]: b.pdf \"题\"\n", ["b.pdf"]),
    ("见[表](a&amp;b.pdf#page=2)", ["a&b.pdf"]),
    ("[](x.pdf)[](x.pdf)", ["x.pdf"]),
    ("[甲](https://a.example/x.pdf) [乙](mailto:a@b) [丙](tel:1) [丁](#x) [戊](b.md) [己](//a/x.pdf) [庚](../)", []),
    ("[栏目](../../lanmu/20.html) [数据](../../data/catalog.csv)", []),
    ("```\n[x](y.pdf)\n```\n和 `[x](z.pdf)`", []),
    ("正文 [^1]\n\n[^1]: 脚注.pdf\n", []),
    ("无链接", []),
])
def test_links_and_pictures_name_local_files(body: str, names: list[str]) -> None:
    assert [HERE + name for name in names] == [file.path for file in name_files(item(body=body))]


@pytest.mark.parametrize("name", ["../../../../x.pdf", "../../../_cluster/x.pdf", "/etc/passwd", "C:/x.pdf",
                                  "..\\x.pdf", "%ff.pdf", "a%00.pdf", "%2e%2e/%2e%2e/%2e%2e/x.pdf"])
def test_names_outside_the_docs_folder_are_refused(name: str) -> None:
    named, refused = read_names(item(body=f"[x]({name})"))
    assert named == ()
    assert len(refused) == 1


def test_an_attachment_entry_is_listed_and_its_transcript_is_not() -> None:
    ref = AttachmentRef(file="扫描.pdf", name="决定", transcript="扫描.txt", line=4)
    files = name_files(item(attachments=(ref,), body="[x](扫描.pdf)"))
    expected = [("扫描.pdf", "决定", True, 4), ("扫描.txt", "扫描.txt", False, 4)]
    assert expected == [
        (file.path.removeprefix(HERE), file.name, file.listed, file.line) for file in files
    ]


def test_the_line_of_a_link_is_the_line_of_the_file() -> None:
    assert [file.line for file in name_files(item(body="一\n二\n[x](y.pdf)\n"))] == [22]


def test_raw_html_counts_in_pages_only() -> None:
    body = '<img src="a.png"> <a href=\'b.pdf\'>'
    assert [file.name for file in name_files(page(body=body))] == ["a.png", "b.pdf"]
    assert name_files(item(body=body)) == ()


def test_decomposed_names_are_composed() -> None:
    assert [file.path for file in name_files(item(body="[x](e\u0301.pdf)"))] == [HERE + "\u00e9.pdf"]


def test_the_relative_name_leads_from_the_item_to_the_file() -> None:
    assert relative_name(HERE + "a.md", HERE + "附/x.pdf") == "附/x.pdf"
    assert relative_name(HERE + "a.md", "sites/jiaoyu/docs/x.pdf") == "../../x.pdf"
