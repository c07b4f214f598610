"""What the public may see of earlier versions: only what today's gate would clear as it stood in its own commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import approve_one, item
from helpers.past import ADDRESS, HEAD, ITEM, NEW, OLD, Past
from helpers.run import Zhanqun

PAGE = f"dist/{ADDRESS}"


@pytest.fixture
def past(cluster: Callable[..., Path]) -> Past:
    return Past(cluster())


def build(zhanqun: Zhanqun, past: Past, *more: str) -> str:
    answer = zhanqun("build", "--root", past.root, "--date", "2026-08-22 09:00", *more)
    assert answer.code == 0, answer
    return (past.root / PAGE).read_text("utf-8")


def test_a_change_between_two_approved_versions_is_shown(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}，地点在一楼。\n\n请带证件。")
    past.version("2026-04-01", f"{NEW}，地点在一楼。\n\n请带证件。", message="改\n\n公开说明：调整时间")
    page = build(zhanqun, past)
    assert "<del>" in page and "<ins>" in page and "调整时间" in page and "看改了什么" in page
    assert '<span class="zq-sr">删去：</span>三上' in page and '<span class="zq-sr">增加：</span>五下' in page
    change = page.split('class="zq-change"')[1].split("</details>")[0]
    assert "请带证件" not in change
    assert build(zhanqun, past, "--no-cache") == page


def test_a_later_commit_adds_to_what_the_cache_knows(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}。")
    assert "zq-change" not in build(zhanqun, past)
    past.version("2026-04-01", f"{NEW}。")
    page = build(zhanqun, past)
    assert page.count("zq-change") == 1
    assert build(zhanqun, past, "--no-cache") == page


def test_a_version_in_between_that_was_not_approved_is_passed_over(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}。")
    past.version("2026-04-01", "草稿里的话还没有人看过。", approve=False)
    past.version("2026-04-02", f"{NEW}。")
    page = build(zhanqun, past)
    assert "草稿里的话" not in page
    assert page.count("zq-change") == 1 and "<del>" in page


@pytest.mark.parametrize(
    ("name", "body", "keys"),
    [
        ("身份证", f"{OLD}，证件号 11010519491231002X。", {}),
        ("手机", f"{OLD}，电话 13812345678。", {"公开联系方式": "true"}),
        ("依申请", f"{OLD}。", {"公开属性": "依申请公开", "不予公开理由": "三类内部事务信息"}),
        ("没有审查", f"{OLD}。", {"approve": False}),
    ],
)
def test_an_old_version_that_may_not_be_public_is_a_date_and_no_more(
    past: Past, zhanqun: Zhanqun, name: str, body: str, keys: dict[str, object]
) -> None:
    past.version("2026-03-05", body, **keys)  # type: ignore[arg-type]
    past.version("2026-04-01", f"{NEW}。")
    page = build(zhanqun, past)
    assert "2026-04-01" in page and "zq-change" not in page and "周三" not in page
    for path in (past.root / "dist").rglob("*"):
        assert path.is_dir() or "周三上午".encode() not in path.read_bytes(), path


def test_a_rule_that_came_later_withholds_the_old_text(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}，旧称谓某某局负责。")
    past.version("2026-04-01", f"{NEW}，某某处负责。")
    assert "zq-change" in build(zhanqun, past)
    words = past.root / "sites/_cluster/words.yml"
    words.write_text("词语:\n  - {词: 旧称谓, 级别: 错误, 建议: 不用}\n", "utf-8")
    page = build(zhanqun, past)
    assert "zq-change" not in page and "旧称谓" not in page


def test_what_a_waiver_let_pass_is_not_quoted(past: Past, zhanqun: Zhanqun) -> None:
    (past.root / "sites/_cluster/words.yml").write_text("词语:\n  - {词: 旧称谓, 级别: 错误, 建议: 不用}\n", "utf-8")
    (past.root / "sites/_cluster/waivers.yml").write_text(
        f"豁免:\n  - {{规则: wording, 文件: {ITEM}, 理由: 引文, 批准人: 李四, 至: 2026-12-31}}\n", "utf-8")
    past.version("2026-03-05", f"{OLD}，旧称谓某某局负责。")
    past.version("2026-04-01", f"{NEW}，旧称谓某某局负责。")
    assert "zq-change" not in build(zhanqun, past)


def test_a_build_for_an_earlier_day_knows_nothing_of_what_was_public_later(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}。", 发布日期="2026-08-25")
    past.version("2026-04-01", f"{NEW}。")
    assert "zq-change" in build(zhanqun, past, "--date", "2026-08-26")
    page = build(zhanqun, past)
    assert "zq-change" not in page
    assert build(zhanqun, past, "--no-cache") == page


def nothing_old(root: Path) -> None:
    """The old words stand in no file of the output."""
    for path in (root / "dist").rglob("*"):
        assert path.is_dir() or "周三上午".encode() not in path.read_bytes(), path


@pytest.mark.parametrize("now", [None, "false"])
@pytest.mark.parametrize("then", [None, "false", "true"])
def test_unless_todays_version_asks_for_it_the_days_are_listed_without_texts(
    past: Past, zhanqun: Zhanqun, then: str | None, now: str | None
) -> None:
    past.version("2026-03-05", f"{OLD}。", 修订对比=then)
    past.version("2026-04-01", f"{NEW}。", 修订对比=now, message="改\n\n公开说明：调整时间")
    page = build(zhanqun, past)
    assert "2026-04-01" in page and "调整时间" in page and "zq-change" not in page
    nothing_old(past.root)


@pytest.mark.parametrize("then", [None, "false"])
def test_what_an_old_version_said_about_comparing_decides_nothing(
    past: Past, zhanqun: Zhanqun, then: str | None
) -> None:
    past.version("2026-03-05", f"{OLD}。", 修订对比=then)
    past.version("2026-04-01", f"{NEW}。")
    assert "<del>" in build(zhanqun, past)


def test_a_correction_that_takes_the_key_out_takes_every_old_text_out(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}。")
    past.version("2026-04-01", f"{NEW}。")
    assert "周三上" not in build(zhanqun, past).split("zq-change")[0] and "zq-change" in build(zhanqun, past)
    past.version("2026-05-01", f"{NEW}，请带证件。", 修订对比=None)
    page = build(zhanqun, past)
    assert "2026-04-01" in page and "2026-05-01" in page and "zq-change" not in page
    nothing_old(past.root)
    assert build(zhanqun, past, "--no-cache") == page


def test_asking_for_it_without_approval_shows_nothing(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}。", 修订对比=None)
    past.version("2026-04-01", f"{NEW}。", 修订对比=None)
    place = past.root / ITEM
    place.write_text(place.read_text("utf-8").replace("公开属性:", "修订对比: true\n公开属性:", 1), "utf-8")
    past.commit("2026-04-02")
    answer = zhanqun("build", "--root", past.root, "--date", "2026-08-22 09:00")
    assert answer.code == 1 and "approval" in answer.out
    assert not (past.root / PAGE).exists()


def test_changes_before_the_day_of_publication_are_nobodys_business(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-01", f"{OLD}。")
    past.version("2026-03-04", f"{NEW}。")
    page = build(zhanqun, past)
    assert "修订记录" not in page and "周三" not in page


def test_a_withdrawn_item_shows_none(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}。")
    past.version("2026-04-01", f"{NEW}。")
    past.version("2026-05-01", f"{NEW}。", 撤回="{日期: 2026-05-01, 原因: 重复发布}")
    page = build(zhanqun, past)
    assert "重复发布" in page and "zq-change" not in page and "周三" not in page and "周五" not in page


def test_an_edit_that_is_not_committed_shows_no_comparison(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", f"{OLD}。")
    past.version("2026-04-01", f"{NEW}。")
    place = past.root / ITEM
    place.write_text(item("来访接待安排", "每周四接待来访。\n", **HEAD), "utf-8")
    approve_one(past.root, place)
    assert "zq-change" not in build(zhanqun, past)


def test_an_attachment_that_was_replaced_counts_with_its_version(past: Past, zhanqun: Zhanqun) -> None:
    table = past.root / "sites/jiaoyu/docs/tongzhi/2026/表.csv"
    table.write_text("名称,数\n甲,1\n", "utf-8")
    past.version("2026-03-05", f"{OLD}。", 附件="[表.csv]")
    table.write_text("名称,数\n甲,2\n", "utf-8")
    past.version("2026-04-01", f"{NEW}。", 附件="[表.csv]")
    assert "<del>" in build(zhanqun, past)


def test_a_large_change_is_shown_and_text_is_escaped(past: Past, zhanqun: Zhanqun) -> None:
    past.version("2026-03-05", "\n\n".join(f"第 {n} 条 规定 {n * 7}。" for n in range(1500)))
    past.version("2026-04-01", "\n\n".join(f"第 {n} 条 `<b>办法</b>` {n * 3}。" for n in range(1500)))
    page = build(zhanqun, past)
    assert "&lt;b&gt;办法" in page and "<b>办法" not in page
