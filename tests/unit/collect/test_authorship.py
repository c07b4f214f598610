from __future__ import annotations

from pathlib import Path

from git import Actor, Repo

from helpers.gate_values import cluster
from zhanqun.stages.collect.authorship import content_authors
from zhanqun.text.review_block import with_review

NAME = "sites/jiaoyu/docs/x.md"
TEXT = "---\n标题: 甲\n---\n正文\n"
ROWS = [("初审", "甲", "2026-03-01", "可以公开")]
DRAFTER, APPROVER = Actor("起草人", "a@b.example"), Actor("审查人", "c@d.example")


def commit(repo: Repo, root: Path, text: str, who: Actor) -> None:
    place = root / NAME
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    repo.index.add([str(place)])
    repo.index.commit("x", author=who, committer=who)


def test_putting_a_name_under_it_is_not_writing_it(tmp_path: Path) -> None:
    root = tmp_path / "cluster"
    with Repo.init(tmp_path) as repo:
        commit(repo, root, TEXT, DRAFTER)
        commit(repo, root, with_review(TEXT, "sha256:0", ROWS), APPROVER)
        assert content_authors(cluster(root=str(root)), NAME, ("x",)) == ("起草人 <a@b.example>",)
        commit(repo, root, with_review(TEXT + "改\n", "sha256:0", ROWS), APPROVER)
        assert content_authors(cluster(root=str(root)), NAME, ("x",)) == (
            "审查人 <c@d.example>", "起草人 <a@b.example>",
        )


def test_without_git_nobody_is_let_off(tmp_path: Path) -> None:
    assert content_authors(cluster(root=str(tmp_path)), NAME, ("甲 <a@b>",)) == ("甲 <a@b>",)
