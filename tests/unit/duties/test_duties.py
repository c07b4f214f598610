"""Each duty on the day it begins and the day before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.clusters import page
from helpers.duty_values import facts_of, judged
from zhanqun.duties.duties import compute_duties
from zhanqun.model.duty import Duty

INDEX = "DEMO00032/2026-0000{}"


def _owed(tmp_path: Path, rule: str, items: dict[str, dict[str, object]], day: str, **more: object) -> list[Duty]:
    found = judged(tmp_path, items, date.fromisoformat(day), **more)  # type: ignore[arg-type]
    assert [finding.message for finding in found.findings if finding.severity.value == "error"] == []
    return [duty for duty in compute_duties(facts_of(found)).duties if duty.rule == rule]


def test_a_column_that_a_site_must_have_is_blank_until_something_is_public(tmp_path: Path) -> None:
    duties = _owed(tmp_path, "blank-column", {}, "2026-03-10")
    assert [(duty.column_name, duty.level, duty.who) for duty in duties] == [("工作动态", "error", "办公室")]
    assert duties[0].url == "https://www.example.gov.cn/jiaoyu/lanmu/61.html"
    assert "国办秘函〔2019〕19号" in duties[0].basis


@pytest.mark.parametrize(
    ("day", "rules"), [("2026-03-19", ["update-due"]), ("2026-03-20", ["stale-column"])]
)
def test_a_column_is_stale_the_day_after_its_cycle(tmp_path: Path, day: str, rules: list[str]) -> None:
    found = judged(tmp_path, {"a": {"信息分类": "工作动态"}}, date.fromisoformat(day))
    duties = [duty for duty in compute_duties(facts_of(found)).duties if duty.column_name == "工作动态"]
    assert [duty.rule for duty in duties] == rules
    assert duties[0].due == date(2026, 3, 19)


@pytest.mark.parametrize(
    ("keys", "due"),
    [
        # The vector of the standards: 20 working days after 2026-02-10.
        ({"信息分类": "20-01", "成文日期": "2026-02-10", "发布日期": "2026-03-17"}, "2026-03-16"),
        ({"信息分类": "20-01", "成文日期": "2026-02-10", "发布日期": "2026-03-16"}, ""),
        ({"信息分类": "20-07", "成文日期": "2026-03-01", "发布日期": "2026-03-22"}, "2026-03-21"),
        ({"信息分类": "20-07", "成文日期": "2026-03-01", "发布日期": "2026-03-21"}, ""),
        ({"信息分类": "20-05", "成文日期": "2026-02-27", "发布日期": "2026-03-10", "公示": "{类型: 行政许可}"},
         "2026-03-09"),
        ({"信息分类": "20-05", "成文日期": "2026-02-27", "发布日期": "2026-03-09", "公示": "{类型: 行政许可}"}, ""),
        ({"信息分类": "60", "成文日期": "2026-02-10", "发布日期": "2026-03-17"}, "2026-03-16"),
        ({"信息分类": "60", "发布日期": "2026-03-17"}, ""),
    ],
)
def test_late_publication_by_the_law_that_applies(tmp_path: Path, keys: dict[str, object], due: str) -> None:
    duties = _owed(tmp_path, "late-publication", {"a": keys}, "2026-03-30")
    assert [str(duty.due) for duty in duties] == ([due] if due else [])


def test_a_text_that_is_only_passed_on_has_no_deadline(tmp_path: Path) -> None:
    keys = {"成文日期": "2025-01-10", "转载": "{网站: 中国政府网, 网址: 'https://www.gov.cn/a', 时间: 2026-02-20}"}
    assert _owed(tmp_path, "late-publication", {"a": keys}, "2026-03-30") == []


@pytest.mark.parametrize(("day", "count"), [("2026-03-10", 0), ("2026-03-11", 1)])
def test_a_normative_document_needs_an_interpretation_within_three_working_days(
    tmp_path: Path, day: str, count: int
) -> None:
    duties = _owed(tmp_path, "interpretation-missing", {"a": {"信息分类": "20-01"}}, day)
    assert [duty.due for duty in duties] == [date(2026, 3, 10)] * count
    assert [duty.level for duty in duties] == ["warning"] * count


def test_a_late_interpretation_is_told_with_both_days(tmp_path: Path) -> None:
    items = {
        "a": {"信息分类": "20-01", "索引号": INDEX.format(1)},
        "b": {"信息分类": "70", "解读": f"[{INDEX.format(1)}]", "发布日期": "2026-03-20", "索引号": INDEX.format(2)},
    }
    duties = _owed(tmp_path, "interpretation-late", items, "2026-03-30")
    assert [duty.subject for duty in duties] == ["关于a的通知"]
    assert "2026-03-20" in duties[0].message


@pytest.mark.parametrize(("day", "level"), [("2026-05-05", "notice"), ("2026-05-08", "warning")])
def test_feedback_is_due_thirty_days_after_a_consultation(tmp_path: Path, day: str, level: str) -> None:
    keys = {"信息分类": "80", "征集": "{开始: 2026-03-05, 截止: 2026-04-07, 渠道: [信件]}"}
    duties = _owed(tmp_path, "feedback-missing", {"a": keys}, day)
    assert [(duty.level, duty.due) for duty in duties] == [(level, date(2026, 5, 7))]


def test_a_doubtful_rule_is_never_an_error(tmp_path: Path) -> None:
    from helpers.clusters import BASE

    strict = BASE["sites/_cluster/cluster.yml"] + "策略:\n  严重程度: {interpretation-missing: 错误, stale-column: 错误}\n"
    files = {"sites/_cluster/cluster.yml": strict}
    found = judged(tmp_path, {"a": {"信息分类": "20-01"}, "b": {"信息分类": "61"}}, date(2026, 6, 1), files=files)
    levels = {duty.rule: duty.level for duty in compute_duties(facts_of(found)).duties}
    assert levels["interpretation-missing"] == "warning"
    assert levels["stale-column"] == "error"


def test_withheld_items_are_named_by_their_path_only(tmp_path: Path) -> None:
    keys = {"公开属性": "不予公开", "不予公开理由": "四类过程性信息", "复评日期": "2026-03-20"}
    bare = {"公开属性": "不予公开", "不予公开理由": "四类过程性信息"}
    found = judged(tmp_path, {"密件": keys, "b": bare}, date(2026, 3, 20))
    duties = compute_duties(facts_of(found)).duties
    about = {duty.rule: duty for duty in duties if duty.rule.startswith("reassess")}
    assert about["reassess-due"].level == "warning"
    assert about["reassess-due"].path.endswith("密件.md")
    assert "reassess-unset" in about
    assert not any("关于密件" in f"{duty.subject}{duty.message}" for duty in duties)


def test_a_notice_past_its_end_is_reported_and_its_column_is_not_blank(tmp_path: Path) -> None:
    items = {"a": {"信息分类": "61", "公示截止": "2026-03-10", "索引号": INDEX.format(1)}}
    found = judged(tmp_path, items, date(2026, 3, 11))
    duties = compute_duties(facts_of(found)).duties
    assert [duty.due for duty in duties if duty.rule == "notice-past-end"] == [date(2026, 3, 11)]
    assert not [duty for duty in duties if duty.rule == "blank-column"]


def test_each_missing_element_of_the_guide_is_named(tmp_path: Path) -> None:
    catalog = '栏目:\n  - {代码: "10", 名称: 政府信息公开指南, 类型: 指南, 站点: 全部, 固定: true}\n' \
        '  - {代码: "60", 名称: 通知公告, 类型: 公告}\n'
    files = {"sites/jiaoyu/docs/zhinan.md": page("甲县教育局政府信息公开指南", 信息分类="'10'", 更新日期="2026-02-01")}
    found = judged(tmp_path, {}, date(2026, 3, 11), catalog=catalog, files=files)
    duties = compute_duties(facts_of(found, guides={"jiaoyu": "信息分类 获取方式"})).duties
    assert [duty.message for duty in duties if duty.rule == "guide-incomplete"] == ["缺少：编排体系"]


@pytest.mark.parametrize(
    ("day", "level"), [("2026-12-31", []), ("2027-01-02", ["notice"]), ("2027-02-01", ["warning"])]
)
def test_a_department_reports_by_the_end_of_january(tmp_path: Path, day: str, level: list[str]) -> None:
    duties = _owed(tmp_path, "annual-report-due", {}, day)
    assert [duty.level for duty in duties if "2026年" in duty.subject] == level


def test_duties_are_the_same_whatever_the_order_of_sites(tmp_path: Path) -> None:
    found = judged(tmp_path, {"a": {"信息分类": "20-01"}}, date(2026, 6, 1))
    one = compute_duties(facts_of(found, "jiaoyu", "portal"))
    assert one == compute_duties(facts_of(found, "portal", "jiaoyu"))
    assert any(duty.site == "portal" for duty in one.duties)
