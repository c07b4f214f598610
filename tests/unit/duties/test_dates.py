"""Days of publication against the repository, and the yearly figures of enforcement."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from helpers.duty_values import CATALOG, facts_of, judged
from zhanqun.commands.report_inputs import first_commits
from zhanqun.duties.dates import IMPORT
from zhanqun.duties.duties import compute_duties
from zhanqun.duties.facts import gather_facts
from zhanqun.model.history import FileHistory, History, Revision

PATH = "sites/jiaoyu/docs/x/a.md"
FIRST = "sites/jiaoyu/docs/x/first.md"
BEGUN = {FIRST: date(2026, 1, 1)}
"""Something that was there before, so that the day asked about is not the site's first."""


def owed(tmp_path: Path, items: dict[str, dict[str, object]], committed: dict[str, date], day: date = date(2026, 8, 1)) -> list[str]:
    found = judged(tmp_path, {**items, "first": {"信息分类": "60"}}, day)
    facts = gather_facts(found.catalog, found.result.withheld, day, sites=("jiaoyu",), committed=committed)
    return [duty.message for duty in compute_duties(facts).duties if duty.rule == "date-before-commit"]


@pytest.mark.parametrize(("later", "told"), [(-10, 0), (0, 0), (30, 0), (31, 1)])
def test_a_day_more_than_a_month_before_the_first_commit_is_told(tmp_path: Path, later: int, told: int) -> None:
    published = date(2026, 3, 5)
    assert len(owed(tmp_path, {"a": {"信息分类": "60"}}, {**BEGUN, PATH: published + timedelta(later)})) == told


def test_the_message_names_both_days(tmp_path: Path) -> None:
    assert owed(tmp_path, {"a": {"信息分类": "60"}}, {**BEGUN, PATH: date(2026, 5, 4)}) == [
        "发布日期写的是 2026-03-05，文件 2026-05-04 才第一次提交，相差 60 天"]


def test_a_migration_is_no_forgery(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(IMPORT)]
    paths = {f"sites/jiaoyu/docs/x/{name}.md": date(2026, 6, 1) for name in names}
    items: dict[str, dict[str, object]] = {name: {"信息分类": "60"} for name in names}
    assert owed(tmp_path, items, {**BEGUN, **paths}) == []
    assert len(owed(tmp_path / "less", items, {**BEGUN, **dict(list(paths.items())[1:])})) == IMPORT - 1


def test_the_first_day_of_a_site_is_its_migration(tmp_path: Path) -> None:
    assert owed(tmp_path, {"a": {"信息分类": "60"}}, {PATH: date(2026, 6, 1)}) == []


def test_without_git_nothing_is_said(tmp_path: Path) -> None:
    assert owed(tmp_path, {"a": {"信息分类": "60"}}, {}) == []
    known = {PATH: FileHistory((), (Revision(date(2026, 5, 2), ""), Revision(date(2026, 5, 1), "")), ())}
    assert first_commits(History(False, "浅克隆", known)) == {}
    assert first_commits(History(True, "", known)) == {PATH: date(2026, 5, 1)}


@pytest.mark.parametrize(
    ("title", "day", "level"),
    [("", "2026-12-31", []), ("", "2027-01-02", ["notice"]), ("", "2027-02-01", ["warning"]),
     ("甲县教育局2026年行政执法统计年报", "2027-02-01", [])],
)
def test_yearly_figures_of_enforcement(tmp_path: Path, title: str, day: str, level: list[str]) -> None:
    catalog = CATALOG.replace("{代码: 20-05, 名称: 行政许可决定, 类型: 公示, 时限: 20 工作日}",
                              "{代码: 20-05-2, 名称: 行政许可决定, 类型: 公示, 站点: [jiaoyu]}")
    items: dict[str, dict[str, object]] = {"p": {"信息分类": "60", "标题": title or "别的"}}
    found = judged(tmp_path, items, date.fromisoformat(day), catalog=catalog)
    duties = [duty for duty in compute_duties(facts_of(found)).duties if duty.rule == "enforcement-report-due"]
    assert [duty.level for duty in duties if "2026年" in duty.subject] == level
