"""Approval by trailers holds for committed bytes only, also where git was told not to look."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import BASE, FIRST, SECRECY, item
from helpers.front_door import approve, build
from zhanqun.stages.collect import history

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
UNSEEN = "没有审查过的一句"
SIGNED = f"起草\n\nReviewed-by: {FIRST} <zhang@example.gov.cn>\nReviewed-by: {SECRECY} <li@example.gov.cn>"


def git(root: Path, *words: str, day: str = "") -> None:
    who = ("-c", "user.name=起草人", "-c", "user.email=draft@example.gov.cn")
    when = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day} if day else {}
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True, env={**os.environ, **when})


@pytest.fixture
def signed(cluster: Callable[..., Path]) -> Path:
    """One site approved by trailers; an item of it names a file."""
    reviewers = "审查人:\n" + "".join(
        f"  - {{姓名: {name}, 邮箱: {mail}, 站点: 全部, 步骤: [{step}], 自: 2020-01-01}}\n"
        for name, mail, step in ((FIRST, "zhang@example.gov.cn", "初审"), (SECRECY, "li@example.gov.cn", "保密审查"))
    )
    root = cluster({
        "sites/_cluster/reviewers.yml": reviewers,
        "sites/jiaoyu/site.yml": BASE["sites/jiaoyu/site.yml"] + "审查方式: 提交记录\n",
        **{path: text for path, text in BASE.items() if path.startswith("sites/jiaoyu/docs")},
        f"{FOLDER}/fujian.md": item("有附件", 索引号="DEMO00032/2026-00004", 附件="[b/x.txt]"),
        f"{FOLDER}/b/x.txt": "审过的\n",
    }, approve=False)
    approve(root, ["sites/portal/docs/tongzhi/2026/kaitong.md"])
    git(root, "init", "-q")
    return root


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", SIGNED)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_change_that_git_was_told_to_overlook(signed: Path, flag: str) -> None:
    commit(signed)
    ran = build(signed)
    assert ran.code == 0, ran.out
    git(signed, "update-index", flag, f"{FOLDER}/zhaosheng.md")
    with open(signed / FOLDER / "zhaosheng.md", "a", encoding="utf-8") as handle:
        handle.write("\n没有审查过的一句。\n")
    ran = build(signed)
    assert ran.code == 1 and "[approval]" in ran.out, ran.out


@pytest.mark.parametrize("how", ["times", "monitor"])
def test_a_file_of_the_same_size_and_time_is_not_the_committed_one(signed: Path, tmp_path: Path, how: str) -> None:
    """Settings that many machines have: times of change are not looked at, or a monitor tells what was changed."""
    path = signed / FOLDER / "b" / "x.txt"
    os.utime(path, (1e9, 1e9))
    if how == "times":
        git(signed, "config", "core.trustctime", "false")
    commit(signed)
    if how == "monitor":
        hook = tmp_path / "monitor"
        hook.write_text("#!/bin/sh\nprintf 't\\0'\n", "utf-8")
        hook.chmod(0o755)
        git(signed, "config", "core.fsmonitor", str(hook))
        git(signed, "update-index", "--fsmonitor")
        git(signed, "status")
    time.sleep(1.1)  # git looks at whole seconds
    path.write_text("没审的\n", "utf-8")
    os.utime(path, (1e9, 1e9))
    ran = build(signed)
    assert (ran.code, "[approval]" in ran.out, (signed / "dist").exists()) == (1, True, False), ran


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize("why", ["foreign", "shallow", "gone"])
def test_what_an_earlier_build_knew_approves_nothing_where_git_does_not_tell(
    signed: Path, monkeypatch: pytest.MonkeyPatch, why: str, cached: bool,
) -> None:
    commit(signed)
    if cached:
        assert build(signed).code == 0
    if why == "foreign":
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    elif why == "shallow":
        head = subprocess.run(["git", "-C", str(signed), "rev-parse", "HEAD"], check=True, capture_output=True).stdout
        (signed / ".git" / "shallow").write_bytes(head)
    else:
        (signed / ".git").rename(signed.parent / "elsewhere")
    with open(signed / FOLDER / "zhaosheng.md", "a", encoding="utf-8") as handle:
        handle.write("\n没有审查过的一句。\n")
    ran = build(signed)
    assert ran.code == 1 and "[approval]" in ran.out, ran.out
    assert (signed / "dist").exists() == cached
    assert not any("没有审查过的一句" in page.read_text("utf-8") for page in (signed / "dist").rglob("*.html"))


@pytest.mark.parametrize("how", ["ignored", "nested"])
def test_an_attachment_that_was_never_committed(signed: Path, how: str) -> None:
    if how == "ignored":
        (signed / ".git" / "info" / "exclude").write_text("*.txt\n", encoding="utf-8")
    else:
        git(signed / FOLDER / "b", "init", "-q")
        (signed / ".git" / "info" / "exclude").write_text("b/\n", encoding="utf-8")
    commit(signed)
    ran = build(signed)
    assert ran.code == 1 and "[approval]" in ran.out, ran.out
    assert not (signed / "dist").exists()


@pytest.mark.parametrize(("edited", "committed"), [(0, 1), (0, 2), (1, 2), (1, 9)])
def test_what_is_saved_or_committed_while_git_is_asked_is_not_approved(
    signed: Path, monkeypatch: pytest.MonkeyPatch, edited: int, committed: int,
) -> None:
    """``edited``: behind which of the two questions; ``committed``: before which."""
    commit(signed)
    ask, count = history._dirty, iter((1, 2))

    def edit(number: int) -> None:
        if number == edited:
            with open(signed / FOLDER / "zhaosheng.md", "a", encoding="utf-8") as handle:
                handle.write("\n没有审查过的一句。\n")

    def late(*args: object) -> frozenset[str]:
        number = next(count)
        if number == committed:
            git(signed, "commit", "-qam", "没有人审查")
        found = ask(*args)  # type: ignore[arg-type]
        edit(number)
        return found

    edit(0)
    monkeypatch.setattr(history, "_dirty", late)
    ran = build(signed)
    assert (ran.code, "新的提交或改动" in ran.err) == (2, True), ran
    assert not (signed / "dist").exists()


def test_a_merge_that_keeps_its_own_side_is_not_what_the_other_side_reviewed(signed: Path) -> None:
    """The newest commit of the file lies on the side that the merge did not take."""
    commit(signed)
    path = signed / f"{FOLDER}/fujian.md"
    text = path.read_text("utf-8")
    git(signed, "checkout", "-qb", "draft")
    path.write_text(text.replace("正文。", f"{UNSEEN}。"), "utf-8")
    git(signed, "commit", "-qam", "起草", day="2026-03-02T10:00:00+08:00")
    git(signed, "checkout", "-q", "-")
    path.write_text(text.replace("正文。", "审过的正文。"), "utf-8")
    # Something else comes with the merge, so that git's log shows that side at all.
    (signed / "sites/_cluster/words.yml").write_text("词语:\n  - {词: 示例错词, 级别: 警告}\n", "utf-8")
    commit(signed)
    main = subprocess.run(
        ["git", "-C", str(signed), "branch", "--show-current"], check=True, capture_output=True, text=True).stdout.strip()
    git(signed, "checkout", "-q", "draft")
    git(signed, "merge", "-q", "-X", "ours", "-m", "合并", main)
    assert UNSEEN in path.read_text("utf-8")
    ran = build(signed)
    assert (ran.code, "[approval]" in ran.out) == (1, True), ran


@pytest.mark.parametrize("mark", ["\x1f", "\x1fa\x1f\x1f", "\x1e"])
def test_a_message_cannot_hide_that_a_file_was_touched(signed: Path, mark: str) -> None:
    commit(signed)
    path = signed / f"{FOLDER}/fujian.md"
    path.write_text(path.read_text("utf-8").replace("正文。", f"{UNSEEN}。"), "utf-8")
    git(signed, "commit", "-qam", f"改{mark}")
    ran = build(signed)
    assert (ran.code, "[approval]" in ran.out) == (1, True), ran


def test_one_person_with_two_addresses_is_one_person(signed: Path) -> None:
    (signed / "sites/_cluster/reviewers.yml").write_text(
        f"审查人:\n  - {{姓名: {FIRST}, 邮箱: [zhang@example.gov.cn, zhang@mail.example], 站点: 全部, "
        "步骤: [初审, 保密审查], 自: 2020-01-01}\n", "utf-8")
    (signed / "sites/portal/docs/tongzhi/2026/kaitong.md").unlink()
    git(signed, "add", "-A")
    git(signed, "commit", "-qm", f"改\n\nReviewed-by: {FIRST} <zhang@example.gov.cn> (初审)\n"
        f"Reviewed-by: {FIRST} <zhang@mail.example> (保密审查)")
    ran = build(signed)
    assert (ran.code, "凑不齐" in ran.out) == (1, True), ran
