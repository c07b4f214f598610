"""Approvals from ``Reviewed-by`` of real commits and real merges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from git import Actor

from helpers.branches import Branch
from helpers.clusters import item
from zhanqun.model.comparison import Comparison
from zhanqun.pipeline import BuildOptions
from zhanqun.pipeline import judge_cluster as judge
from zhanqun.pipeline.whole import Judged
from zhanqun.review.compare import Present, compare
from zhanqun.review.ledger import ledger

TODAY = datetime(2099, 8, 22, 9)
NEW = "sites/jiaoyu/docs/tongzhi/2026/new.md"
FILE = "sites/jiaoyu/docs/tongzhi/2026/表.csv"
CHIEF = Actor("赵六", "zhaoliu@example.gov.cn")
BOTH = "合并\n\nReviewed-by: 张三 <zhangsan@example.gov.cn> (初审)\nReviewed-by: 李四 <lisi@example.gov.cn> (保密审查)\n"
ONE = "合并\n\nReviewed-by: 张三 <zhangsan@example.gov.cn> (初审)\n"
REVIEWERS = """审查人:
  - {姓名: 张三, 邮箱: zhangsan@example.gov.cn, 站点: 全部, 步骤: [初审], 自: 2020-01-01}
  - {姓名: 李四, 邮箱: lisi@example.gov.cn, 站点: 全部, 步骤: [保密审查], 自: 2020-01-01}
  - {姓名: 王五, 邮箱: wangwu@example.gov.cn, 站点: 全部, 步骤: [初审, 保密审查], 自: 2020-01-01}
"""


@pytest.fixture
def branch(cluster: Callable[..., Path]) -> Branch:
    root = cluster({"sites/_cluster/reviewers.yml": REVIEWERS})
    site = root / "sites/jiaoyu/site.yml"
    site.write_text(site.read_text(encoding="utf-8") + "审查方式: 提交记录\n", encoding="utf-8")
    branch = Branch(root)
    for path in sorted(root.glob("sites/jiaoyu/docs/**/*.md")):
        path.unlink()
    branch.commit("只留新的")
    branch.repo.git.checkout("-b", "topic")
    return branch


def judged(branch: Branch) -> Judged:
    return judge(BuildOptions(root=branch.root, out=branch.root / "dist", now=TODAY, jobs=1, cache=False,
                              progress=lambda *_: None))


def public(branch: Branch) -> bool:
    return NEW in {cleared.path for cleared in judged(branch).result.items}


def merge(branch: Branch, message: str) -> None:
    branch.repo.git.checkout("main")
    with branch.repo.config_writer() as config:
        config.set_value("user", "name", CHIEF.name)
        config.set_value("user", "email", CHIEF.email)
    branch.repo.git.merge("--no-ff", "-m", message, "topic")


def test_a_merge_that_names_both_reviewers_makes_the_item_public(branch: Branch) -> None:
    branch.write(NEW, item("新通知"))
    branch.commit("起草")
    assert not public(branch)
    merge(branch, BOTH)
    assert public(branch)


@pytest.mark.parametrize("message", [
    "合并\n", ONE,
    ONE + "Reviewed-by: 张三 <zhangsan@example.gov.cn> (保密审查)\n",
    BOTH.replace("lisi@", "other@"),
    BOTH.replace("李四 <lisi@", "王五 <wangwu@"),
    BOTH + "\n还有一段话，它让上面的不再是结尾。\n",
], ids=["none", "one step", "one person twice", "wrong address", "the author", "not at the end"])  # fmt: skip
def test_a_merge_without_both_reviewers_does_not(branch: Branch, message: str) -> None:
    branch.write(NEW, item("新通知"))
    branch.commit("起草")
    merge(branch, message)
    assert not public(branch)


def test_a_commit_after_the_merge_needs_its_own_reviewers(branch: Branch) -> None:
    branch.write(NEW, item("新通知"))
    branch.commit("起草")
    merge(branch, BOTH)
    branch.replace(NEW, "正文。", "改过的正文。")
    assert not public(branch), "not committed yet"
    branch.commit("直接改主分支")
    assert not public(branch)


def test_an_attachment_changed_after_the_merge_needs_its_own_reviewers(branch: Branch) -> None:
    branch.write(NEW, item("新通知", 附件="[表.csv]"))
    branch.write(FILE, "学校,人数\n一中,400\n")
    branch.commit("起草")
    merge(branch, BOTH)
    assert public(branch)
    branch.write(FILE, "学校,人数\n一中,500\n")
    branch.commit("只改附件")
    assert not public(branch)


def test_a_merge_covers_the_attachments_that_were_there_before(branch: Branch) -> None:
    branch.write(FILE, "学校,人数\n一中,400\n")
    branch.commit("附件先进了主分支")
    branch.repo.git.checkout("main")
    branch.repo.git.merge("--ff-only", "topic")
    branch.repo.git.checkout("topic")
    branch.write(NEW, item("新通知", 附件="[表.csv]"))
    branch.commit("起草")
    merge(branch, BOTH)
    assert public(branch)


def compared(branch: Branch, revision: str) -> Comparison:
    found = judged(branch)
    return compare(Present(
        cluster=found.cluster, now=found.now, named={verdict.outcome.path: verdict.named for verdict in found.verdicts},
        findings=found.findings, history=found.history,
    ), revision)


@pytest.mark.parametrize("note", ["", "公开说明: 第一次\n"])
def test_review_knows_what_was_public_before(branch: Branch, note: str) -> None:
    """Also where a public note stands among the reviewers, and whatever encoding somebody's git writes for them."""
    branch.write(NEW, item("新通知"))
    branch.commit("起草")
    merge(branch, BOTH.replace("\n\n", f"\n\n{note}"))
    with branch.repo.config_writer() as config:
        config.set_value("i18n", "logOutputEncoding", "GBK")
    branch.repo.git.checkout("-b", "again")
    branch.write(NEW, item("新通知", "改过。\n"))
    branch.commit("改")
    assert [change.kind for change in compared(branch, "main").changes] == ["changed"]


def test_review_tells_before_the_merge_and_does_not_block_on_it(branch: Branch) -> None:
    branch.write(NEW, item("新通知"))
    branch.commit("起草")
    told = compared(branch, "main")
    assert [(change.state, change.turn) for change in told.changes] == [("waiting", "初审")]
    assert told.blocking == ()
    assert any("Reviewed-by" in note for note in told.notes)


def test_the_ledger_names_the_merge_and_its_reviewers(branch: Branch) -> None:
    branch.write(NEW, item("新通知"))
    branch.commit("起草")
    merge(branch, BOTH)
    found = judged(branch)
    entries = [entry for entry in ledger(found.cluster, found.result, found.history) if entry.path == NEW]
    assert [entry.person for entry in entries] == [
        "张三 <zhangsan@example.gov.cn> (初审)", "李四 <lisi@example.gov.cn> (保密审查)",
    ]
    assert {entry.commit for entry in entries} == {branch.repo.head.commit.hexsha}
    assert entries[0].authors == ("王五 <wangwu@example.gov.cn>",)
    assert entries[0].committer == "赵六 <zhaoliu@example.gov.cn>"
