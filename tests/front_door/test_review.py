"""review, approve, audit, clean and owners as people call them."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from helpers.branches import Branch
from helpers.clusters import item
from helpers.run import Zhanqun
from zhanqun.report.ledger import safe_cell

NEW = "sites/jiaoyu/docs/tongzhi/2026/new.md"
IDENTITY = "11010519491231002X"
FORMATS = ("text", "markdown", "json", "sarif", "github", "codequality")


@pytest.fixture
def branch(cluster: Callable[..., Path]) -> Branch:
    return Branch(cluster())


def review(zhanqun: Zhanqun, branch: Branch, *more: str, day: str = "2026-08-22") -> tuple[int, str]:
    ran = zhanqun("review", "--root", branch.root, "--base", "start", "--date", day, "--quiet", *more)
    return ran.code, ran.out + ran.err


@pytest.mark.parametrize("form", FORMATS)
def test_no_form_tells_a_secret_and_each_says_by_its_code_that_it_blocks(
    branch: Branch, zhanqun: Zhanqun, form: str
) -> None:
    branch.write(NEW, item("\"名单 13812345678\"", f"号码 {IDENTITY}。\n", 摘要=f"\"{IDENTITY}\""))
    branch.write("sites/jiaoyu/docs/tongzhi/2026/closed.md", item("看不得", "看不得", 公开属性="依申请公开"))
    code, text = review(zhanqun, branch, "--format", form)
    assert code == 1
    assert IDENTITY not in text
    assert "13812345678" not in text
    assert "看不得" not in text
    assert "resident-id" in text
    again = zhanqun("review", "--root", branch.root, "--base", "start", "--date", "2026-08-22", "--quiet", "--format", form)
    assert again.out == text, "the same twice, with a cache too"


@pytest.mark.parametrize("command", [("review", "--base", "start"), ("audit",), ("check",)])
def test_a_folder_of_another_user_is_told_with_the_way_out(
    branch: Branch, zhanqun: Zhanqun, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...],
) -> None:
    branch.write(NEW, item("新"))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    ran = zhanqun(command[0], "--root", branch.root, *command[1:])
    assert ran.code in (0, 1, 2)
    assert "safe.directory" in ran.out + ran.err


def test_the_cache_holds_no_secret(branch: Branch, zhanqun: Zhanqun) -> None:
    branch.write(NEW, item(body=f"号码 {IDENTITY}。\n"))
    review(zhanqun, branch)
    kept = [path.read_bytes() for path in (branch.root / ".zhanqun").rglob("*") if path.is_file()]
    assert kept
    assert not any(IDENTITY.encode() in data for data in kept)


def test_what_commits_say_in_public_is_shown_and_covered(branch: Branch, zhanqun: Zhanqun) -> None:
    """It stands in no file, and is published with the item."""
    branch.write(NEW, item())
    branch.commit(f"起草\n\n公开说明: 调整时间 {IDENTITY}")
    for form in FORMATS[:3]:
        _, text = review(zhanqun, branch, "--format", form)
        assert "调整时间" in text and NEW in text, text
        assert IDENTITY not in text
    assert "调整时间" not in review(zhanqun, branch, "--base", "HEAD")[1]


def test_what_commits_said_while_an_item_was_withheld_is_shown_when_it_becomes_public(branch: Branch, zhanqun: Zhanqun) -> None:
    closed = item(公开属性="不予公开", 不予公开理由="保护第三方合法权益")
    branch.write(NEW, closed)
    branch.commit("起草\n\n公开说明: 琥珀")
    branch.repo.create_tag("start", force=True)
    branch.write(NEW, closed + "\n补充。\n")
    branch.commit("补充")
    assert "琥珀" not in review(zhanqun, branch)[1]
    branch.write(NEW, item())
    branch.commit("公开")
    code, text = review(zhanqun, branch)
    assert (code, "公开说明" in text and "琥珀" in text) == (1, True), text


def test_a_file_that_nobody_names_is_looked_at_before_it_is_in_the_repository(branch: Branch, zhanqun: Zhanqun) -> None:
    """The hook asks like this; what is committed stays in the history."""
    place = NEW.replace("new.md", "名单.txt")
    branch.write(place, f"张三 {IDENTITY}\n")
    code, text = review(zhanqun, branch, "--drafts")
    assert (code, place in text, "没有条目或页面指名" in text, IDENTITY in text) == (1, True, True, False), text
    branch.write(place, "各学校名单\n")
    assert review(zhanqun, branch, "--drafts")[0] == 0
    branch.write(place, f"张三 {IDENTITY}\n")
    branch.write(NEW, item(公开属性="不予公开", 不予公开理由="保护第三方合法权益", 附件="[名单.txt]"))
    assert "没有条目或页面指名的文件里" not in review(zhanqun, branch, "--drafts")[1]


def test_an_order_of_files_that_is_not_there_stops_no_review(branch: Branch, zhanqun: Zhanqun) -> None:
    branch.write(NEW, item())
    branch.commit("起草")
    branch.repo.git.config("diff.orderFile", "missing")
    code, text = review(zhanqun, branch)
    assert (code, NEW in text) == (1, True), text


def test_a_review_goes_to_a_file(branch: Branch, zhanqun: Zhanqun, tmp_path: Path) -> None:
    out = tmp_path / "review.json"
    code, text = review(zhanqun, branch, "--format", "json", "--out", str(out))
    assert (code, text) == (0, "")
    assert json.loads(out.read_text("utf-8"))["changes"] == []
    code, text = review(zhanqun, branch, "--out", str(tmp_path / "no" / "where"))
    assert code == 2
    assert "写不了" in text


def test_drafts_may_lack_approvals(branch: Branch, zhanqun: Zhanqun) -> None:
    branch.write(NEW, item())
    assert review(zhanqun, branch)[0] == 1
    assert review(zhanqun, branch, "--drafts")[0] == 0


def test_an_unknown_base_is_a_wrong_call(branch: Branch, zhanqun: Zhanqun) -> None:
    ran = zhanqun("review", "--root", branch.root, "--base", "nowhere")
    assert ran.code == 2
    assert "没有版本 nowhere" in ran.err


def test_a_whole_review_from_draft_to_public(branch: Branch, zhanqun: Zhanqun) -> None:
    branch.write(NEW, item("新通知", "各学校：请报送。\n", 索引号="DEMO00032/2026-00009"))
    other = "sites/jiaoyu/docs/tongzhi/2026/other.md"
    branch.write(other, item("另一个", 索引号="DEMO00032/2026-00010"))
    assert "轮到初审：张三" in review(zhanqun, branch)[1]
    ran = zhanqun("approve", NEW, other, "--root", branch.root, "--step", "初审", "--by", "张三")
    assert ran.code == 0
    assert [line.split("\t")[:2] for line in ran.out.splitlines()] == [[NEW, "初审"], [other, "初审"]]
    for words in ("标题：新通知", "公开在：jiaoyu/tongzhi/2026/new.html", "| 各学校：请报送。", "摘要：sha256:", "还缺：保密审查"):
        assert words in ran.err
    # approve takes the day from the clock; the review must not lie before it.
    assert "轮到保密审查：李四" in review(zhanqun, branch, day="2099-01-01")[1]
    assert zhanqun("approve", NEW, other, "--root", branch.root, "--step", "保密审查", "--by", "李四").code == 0
    code, text = review(zhanqun, branch, "--format", "markdown", day="2099-01-01")
    assert code == 0
    assert "✅" in text


def test_approve_shows_what_is_new_since_the_last_commit_and_none_of_what_is_gone(branch: Branch, zhanqun: Zhanqun) -> None:
    """A sentence added at the end of a long text is the very thing that is approved."""
    lines = [f"第{number}段。" for number in range(40)]
    branch.write(NEW, item(body="\n\n".join((f"号码 {IDENTITY}。", *lines)) + "\n"))
    branch.commit("起草")
    branch.write(NEW, item(body="\n\n".join((*lines, "最后补充的一句。")) + "\n"))
    ran = zhanqun("approve", NEW, "--root", branch.root, "--step", "初审", "--by", "张三")
    assert ran.code == 0, ran.out
    assert "和上次提交的版本相比，新的行 1，去掉的行 1：\n  + 最后补充的一句。\n" in ran.err
    assert IDENTITY not in ran.out + ran.err


@pytest.mark.parametrize(("person", "step", "why"), [
    ("王五", "初审", "无权"), ("李四", "初审", "--by 写今天有权的人：张三；"), ("张三", "终审", "不要求"),
])  # fmt: skip
def test_approve_refuses_who_may_not(branch: Branch, zhanqun: Zhanqun, person: str, step: str, why: str) -> None:
    branch.write(NEW, item())
    ran = zhanqun("approve", NEW, "--root", branch.root, "--step", step, "--by", person)
    assert ran.code == 1
    assert why in ran.out
    assert "审查:" not in (branch.root / NEW).read_text("utf-8")


def test_approve_refuses_the_author_and_what_a_detector_found(branch: Branch, zhanqun: Zhanqun) -> None:
    branch.write("sites/_cluster/reviewers.yml",
                 "审查人:\n  - {姓名: 王五, 站点: 全部, 步骤: [初审], 自: 2020-01-01}\n"
                 "  - {姓名: 李四, 站点: 全部, 步骤: [保密审查], 自: 2020-01-01}\n")
    branch.write(NEW, item(body=f"号码 {IDENTITY}。\n"))
    branch.commit("起草")
    ran = zhanqun("approve", NEW, "--root", branch.root, "--step", "初审", "--by", "王五")
    assert ran.code == 1
    assert "起草人" in ran.out
    ran = zhanqun("approve", NEW, "--root", branch.root, "--step", "保密审查", "--by", "李四", "--yes")
    assert ran.code == 1
    assert "resident-id" in ran.out
    assert IDENTITY not in ran.out + ran.err


def test_the_commands_that_a_report_names_can_be_copied(branch: Branch, zhanqun: Zhanqun) -> None:
    place = "sites/jiaoyu/docs/tongzhi/2026/新 通知.md"
    branch.write(place, item())
    for person in ("张三", "李四"):
        told = zhanqun("check", "--root", branch.root, "--quiet").out
        commands = re.findall(r"zhanqun (approve .*)", told)
        assert commands, told
        for command in commands:
            zhanqun(*shlex.split(command.replace("姓名", person)), "--root", branch.root, "--yes")
        # Of the two, one has the first step and the other the second; who may not is refused.
    told = zhanqun("check", "--root", branch.root, "--quiet")
    assert (told.code, "approve" in told.out) == (0, False), told.out


def test_text_tells_a_title_once(branch: Branch, zhanqun: Zhanqun) -> None:
    branch.write(NEW, item("关于防汛的通知"))
    _, text = review(zhanqun, branch)
    assert text.count("关于防汛的通知") == 1


def test_on_a_terminal_approve_asks_and_no_means_no(
    branch: Branch, zhanqun: Zhanqun, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.write(NEW, item())

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    assert zhanqun("approve", NEW, "--root", branch.root, "--step", "初审", "--by", "张三").code == 130
    assert "审查:" not in (branch.root / NEW).read_text("utf-8")
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert zhanqun("approve", NEW, "--root", branch.root, "--step", "初审", "--by", "张三").code == 0
    assert "审查:" in (branch.root / NEW).read_text("utf-8")


def test_the_ledger_names_author_reviewers_bytes_and_commit(branch: Branch, zhanqun: Zhanqun) -> None:
    ran = zhanqun("audit", "--root", branch.root, "--date", "2026-08-22", "--format", "json", "--quiet")
    assert ran.code == 0
    entries = [entry for entry in json.loads(ran.out)["entries"] if entry["path"].endswith("zhaosheng.md")]
    assert [(entry["step"], entry["person"]) for entry in entries] == [("初审", "张三"), ("保密审查", "李四")]
    assert {entry["commit"] for entry in entries} == {branch.repo.head.commit.hexsha}
    assert entries[0]["authors"] == ["王五 <wangwu@example.gov.cn>"]
    assert entries[0]["digest"].startswith("sha256:")
    assert entries[0]["public_from"] == "2026-03-05"


@pytest.mark.parametrize("title", ["=1+1", "＝HYPERLINK(1)", "+86", "-1", "@SUM(A1)", "a,\"b\";c"])
def test_no_cell_of_the_ledger_is_a_formula(cluster: Callable[..., Path], zhanqun: Zhanqun, title: str) -> None:
    quoted = title.replace("'", "''")
    root = cluster({NEW: item(f"'{quoted}'")})
    ran = zhanqun("audit", "--root", root, "--date", "2026-08-22", "--quiet")
    assert ran.code == 0
    assert ran.out.startswith("\ufeff")
    rows = list(csv.reader(StringIO(ran.out.removeprefix("\ufeff"))))
    found = [row for row in rows if row[1] == NEW]
    assert len(found) == 2
    assert not any(cell.lstrip(" \u3000").startswith(tuple("=+-@＝＋－＠")) for row in rows for cell in row)
    assert title.strip() in found[0][3]


@pytest.mark.parametrize("text", ["  =cmd", "\u200b=1", "\t+1", "\n-1", "\u3000@a"])
def test_blanks_before_a_formula_do_not_hide_it(text: str) -> None:
    assert safe_cell(text) == "'" + text


def test_the_ledger_tells_nothing_of_what_is_not_public(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster({NEW: item("看不得", "看不得", 公开属性="不予公开", 不予公开理由="国家秘密")})
    ran = zhanqun("audit", "--root", root, "--date", "2026-08-22", "--quiet")
    assert "看不得" not in ran.out
    assert f'"{NEW}","暂不公开"' in ran.out


def test_clean_writes_a_copy_and_says_what_it_took_out(zhanqun: Zhanqun, tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("正文")
    document.core_properties.author = "某某人"
    source = tmp_path / "附件.docx"
    document.save(str(source))
    before = source.read_bytes()
    ran = zhanqun("clean", source)
    assert ran.code == 0, ran.out
    assert "去掉：" in ran.out
    assert "某某人" not in ran.out + ran.err
    assert source.read_bytes() == before
    cleaned = Document(str(tmp_path / "附件-清理.docx"))
    assert cleaned.core_properties.author in ("", None)
    assert [paragraph.text for paragraph in cleaned.paragraphs] == ["正文"]
    assert zhanqun("clean", source, "--out", source).code == 2
    assert zhanqun("clean", tmp_path / "没有.docx").code == 2
    (tmp_path / "x.exe").write_bytes(b"MZ")
    assert zhanqun("clean", tmp_path / "x.exe").code == 2


def test_owners_are_printed_or_written(branch: Branch, zhanqun: Zhanqun) -> None:
    ran = zhanqun("owners", "--root", branch.root)
    assert ran.code == 0
    assert "请勿手改" in ran.out
    assert zhanqun("owners", "--root", branch.root, "--write").code == 0
    assert (branch.root / ".github/CODEOWNERS").read_text("utf-8") == ran.out
