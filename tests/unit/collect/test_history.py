"""What git says of files: who wrote, who only signed, what may be told, and that a later commit only adds."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers.reading import small_cluster
from zhanqun.memo import Store
from zhanqun.model.cluster import Cluster, Reviewer
from zhanqun.pipeline.past import read_past
from zhanqun.stages.collect import add_history, merging, read_history, read_later
from zhanqun.stages.collect.git import GitFault

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


OTHER = "sites/jiaoyu/docs/a/y.md"


def test_another_name_makes_nobodys_text_somebody_elses(place: Path) -> None:
    first = commit(place, "审查员", TEXT.format(mark="0", body="正文"), "起草")
    git(place, "mv", ITEM, "sites/jiaoyu/docs/a/between.md")
    git(place, "-c", "user.name=甲", "-c", "user.email=甲@x.example", "commit", "-qm", "改名")
    git(place, "mv", "sites/jiaoyu/docs/a/between.md", OTHER)
    (place / OTHER).write_text((place / OTHER).read_text(encoding="utf-8") + "补充一句。\n", encoding="utf-8")
    git(place, "add", "-A")
    git(place, "-c", "user.name=乙", "-c", "user.email=乙@x.example", "commit", "-qm", "再改名")
    found = read_history(of(place)).files[OTHER]
    assert found.authors == ("乙 <乙@x.example>", "审查员 <审查员@x.example>", "甲 <甲@x.example>")
    assert [revision.commit for revision in found.revisions] == [""]
    assert read_later(of(place), first) is None


def test_who_uses_an_old_name_for_something_else_is_no_author_of_the_moved_file(place: Path) -> None:
    commit(place, "起草人", TEXT.format(mark="0", body="正文"), "起草")
    git(place, "mv", ITEM, OTHER)
    git(place, "-c", "user.name=甲", "-c", "user.email=甲@x.example", "commit", "-qm", "改名")
    commit(place, "审查员", TEXT.format(mark="0", body="另一件"), "另一件")
    files = read_history(of(place)).files
    assert files[OTHER].authors == ("甲 <甲@x.example>", "起草人 <起草人@x.example>")
    assert (files[ITEM].moved, files[OTHER].moved) == (True, False)
    assert "审查员 <审查员@x.example>" in files[ITEM].authors


def merge_by_reviewer(place: Path, *, conflict: bool = False, added: str = "", branches: int = 1) -> None:
    """Two changes of different lines of the item (or of one line) come together in a merge that the reviewer commits."""
    body = "".join(f"第{number}段\n\n" for number in range(9))
    commit(place, "起草人", TEXT.format(mark="0", body=body), "起草")
    for number in range(branches):
        git(place, "checkout", "-qb", f"branch{number}", "main")
        (place / f"other{number}").write_text("一\n")
        commit(place, "起草人", TEXT.format(mark="0", body=body.replace("第8段", "末段") if not number else body), "改末段")
    git(place, "checkout", "-q", "main")
    commit(place, "起草人", TEXT.format(mark="0", body=body.replace("第8段" if conflict else "第0段", "首段")), "改首段")
    subprocess.run(
        ["git", "-C", str(place), "-c", "user.name=x", "-c", "user.email=x@x.example", "merge", "-q", "--no-ff", "--no-commit",
         *(f"branch{number}" for number in range(branches))], check=False, capture_output=True)
    text = (place / ITEM).read_text(encoding="utf-8") + added
    if conflict:
        text = TEXT.format(mark="0", body=body.replace("第8段", "审查员定的一段"))
    commit(place, "审查员", text, "合并")


def test_who_merges_is_not_who_wrote(place: Path) -> None:
    merge_by_reviewer(place)
    assert read_history(of(place)).files[ITEM].authors == ("起草人 <起草人@x.example>",)


@pytest.mark.parametrize("how", [{"added": "合并时另加的一段\n"}, {"conflict": True}, {"added": "另加\n", "branches": 2}])
def test_who_writes_in_a_merge_is_an_author(place: Path, how: dict[str, Any]) -> None:
    merge_by_reviewer(place, **how)
    assert " " in git(place, "log", "-1", "--format=%P").strip()
    assert "审查员 <审查员@x.example>" in read_history(of(place)).files[ITEM].authors


@pytest.mark.parametrize("added", ["", "合并时另加的一段\n"])
def test_with_a_git_that_cannot_merge_once_more_who_merges_by_lines_is_an_author(
    place: Path, monkeypatch: pytest.MonkeyPatch, added: str,
) -> None:
    written: Any = merging._written

    def old(root: str, commits: Iterable[str], way: str) -> set[tuple[str, str]]:
        if way == "remerge":
            raise GitFault("log")
        return written(root, commits, way)

    monkeypatch.setattr(merging, "_written", old)
    merge_by_reviewer(place, added=added)
    assert "审查员 <审查员@x.example>" in read_history(of(place)).files[ITEM].authors


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


def test_kept_history_is_that_of_a_clean_read_after_names_have_changed(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("kept")
    kept = Store(folder / "cache", folder / "spare")

    def same() -> None:
        clean = Store(None, tmp_path_factory.mktemp("clean"))
        known, whole = read_past(of(place), kept), read_past(of(place), clean)
        assert known.of(known.sites()).files == whole.of(whole.sites()).files
        assert [known.digest(site) for site in known.sites()] == [whole.digest(site) for site in whole.sites()]

    commit(place, "起草人", TEXT.format(mark="0", body="正文"), "起草")
    same()
    git(place, "mv", ITEM, OTHER)
    git(place, "-c", "user.name=甲", "-c", "user.email=甲@x.example", "commit", "-qm", "改名")
    same()
    commit(place, "审查员", TEXT.format(mark="0", body="另一件"), "又用旧名")
    same()
    git(place, "checkout", "-qb", "side", "HEAD~2")
    commit(place, "另一人", TEXT.format(mark="0", body="改过"), "改旧的", "2025-01-01")
    git(place, "checkout", "-q", "main")
    git(place, "-c", "user.name=x", "-c", "user.email=x@x.example", "merge", "-q", "-s", "ours", "--no-commit", "side")
    # A merge that holds something of its own, so that git shows what came with it.
    (place / "sites/jiaoyu/docs/a/z.md").write_text("一\n", encoding="utf-8")
    git(place, "add", "-A")
    git(place, "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "-qm", "合并")
    same()
    # Of what was changed under the old name nothing was taken.
    assert "另一人 <另一人@x.example>" not in read_history(of(place)).files[OTHER].authors
