"""Nobody approves what they wrote, wherever they wrote it: ``approve`` refuses, and so does the build if it was signed by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from git import Actor, Repo

from helpers.branches import Branch
from helpers.clusters import FIRST, item
from helpers.front_door import approve, build, run, snapshot
from zhanqun.model.address import PHOTOS

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
ITEM, FILE = f"{FOLDER}/fujian.md", f"{FOLDER}/b/x.txt"
TEXT = item("有附件", 索引号="DEMO00032/2026-00004", 附件="[b/x.txt]")
REVIEWER = Actor(FIRST, "zhangsan@example.gov.cn")
WORDS = "鹭鸶过江"


@pytest.fixture
def branch(cluster: Callable[..., Path]) -> Branch:
    branch = Branch(cluster({ITEM: TEXT, FILE: "审过的\n"}))
    assert build(branch.root).code == 0
    return branch


def replaced(branch: Branch) -> str:
    branch.write(FILE, f"{WORDS}\n")
    branch.commit("换附件", REVIEWER)
    return ITEM


def renamed(branch: Branch) -> str:
    """The reviewer writes, and somebody else only gives the file another name."""
    branch.write(f"{FOLDER}/draft.md", item(WORDS, 索引号="DEMO00032/2026-00005"))
    branch.commit("起草", REVIEWER)
    (branch.root / f"{FOLDER}/draft.md").rename(branch.root / f"{FOLDER}/new.md")
    branch.commit("改名")
    return f"{FOLDER}/new.md"


def merged(branch: Branch) -> str:
    """Words that come from none of the two branches."""
    branch.repo.git.checkout("-b", "other")
    branch.write("README.md", "一\n")
    branch.commit("无关的改动")
    branch.repo.git.checkout("main")
    with branch.repo.config_writer() as settings:
        settings.set_value("user", "name", "x").set_value("user", "email", "x@x.example")
    branch.repo.git.merge("other", "--no-ff", "--no-commit")
    branch.write(ITEM, (branch.root / ITEM).read_text("utf-8") + f"{WORDS}\n")
    branch.commit("合并", REVIEWER)
    assert len(branch.repo.head.commit.parents) == 2
    return ITEM


def merged_into_another_name(branch: Branch) -> str:
    """The reviewer writes on a branch, and on the main one the file has got another name: git's merge puts that together."""
    branch.write(f"{FOLDER}/draft.md", item("草稿", "一段。\n\n" * 20, 索引号="DEMO00032/2026-00005"))
    branch.commit("起草")
    branch.repo.git.checkout("-b", "other")
    branch.replace(f"{FOLDER}/draft.md", "草稿", WORDS)
    branch.commit("改标题", REVIEWER)
    branch.repo.git.checkout("main")
    (branch.root / f"{FOLDER}/draft.md").rename(branch.root / f"{FOLDER}/new.md")
    branch.commit("改名")
    branch.repo.git.merge("other", "--no-ff", "-m", "合并", env={
        f"GIT_{role}_{part}": "wangwu@example.gov.cn" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")})
    return f"{FOLDER}/new.md"


def drafted_elsewhere(branch: Branch) -> str:
    """The reviewer writes outside sites/, and somebody else puts it there."""
    branch.write("drafts/new.md", item(WORDS, 索引号="DEMO00032/2026-00005"))
    branch.commit("起草", REVIEWER)
    (branch.root / "drafts/new.md").rename(branch.root / f"{FOLDER}/new.md")
    branch.commit("收稿")
    return f"{FOLDER}/new.md"


def beside_a_note(branch: Branch) -> str:
    branch.write(ITEM, (branch.root / ITEM).read_text("utf-8") + f"{WORDS}\n")
    branch.commit(f"补充\n\n公开说明: 补充一段\nCo-authored-by: {REVIEWER.name} <{REVIEWER.email}>")
    return ITEM


def written_as_signature(branch: Branch) -> str:
    branch.write(ITEM, (branch.root / ITEM).read_text("utf-8") + f"  初审: {WORDS}\n")
    branch.commit("登记", REVIEWER)
    return ITEM


def written_together(branch: Branch) -> str:
    branch.write(ITEM, (branch.root / ITEM).read_text("utf-8") + f"{WORDS}\n")
    branch.commit(f"补充\n\nCo-authored-by: {REVIEWER.name} <{REVIEWER.email}>")
    return ITEM


def behind_a_mark(branch: Branch) -> str:
    """Characters that a reader of the log might take for its own."""
    branch.write(ITEM, (branch.root / ITEM).read_text("utf-8") + f"{WORDS}\n")
    branch.commit("补充\x1f\x1f\x1e\x1e\x1fa\x1f", REVIEWER)
    return ITEM


WAYS = [
    replaced, renamed, merged, merged_into_another_name, drafted_elsewhere, written_as_signature, written_together, beside_a_note,
    behind_a_mark,
]


@pytest.mark.parametrize("write", WAYS)
def test_a_reviewer_does_not_approve_what_they_wrote(branch: Branch, write: Callable[[Branch], str]) -> None:
    before = snapshot(branch.root / "dist")
    path = write(branch)
    ran = run("approve", path, "--root", branch.root, "--step", "初审", "--by", FIRST, "--yes")
    assert (ran.code, "起草人" in ran.out) == (1, True), ran
    # Signed all the same, with what a program writes that knows no authors.
    approve(branch.root, [path])
    branch.commit("审查", REVIEWER)
    for more in ((), ("--no-cache",)):
        ran = build(branch.root, *more)
        assert (ran.code, "也是起草人" in ran.out) == (1, True), ran
        assert snapshot(branch.root / "dist") == before


@pytest.mark.parametrize("write", WAYS)
def test_what_somebody_else_wrote_is_published(
    branch: Branch, write: Callable[[Branch], str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(write.__globals__, "REVIEWER", Actor("王五", "wangwu@example.gov.cn"))
    approve(branch.root, [write(branch)])
    branch.commit("审查", Actor(FIRST, "zhangsan@example.gov.cn"))
    ran = build(branch.root)
    assert (ran.code, ran.err) == (0, ""), ran
    assert any(WORDS.encode() in data for data in snapshot(branch.root / "dist").values())


@pytest.mark.parametrize("where", ["sites", "sites/jiaoyu", FOLDER, "sites/jiaoyu/data", f"sites/jiaoyu/data/{PHOTOS}"])
def test_what_lies_in_another_repository_is_refused(branch: Branch, where: str) -> None:
    """A submodule, or a clone within the clone: git of the cluster knows no author of what lies there."""
    Repo.init(branch.root / where).close()
    branch.write(ITEM, (branch.root / ITEM).read_text("utf-8") + f"{WORDS}\n")
    approve(branch.root, [ITEM])
    before = snapshot(branch.root / "dist")
    ran = build(branch.root)
    assert (ran.code, "另一个 git 仓库" in ran.out) == (1, True), ran
    assert snapshot(branch.root / "dist") == before


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("why", ["shallow", "foreign", "no program", "damaged"])
def test_where_git_does_not_tell_who_wrote_nothing_is_published(
    branch: Branch, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, why: str, known: bool,
) -> None:
    """``known``: there is an earlier build's cache. What a clone does not hold is not what nobody wrote."""
    approve(branch.root, [replaced(branch)])
    branch.commit("审查", REVIEWER)
    before = snapshot(branch.root / "dist")
    if why == "shallow":
        (branch.root / ".git/shallow").write_text(str(branch.repo.head.commit), encoding="utf-8")
    elif why == "foreign":
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    elif why == "no program":
        monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))
    else:
        (branch.root / ".git/HEAD").write_bytes(b"\0")
    ran = build(branch.root, *(() if known else ("--no-cache",)))
    assert (ran.code, "错误[approval]: 没有核对起草人" in ran.out) == (1, True), ran
    assert snapshot(branch.root / "dist") == before


def test_a_folder_that_no_repository_holds_is_published_with_a_warning(cluster: Callable[..., Path]) -> None:
    """A first try, or a copy: nobody can know. The manual asks for a clone where it is published."""
    ran = build(cluster({ITEM: TEXT, FILE: "审过的\n"}))
    assert (ran.code, "警告[approval]: 没有核对起草人" in ran.out) == (0, True), ran
