"""What a hostile or clumsy change does to a review: nothing but a clear message."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import comrak
import pytest

from helpers.branches import Branch
from helpers.clusters import item
from helpers.run import Ran, Zhanqun

NEW = "sites/jiaoyu/docs/tongzhi/2026/new.md"
FORMATS = ("text", "markdown", "json", "sarif", "github", "codequality")
SECRET = "11010519491231002X"


@pytest.fixture
def branch(cluster: Callable[..., Path]) -> Branch:
    return Branch(cluster())


@pytest.fixture
def review(branch: Branch, zhanqun: Zhanqun) -> Callable[[str], Ran]:
    return lambda form: zhanqun("review", "--root", branch.root, "--base", "start", "--date", "2026-08-22", "--quiet",
                                "--format", form)


def html(markdown: str) -> str:
    extensions = comrak.ExtensionOptions(table=True, strikethrough=True, tasklist=True, autolink=True)
    return str(comrak.markdown_to_html(markdown, extensions, comrak.ParseOptions(), comrak.RenderOptions(unsafe_=True)))


@pytest.mark.parametrize("title", [
    "<script>alert(1)</script>", "</details></details><img src=x onerror=alert(1)>", "| a | b |", "` `` ``` ````",
    "[点这里](javascript:alert(1))", "@admin #1 https://evil.example/", "<!-- zhanqun-review -->",
])  # fmt: skip
def test_markup_in_a_title_stays_text(branch: Branch, review: Callable[[str], Ran], title: str) -> None:
    quoted = title.replace("'", "''")
    branch.write(NEW, item(f"'{quoted}'", f"{title}\n\n```\n{title}\n~~~~\n", 摘要=f"'{quoted}'"))
    ran = review("markdown")
    assert ran.code == 1
    shown = html(ran.out)
    for wrong in ("<script", "<img", "<a ", "<table"):
        assert wrong not in shown
    assert shown.count("<details>") == shown.count("</details>") == 1


@pytest.mark.parametrize("char", ["\u202e", "\u200b", "\u2066", "\ufeff", "\x0b", "\u2028"])
def test_characters_that_rearrange_text_are_shown_as_such(branch: Branch, review: Callable[[str], Ran], char: str) -> None:
    branch.write(NEW, item("通知", f"各学校{char}请报送。\n"))
    for form in FORMATS:
        out = review(form).out
        assert char not in out, form


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("data", [
    b"\x00\x01\x02" * 1000, b"\xff\xfe" + "标题".encode("utf-16-le"), b"", b"---\n", b"---\n" + b"a: &a [*a]\n" + b"---\n",
    f"---\n标题: {SECRET}\n".encode() * 3, b"---\n" + b"- " * 200 + b"\n---\n", b"\x89PNG\r\n\x1a\n" + bytes(100),
], ids=["nul", "utf16", "empty", "open", "anchor", "broken", "deep", "png"])  # fmt: skip
def test_a_file_that_is_no_item_is_told_by_its_path(
    branch: Branch, review: Callable[[str], Ran], data: bytes, form: str
) -> None:
    branch.write(NEW, data)
    ran = review(form)
    assert ran.code == 1
    assert "new.md" in ran.out
    assert SECRET not in ran.out
    assert "Traceback" not in ran.err


def test_a_file_of_a_hundred_megabytes_is_refused(branch: Branch, review: Callable[[str], Ran]) -> None:
    with (branch.root / NEW).open("wb") as file:
        file.write(item("通知").encode())
        line = ("很长的正文。" * 100 + "\n").encode()
        for _ in range(100_000_000 // len(line)):
            file.write(line)
    ran = review("markdown")
    assert ran.code == 1
    assert "file-size" in ran.out
    assert len(ran.out) <= 60_000


def test_a_huge_difference_is_told_and_cut(branch: Branch, review: Callable[[str], Ran]) -> None:
    old = "\n".join(f"第 {number} 行，一段话。" for number in range(6000))
    branch.write(NEW, item("通知", old + "\n"))
    branch.repo.delete_tag("start")
    branch.commit("大的")
    branch.repo.create_tag("start")
    branch.write(NEW, item("通知", "\n".join(f"第 {number} 行，换了的话。" for number in range(6000)) + "\n"))
    ran = review("markdown")
    assert ran.code == 1
    assert len(ran.out) <= 60_000


def test_a_link_and_a_path_out_of_the_folder_are_refused(branch: Branch, review: Callable[[str], Ran], tmp_path: Path) -> None:
    outside = tmp_path / "秘密.txt"
    outside.write_text(f"号码 {SECRET}", "utf-8")
    os.symlink(outside, branch.root / "sites/jiaoyu/docs/tongzhi/2026/link.txt")
    os.symlink(outside, branch.root / "sites/jiaoyu/docs/tongzhi/2026/link.md")
    branch.write(NEW, item("通知", "见[附件](link.txt)和[附件](../../../../../../秘密.txt)。\n", 附件="[link.txt]"))
    for form in FORMATS:
        ran = review(form)
        assert ran.code == 1
        assert SECRET not in ran.out


def test_an_archive_bomb_and_a_disguised_file_are_told_not_shown(branch: Branch, review: Callable[[str], Ran]) -> None:
    place = branch.root / "sites/jiaoyu/docs/tongzhi/2026"
    with zipfile.ZipFile(place / "包.zip", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("大.txt", bytes(300_000_000))
    (place / "表.docx").write_bytes(b"MZ" + bytes(1000))
    branch.write(NEW, item("通知", 附件="[包.zip, 表.docx]"))
    ran = review("json")
    assert ran.code == 1
    (change,) = json.loads(ran.out)["changes"]
    assert [file["excerpt"] for file in change["files"]] == ["", ""]
    assert all(file["notes"] for file in change["files"])


def test_a_name_with_every_odd_character_breaks_no_form(branch: Branch, review: Callable[[str], Ran]) -> None:
    branch.write("sites/jiaoyu/docs/tongzhi/2026/`a` (b) [c] #d %20 '$(e)' &f;.md", item("通知"))
    for form in FORMATS:
        ran = review(form)
        assert ran.code == 1
        assert "Traceback" not in ran.err
    shown = html(review("markdown").out)
    assert "<a " not in shown


def test_names_that_are_no_text_or_have_line_breaks_are_told_on_one_line(
    branch: Branch, review: Callable[[str], Ran]
) -> None:
    folder = os.fsencode(branch.root) + b"/sites/jiaoyu/docs/tongzhi/2026/"
    for name in (b"\xff\xfe.md", b"a\n## \xe4\xba\x8c.md"):
        with open(folder + name, "wb") as file:
            file.write(b"x")
    for commit in (False, True):
        if commit:
            branch.commit("坏名字")
        for form in FORMATS:
            ran = review(form)
            assert ran.code == 1
            assert "\n## 二.md" not in ran.out
            ran.out.encode("utf-8")
