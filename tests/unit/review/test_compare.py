"""What a reviewer is told of a change: both sides through the same gate, nothing shown that must not be seen."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from helpers.branches import Branch
from helpers.clusters import approve_one, item
from zhanqun.model.comparison import Change, Comparison
from zhanqun.model.errors import UsageError
from zhanqun.pipeline import BuildOptions
from zhanqun.pipeline import judge_cluster as judge
from zhanqun.review.compare import Present, compare

NEW = "sites/jiaoyu/docs/tongzhi/2026/new.md"
OLD = "sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md"
IDENTITY = "11010519491231002X"
PHONE = "13812345678"
TODAY = datetime(2026, 8, 22, 9)


@pytest.fixture
def branch(cluster: Callable[..., Path]) -> Branch:
    return Branch(cluster())


def compared(branch: Branch, base: str = "start", now: datetime = TODAY) -> Comparison:
    judged = judge(BuildOptions(root=branch.root, out=branch.root / "dist", now=now, jobs=1, cache=False,
                                progress=lambda *_: None))
    present = Present(cluster=judged.cluster, now=judged.now, named={verdict.outcome.path: verdict.named for verdict in judged.verdicts},
                      findings=judged.findings,
                      history=judged.history)
    return compare(present, base)


def only(branch: Branch, **keys: datetime) -> Change:
    (change,) = compared(branch, **keys).changes
    return change


def test_nothing_changed_says_so(branch: Branch) -> None:
    found = compared(branch)
    assert (found.changes, found.configuration, found.blocking, found.dirty) == ((), (), (), False)


def test_a_change_of_the_same_size_and_time_is_told_whatever_the_settings(branch: Branch) -> None:
    path = branch.root / OLD
    text = path.read_text("utf-8")
    os.utime(path, (1e9, 1e9))
    for words in (("update-index", "--refresh"), ("config", "core.trustctime", "false")):
        subprocess.run(["git", "-C", str(branch.root), *words], check=True, capture_output=True)
    time.sleep(1.1)  # git looks at whole seconds
    path.write_text(text.replace("招生", "招工"), "utf-8")
    os.utime(path, (1e9, 1e9))
    assert only(branch).path == OLD


def test_a_new_item_is_told_whole_and_waits_for_its_first_step(branch: Branch) -> None:
    branch.write(NEW, item("新通知", "第一行。\n第二行。\n", 索引号="DEMO00032/2026-00009"))
    change = only(branch)
    assert (change.kind, change.state, change.turn) == ("new", "waiting", "初审")
    assert change.title == "新通知"
    assert change.address == "jiaoyu/tongzhi/2026/new.html"
    assert [line.text for line in change.lines] == ["第一行。", "第二行。"]
    assert {field.key: field.after for field in change.fields}["索引号"] == "DEMO00032/2026-00009"
    assert [(step.name, step.state, step.may) for step in change.steps] == [
        ("初审", "missing", ("张三",)), ("保密审查", "missing", ("李四",)),
    ]


def test_an_approved_item_becomes_public_and_nothing_blocks(branch: Branch) -> None:
    approve_one(branch.root, branch.write(NEW, item("新通知")))
    found = compared(branch)
    assert [(change.kind, change.state, change.turn) for change in found.changes] == [("new", "public", "")]
    assert found.blocking == ()


def test_one_changed_word_is_shown_within_its_line(branch: Branch) -> None:
    branch.replace(OLD, "请按时报送", "请于三月底前报送")
    change = only(branch)
    assert (change.kind, change.state) == ("changed", "waiting")
    assert "".join(line.mark for line in change.lines).count("!") == 1
    assert "[-按时-]{+于三月底前+}" in next(line.text for line in change.lines if line.mark == "!")
    assert [step.state for step in change.steps] == ["stale", "stale"]
    assert change.fields == ()


def test_a_change_whose_old_text_would_be_shown_beside_it_says_so(branch: Branch) -> None:
    branch.replace(OLD, "请按时报送", "请于三月底前报送")
    assert "旧版本的文字" not in only(branch).why
    branch.replace(OLD, "公开属性:", "修订对比: true\n公开属性:")
    assert "旧版本的文字会在修订记录里一并公开" in only(branch).why


def test_a_changed_key_is_shown_with_both_values(branch: Branch) -> None:
    branch.replace(OLD, "标题: 关于做好招生工作的通知", "标题: 关于做好2026年招生工作的通知")
    (field,) = only(branch).fields
    assert (field.key, field.before, field.after) == ("标题", "关于做好招生工作的通知", "关于做好2026年招生工作的通知")


def test_recording_an_approval_alone_is_no_change_of_content(branch: Branch) -> None:
    branch.replace(OLD, "日期: 2026-03-01" if "2026-03-01" in (branch.root / OLD).read_text() else "日期: 2026-01-02",
                   "日期: 2026-03-02")
    change = only(branch)
    assert (change.kind, change.state, change.lines, change.fields) == ("approval", "public", (), ())


def test_a_deleted_item_is_no_longer_public_and_shows_no_text(branch: Branch) -> None:
    (branch.root / OLD).unlink()
    change = only(branch)
    assert (change.kind, change.state, change.title, change.lines) == ("gone", "gone", "", ())
    assert change.address == "jiaoyu/tongzhi/2026/zhaosheng.html"


def test_a_moved_item_is_told_as_moved(branch: Branch) -> None:
    (branch.root / OLD).rename(branch.root / NEW)
    branch.commit("改名")
    change = only(branch)
    assert (change.kind, change.path, change.before_path) == ("moved", NEW, OLD)


@pytest.mark.parametrize("label", ["不予公开", "依申请公开"])
def test_what_is_not_public_shows_its_path_only(branch: Branch, label: str) -> None:
    branch.write(NEW, item("不能看的标题", "不能看的正文", 公开属性=label, 不予公开理由="国家秘密"))
    found = compared(branch)
    assert [(change.kind, change.state) for change in found.changes] == [("closed", "closed")]
    assert "不能看" not in repr(found)


def test_an_item_that_is_closed_now_shows_neither_old_nor_new_text(branch: Branch) -> None:
    branch.replace(OLD, "公开属性: 主动公开", "公开属性: 不予公开\n不予公开理由: 国家秘密")
    found = compared(branch)
    assert [change.kind for change in found.changes] == ["gone"]
    assert "招生" not in repr(found)


def test_a_file_that_does_not_decode_shows_nothing_of_it(branch: Branch) -> None:
    branch.write(NEW, f"---\n标题: 好\n标题: {IDENTITY}\n---\n秘密正文\n")
    found = compared(branch)
    assert [change.state for change in found.changes] == ["blocked"]
    assert IDENTITY not in repr(found)
    assert "秘密正文" not in repr(found)


SECRETS = [IDENTITY, PHONE, "1101 0519 4912 3100 2X", "１３８１２３４５６７８", "138\u200b12345678", "6222021234567890128"]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", ["body", "title", "summary", "added line", "removed line", "name"])
def test_matched_secrets_are_never_told(branch: Branch, secret: str, place: str) -> None:
    if place == "body":
        branch.write(NEW, item(body=f"第一行。\n号码 {secret} 到此。\n"))
    elif place == "title":
        branch.write(NEW, item(title=f"\"关于 {secret} 的通知\""))
    elif place == "summary":
        branch.write(NEW, item(摘要=f"\"见 {secret} 一号\""))
    elif place == "added line":
        branch.replace(OLD, "各学校：", f"各学校：号码 {secret} 到此。")
    elif place == "name":
        branch.write(f"sites/jiaoyu/docs/tongzhi/2026/名单 {secret.replace(chr(0x200b), '')}.md", item())
    else:
        branch.replace(OLD, "各学校：", f"各学校：号码 {secret} 到此。")
        branch.repo.create_tag("dirty", branch.commit("带号码的"))
        branch.replace(OLD, f"号码 {secret} 到此。", "")
    found = compared(branch, "dirty" if place == "removed line" else "start")
    assert len(found.changes) == 1
    assert secret not in repr(found)
    if place in ("body", "added line"):
        assert "█" in repr(found.changes)


@pytest.mark.parametrize("name", ["new.md", "表.csv"])
def test_a_secret_that_a_commit_had_and_a_later_one_took_out_still_blocks(branch: Branch, name: str) -> None:
    place = f"sites/jiaoyu/docs/tongzhi/2026/{name}"
    branch.write(place, item(body=f"号码 {IDENTITY}。\n") if name.endswith("md") else f"号码,{IDENTITY}\n")
    commit = branch.commit("带号码的")
    (branch.root / place).unlink()
    branch.commit("删掉")
    found = compared(branch)
    assert [(finding.rule, finding.where.path) for finding in found.blocking] == [("resident-id", place)]
    assert commit[:12] in found.blocking[0].message
    assert IDENTITY not in repr(found)


def test_an_earlier_version_without_secrets_does_not_block(branch: Branch) -> None:
    branch.write(NEW, item(body="第一稿。\n"))
    branch.commit("第一稿")
    approve_one(branch.root, branch.write(NEW, item(body="第二稿。\n")))
    branch.commit("第二稿")
    assert compared(branch).blocking == ()


def test_a_waived_secret_is_covered_all_the_same(branch: Branch) -> None:
    branch.write("sites/_cluster/waivers.yml",
                 f"豁免:\n  - {{规则: mobile-number, 文件: {NEW}, 理由: 值班电话, 批准人: 李四, 至: 2027-01-01}}\n")
    approve_one(branch.root, branch.write(NEW, item(body=f"值班电话 {PHONE}。\n")))
    assert PHONE not in repr(compared(branch))


def test_an_attachment_is_told_with_its_text_covered(branch: Branch) -> None:
    branch.write("sites/jiaoyu/docs/tongzhi/2026/表.csv", f"学校,人数\n一中,400\n二中,{IDENTITY}\n")
    branch.write(NEW, item(附件="[表.csv]"))
    found = compared(branch)
    (file,) = found.changes[0].files
    assert (file.kind, file.masked) == ("new", 1)
    assert "一中" in file.excerpt
    assert IDENTITY not in repr(found)


def test_an_attachment_changed_alone_tells_its_item(branch: Branch) -> None:
    branch.write("sites/jiaoyu/docs/tongzhi/2026/表.csv", "学校,人数\n一中,400\n")
    approve_one(branch.root, branch.write(NEW, item(附件="[表.csv]")))
    branch.repo.create_tag("with-file", branch.commit("附件"))
    branch.write("sites/jiaoyu/docs/tongzhi/2026/表.csv", "学校,人数\n一中,500\n")
    (change,) = compared(branch, "with-file").changes
    assert (change.path, change.kind, change.state, change.files[0].kind) == (NEW, "changed", "waiting", "changed")


def test_an_item_for_a_later_day_says_which(branch: Branch) -> None:
    approve_one(branch.root, branch.write(NEW, item(发布日期="2026-12-01")))
    change = only(branch)
    assert (change.state, change.opens) == ("scheduled", "2026-12-01")


def test_what_a_later_day_would_stop_blocks_today(branch: Branch) -> None:
    approve_one(branch.root, branch.write(NEW, item(发布日期="2026-12-01")))
    assert compared(branch).blocking == ()
    branch.write(NEW, item(body=f"{PHONE}\n", 发布日期="2026-12-01"))
    found = compared(branch)
    assert {str(finding.rule) for finding in found.blocking} == {"approval", "mobile-number"}
    assert all("届时会停止构建" in finding.message for finding in found.blocking)


def test_configuration_is_told_by_line_with_a_warning(branch: Branch) -> None:
    branch.replace("sites/_cluster/reviewers.yml", "姓名: 张三", "姓名: 王五")
    found = compared(branch)
    (config,) = found.configuration
    assert config.path == "sites/_cluster/reviewers.yml"
    assert any("王五" in line.text for line in config.lines if line.mark in "+!")
    assert any("配置有改动" in note for note in found.notes)
    assert found.blocking, "the approvals of everybody whom 张三 approved no longer hold"


def test_errors_elsewhere_block_but_are_told_as_older(branch: Branch) -> None:
    branch.write(NEW, item(body=f"{PHONE}\n"))
    branch.repo.create_tag("broken", branch.commit("坏的"))
    branch.replace(OLD, "公开属性: 主动公开", "公开属性: 不予公开\n不予公开理由: 国家秘密")
    found = compared(branch, "broken")
    assert found.blocking
    assert not any(found.mine(finding) for finding in found.blocking)


def test_the_merge_base_counts_not_the_tip(branch: Branch) -> None:
    branch.repo.git.checkout("-b", "topic")
    approve_one(branch.root, branch.write(NEW, item("新通知")))
    branch.commit("新通知")
    branch.repo.git.checkout("main")
    branch.write("sites/portal/docs/tongzhi/2026/other.md", item("别人的"))
    branch.commit("别人的")
    branch.repo.git.checkout("topic")
    assert [change.path for change in compared(branch, "main").changes] == [NEW]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "", "start..HEAD"])
def test_a_revision_that_is_none_says_so(branch: Branch, revision: str) -> None:
    with pytest.raises(UsageError) as caught:
        compared(branch, revision)
    assert "没有版本" in caught.value.message
    assert not (branch.root / "x").exists()


def test_outside_a_repository_says_what_to_do(cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = cluster()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    judged = judge(BuildOptions(root=root, out=root / "dist", now=TODAY, jobs=1, cache=False, progress=lambda *_: None))
    present = Present(cluster=judged.cluster, now=judged.now, named={verdict.outcome.path: verdict.named for verdict in judged.verdicts},
                      findings=judged.findings,
                      history=judged.history)
    with pytest.raises(UsageError) as caught:
        compare(present, "main")
    assert "git" in caught.value.message
