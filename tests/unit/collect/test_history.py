"""What git says of files: who wrote, who only signed, what may be told, and that a later commit only adds."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from helpers.reading import small_cluster
from zhanqun.model.cluster import Cluster, Reviewer
from zhanqun.stages.collect import add_history, read_history, read_later

ITEM = "sites/jiaoyu/docs/a/x.md"
TEXT = "---\n标题: 一\n审查:\n  摘要: sha256:{mark}\n  初审: {{人: 审查员, 日期: 2026-01-02, 结论: 同意}}\n---\n\n{body}\n"


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True).stdout


def commit(root: Path, who: str, text: str, message: str, day: str = "2026-03-01") -> str:
    place = root / ITEM
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    stamp = f"{day}T10:00:00+08:00"
    subprocess.run(
        ["git", "-C", str(root), "-c", f"user.name={who}", "-c", f"user.email={who}@x.example", "commit", "-qm", message],
        check=True, env={"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "PATH": "/usr/bin:/bin", "HOME": str(root)},
    )
    return git(root, "rev-parse", "HEAD").strip()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def of(root: Path) -> Cluster:
    from dataclasses import replace

    reviewer = Reviewer(name="审查员", emails=("审查员@x.example",), sites=("*",), steps=("初审",), since=None, until=None)
    return replace(small_cluster(), root=str(root), reviewers=(reviewer,))


def test_who_signs_is_not_who_wrote(place: Path) -> None:
    commit(place, "起草人", TEXT.format(mark="0", body="正文"), "起草")
    commit(place, "审查员", TEXT.format(mark="1", body="正文"), "审查")
    assert read_history(of(place)).files[ITEM].authors == ("起草人 <起草人@x.example>",)


def test_who_signs_and_changes_a_word_wrote_it(place: Path) -> None:
    commit(place, "起草人", TEXT.format(mark="0", body="正文"), "起草")
    commit(place, "审查员", TEXT.format(mark="1", body="改过的正文"), "审查")
    assert "审查员 <审查员@x.example>" in read_history(of(place)).files[ITEM].authors


@pytest.mark.parametrize("line", ["++ 另加的一段", "-- 另加的一段", "++ b/别处", "@@ -1 +1 @@"])
def test_lines_that_look_like_those_of_a_patch_are_text(place: Path, line: str) -> None:
    commit(place, "起草人", TEXT.format(mark="0", body="正文"), "起草")
    commit(place, "审查员", TEXT.format(mark="1", body=f"正文\n{line}"), "审查")
    assert "审查员 <审查员@x.example>" in read_history(of(place)).files[ITEM].authors


LONG = "".join(f"键{number}: 值\n" for number in range(90))


@pytest.mark.parametrize(("before", "after"), [
    ("---\n标题: 一\n---\n\n正文\n", "---\n标题: 一\n---\n\n正文\n\n审查:\n  初审: 另加的一段\n"),
    ("---\n标题: 一\n---\n\n  初审: 原来的一段\n", "---\n标题: 一\n---\n\n  初审: 换了的一段\n"),
    ("---\n标题: 一\n---\n\n  初审: 原来的一段\n", "---\n标题: 一\n---\n\n"),
    ("---\n摘要: |\n  一\n---\n\n正文\n", "---\n摘要: |\n  一\n  初审: 另加的一段\n---\n\n正文\n"),
    ("---\n其他:\n    人: 甲\n---\n\n正文\n", "---\n其他:\n    人: 乙\n---\n\n正文\n"),
    ("---\n标题: \"一\n  二\"\n---\n\n正文\n", "---\n标题: \"一\n审查:\n  初审: 另加\n  二\"\n---\n\n正文\n"),
    ("---\n审查:\n  摘要: 0\n公开属性: 不予公开\n别名: \"\"\n---\n\n正文\n",
     "---\n审查:\n  摘要: \"0\n公开属性: 不予公开\n别名: \"\"\n---\n\n正文\n"),
    (f"---\n{LONG}---\n{LONG * 3}\n", f"---\n{LONG}审查:\n  摘要: 0\n---\n{LONG * 3}\n  初审: 另加的一段\n"),
    ("一\n二\n", "一\n审查:\n  初审: 另加的一段\n二\n"),
])
def test_words_of_the_block_elsewhere_are_text(place: Path, before: str, after: str) -> None:
    commit(place, "起草人", before, "起草")
    commit(place, "审查员", after, "审查")
    assert "审查员 <审查员@x.example>" in read_history(of(place)).files[ITEM].authors


@pytest.mark.parametrize(("before", "after"), [
    ("---\n标题: 一\n---\n\n正文\n", "---\n标题: 一\n审查:\n  摘要: 0\n  初审: {人: 甲, 日期: 2026-01-02, 结论: 同意}\n---\n\n正文\n"),
    ("---\n审查:\n  摘要: 0\n  初审: {人: 甲}\n标题: 一\n---\n\n正文", "---\n审查:\n  摘要: 1\n标题: 一\n---\n\n正文"),
    ("---\r\n标题: 一\r\n---\r\n\r\n正文\r\n", "---\r\n标题: 一\r\n审查:\r\n  摘要: 0\r\n---\r\n\r\n正文\r\n"),
    ("---\n# it's\n标题: 一\n附件:\n- 名称: 二\n---\n", "---\n# it's\n标题: 一\n附件:\n- 名称: 二\n审查:\n  摘要: 0\n---\n"),
    (f"---\n{LONG}---\n{LONG}", f"---\n{LONG}审查:\n  摘要: 0\n---\n{LONG}"),
])
def test_what_approve_writes_is_a_signature_wherever_the_block_stands(place: Path, before: str, after: str) -> None:
    git(place, "config", "diff.noprefix", "true")
    git(place, "config", "diff.suppressBlankEmpty", "true")
    commit(place, "起草人", before, "起草")
    commit(place, "审查员", after, "审查")
    assert read_history(of(place)).files[ITEM].authors == ("起草人 <起草人@x.example>",)


def test_no_line_of_one_file_makes_a_change_of_another_a_signature(place: Path) -> None:
    other = place / "sites/jiaoyu/docs/a/z.md"
    commit(place, "起草人", TEXT.format(mark="0", body="正文"), "起草")
    other.write_text("一\n", encoding="utf-8")
    commit(place, "起草人", TEXT.format(mark="0", body="正文"), "又一件")
    other.write_text(f"一\n++ b/{ITEM}\n", encoding="utf-8")
    commit(place, "审查员", TEXT.format(mark="0", body="审查员写的正文"), "审查")
    assert "审查员 <审查员@x.example>" in read_history(of(place)).files[ITEM].authors


def test_only_the_public_note_of_a_message_is_kept(place: Path) -> None:
    commit(place, "起草人", TEXT.format(mark="0", body="一"), "内部：领导不同意，先放着")
    commit(place, "起草人", TEXT.format(mark="0", body="二"), "内部的话\n\n公开说明: 更正联系电话", "2026-03-02")
    found = read_history(of(place)).files[ITEM]
    assert [(revision.day, revision.note) for revision in found.revisions] == [
        (date(2026, 3, 2), "更正联系电话"), (date(2026, 3, 1), "")]
    assert "内部" not in repr(found)


def test_what_a_later_commit_adds_makes_the_same_as_reading_all(place: Path) -> None:
    first = commit(place, "起草人", TEXT.format(mark="0", body="一"), "起草")
    before = read_history(of(place))
    commit(place, "另一人", TEXT.format(mark="0", body="二"), "改\n\n公开说明: 二", "2026-03-05")
    later, whole = read_later(of(place), first), read_history(of(place))
    assert later is not None
    added = add_history(before.files, later.files)[ITEM]
    assert (added.authors, added.revisions) == (whole.files[ITEM].authors, whole.files[ITEM].revisions)


def test_a_commit_that_is_no_ancestor_adds_nothing(place: Path) -> None:
    commit(place, "起草人", TEXT.format(mark="0", body="一"), "起草")
    assert read_later(of(place), "0" * 40) is None


def test_without_git_or_in_a_shallow_clone_it_says_so(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = tmp_path_factory.mktemp("bare")
    assert "不在 git 仓库里" in read_history(of(bare)).note
    commit(place, "起草人", TEXT.format(mark="0", body="一"), "起草")
    commit(place, "起草人", TEXT.format(mark="0", body="二"), "改")
    shallow = tmp_path_factory.mktemp("clone") / "c"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{place}", str(shallow)], check=True)
    assert "浅克隆" in read_history(of(shallow)).note


def test_a_folder_of_another_user_is_told_with_the_way_out(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(place, "起草人", TEXT.format(mark="0", body="一"), "起草")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    history = read_history(of(place))
    assert not history.available
    assert "safe.directory" in history.note
