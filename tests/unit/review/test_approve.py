from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from helpers import gate_values as made
from zhanqun.model.finding import Severity
from zhanqun.model.verdict import ClearedItem
from zhanqun.review import Outcome, approve_paths
from zhanqun.review.reading import plain_file, read_named
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import gate_source
from zhanqun.text.review_block import split_review, with_review, without_review

NAME = "sites/jiaoyu/docs/tongzhi/2026/x.md"
TEXT = """---
# 一行注释
标题:   "招生：# 通知"
公开属性: 主动公开
信息分类: 通知
发布日期: 2026-03-05
索引号: 000014349/2026-00007
附件: [表.txt]
关键词:
- 招生
- 学校
---

正文  \n\n---\n审查: 不是元数据
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / NAME
    place.parent.mkdir(parents=True)
    place.write_text(TEXT, encoding="utf-8")
    (place.parent / "表.txt").write_text("表", encoding="utf-8")
    return tmp_path


def approve(root: Path, step: str = "初审", person: str = "甲", path: str = NAME, **changes: Any) -> Outcome:
    given: dict[str, Any] = {"result": "可以公开", "now": datetime(2026, 3, 4, 9, 0), "authors": {}, **changes}
    cluster = given.pop("cluster", None) or made.cluster(root=str(root))
    return approve_paths(cluster, [path], step=step, person=person, **given)


def read(root: Path) -> str:
    return (root / NAME).read_text(encoding="utf-8")


def test_two_steps_clear_an_item(root: Path) -> None:
    first = approve(root)
    assert [(one.missing, one.kept, one.title) for one in first.approved] == [(("保密审查",), (), "招生：# 通知")]
    second = approve(root, "保密审查", "乙")
    assert [(one.missing, one.kept) for one in second.approved] == [((), ("初审",))]
    assert [one.rpartition("/")[2] for one in second.approved[0].files] == ["表.txt"]
    cluster = made.cluster(root=str(root))
    site = cluster.site("jiaoyu")
    assert site is not None
    value = decode_source(cluster, site, NAME, (root / NAME).read_bytes()).value
    assert value is not None
    files, _ = read_named(cluster, value)
    context = made.context(value, {file.path: file.data for file in files}, cluster_=cluster)
    assert isinstance(gate_source(value, context).outcome, ClearedItem)


def test_everything_but_the_block_stays_byte_for_byte(root: Path) -> None:
    approve(root)
    approve(root, "保密审查", "乙")
    assert without_review(read(root)) == TEXT
    head = TEXT.index("---\n\n正文")
    assert read(root).startswith(TEXT[:head] + "审查:\n  摘要: sha256:")
    assert read(root).endswith(TEXT[head:])


def test_steps_for_other_bytes_are_dropped_and_named(root: Path) -> None:
    approve(root)
    (root / NAME).write_text(read(root).replace("正文", "改过的正文"), encoding="utf-8")
    done = approve(root, "保密审查", "乙").approved[0]
    assert (done.kept, done.dropped, done.missing) == ((), ("初审",), ("初审",))
    assert "甲" not in read(root)


@pytest.mark.parametrize("changes", [
    {"person": "乙"}, {"person": "丁"}, {"step": "终审"}, {"result": "不同意"},
    {"authors": {NAME: ("甲 <x@y.example>",)}}, {"now": datetime(2019, 1, 1)},
    {"path": "sites/jiaoyu/docs/none.md"}, {"path": "sites/none/docs/x.md"}, {"path": "../x.md"},
    {"path": "sites/jiaoyu/docs/tongzhi/2026/表.txt"},
])
def test_refused_approvals_leave_the_file_alone(root: Path, changes: dict[str, Any]) -> None:
    outcome = approve(root, **changes)
    assert outcome.approved == ()
    assert [finding.severity for finding in outcome.findings] == [Severity.ERROR] * len(outcome.findings) != []
    assert read(root) == TEXT


def test_one_person_cannot_do_two_steps(root: Path) -> None:
    assert approve(root, person="丙").approved
    assert approve(root, "保密审查", "丙").approved == ()


@pytest.mark.parametrize(("old", "new"), [("主动公开", "不予公开"), ("附件: [表.txt]", "附件: [没有.txt]"),
                                          ("标题:", "标提:")])
def test_what_a_rule_blocks_cannot_be_approved(root: Path, old: str, new: str) -> None:
    (root / NAME).write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    outcome = approve(root)
    assert outcome.approved == ()
    assert outcome.findings


def test_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(TEXT, encoding="utf-8")
    link = root / "sites/jiaoyu/docs/link.md"
    os.symlink(secret, link)
    os.symlink(root / "sites/jiaoyu/docs/tongzhi", root / "sites/jiaoyu/docs/other")
    assert plain_file(str(root), "sites/jiaoyu/docs/link.md") is None
    assert plain_file(str(root), "sites/jiaoyu/docs/other/2026/x.md") is None
    assert approve(root, path="sites/jiaoyu/docs/link.md").approved == ()


def test_who_wrote_a_named_file_is_an_author(root: Path) -> None:
    table = NAME.rpartition("/")[0] + "/表.txt"
    assert approve(root, authors={table: ("甲 <x@y.example>",)}).approved == ()
    assert approve(root, authors={table: ("丙 <x@y.example>",), "sites/jiaoyu/docs/z.md": ("甲 <x@y.example>",)}).approved


def test_missing_history_is_said(root: Path) -> None:
    outcome = approve(root, history_note="不在 git 仓库里")
    assert [finding.severity for finding in outcome.findings] == [Severity.WARNING]
    assert len(outcome.approved) == 1


def test_file_mode_is_kept_and_nothing_is_left_behind(root: Path) -> None:
    (root / NAME).chmod(0o640)
    approve(root)
    assert (root / NAME).stat().st_mode & 0o777 == 0o640
    assert ["x.md", "表.txt"] == sorted(file.name for file in (root / NAME).parent.iterdir())


ROWS = [("初审", "何秋实（演示）", "2026-03-01", "可以公开")]


@pytest.mark.parametrize("block", [
    "审查:\n  摘要: x\n  初审: {人: 甲}\n", "审查: {摘要: x,\n  初审: {人: 甲}\n}\n", '"审查" :\n  - 甲\n',
    "审查:\n- 甲\n- 乙\n", "审查:\n\n  摘要: x\n",
])
def test_a_block_in_any_style_is_replaced_where_it_stands(block: str) -> None:
    text = f"---\n标题: 甲\n{block}# 注释\n摘要: 乙\n---\n正文"
    before, found, after = split_review(text)
    assert (before, found, after) == ("---\n标题: 甲\n", block, "# 注释\n摘要: 乙\n---\n正文")
    assert without_review(with_review(text, "sha256:0", ROWS)) == without_review(text)


@pytest.mark.parametrize("text", ["", "正文", "---\n标题: 甲\n", "--- x\n---\n"])
def test_without_front_matter_nothing_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="front matter"):
        with_review(text, "sha256:0", ROWS)


def test_names_that_yaml_would_misread_are_quoted(root: Path) -> None:
    odd = made.reviewer("甲: [乙] #\"丙\"", "初审")
    cluster = replace(made.cluster(root=str(root)), reviewers=(odd,))
    assert len(approve(root, person=odd.name, cluster=cluster).approved) == 1
