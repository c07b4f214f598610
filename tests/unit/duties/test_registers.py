"""Register tables that catalog.yml asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.duty_values import CATALOG, facts_of, judged
from zhanqun.commands.report_inputs import register_months
from zhanqun.duties.duties import compute_duties
from zhanqun.duties.facts import gather_facts

ASKED = CATALOG + "  - {代码: \"90\", 名称: 重大项目, 类型: 公告, 站点: [jiaoyu], 登记表: 重大项目}\n"
TABLE = "项目名称,责任单位,建设内容,总投资（万元）,本年计划投资（万元）,2026-01,2026-02,2026-03\n桥,局,桥,100,50,1,2,\n"


@pytest.mark.parametrize(
    ("day", "rules"),
    [("2026-03-31", []), ("2026-04-10", []), ("2026-04-11", ["register-behind"]), ("2026-05-01", ["register-behind"])],
)
def test_projects_are_behind_from_the_eleventh_on(tmp_path: Path, day: str, rules: list[str]) -> None:
    files = {
        "sites/jiaoyu/docs/x/p.md": item("项目", 信息分类='"90"', 附件="[{文件: p.csv, 登记表: 重大项目}]"),
        "sites/jiaoyu/docs/x/p.csv": TABLE,
    }
    found = judged(tmp_path, {}, date.fromisoformat(day), catalog=ASKED, files=files)
    months = register_months(found.catalog)
    assert months == {"sites/jiaoyu/docs/x/p.md": "2026-02"}
    facts = gather_facts(found.catalog, found.result.withheld, found.now.date(), sites=("jiaoyu",), months=months)
    duties = [duty for duty in compute_duties(facts).duties if duty.rule.startswith("register")]
    assert [duty.rule for duty in duties] == rules


def test_a_column_with_content_but_no_table_is_told(tmp_path: Path) -> None:
    found = judged(tmp_path, {"a": {"信息分类": '"90"'}}, date(2026, 3, 10), catalog=ASKED)
    duties = compute_duties(facts_of(found)).duties
    assert [duty.message for duty in duties if duty.rule == "register-missing"] == ["栏目里没有“重大项目”登记表"]
    empty = judged(tmp_path / "b", {}, date(2026, 3, 10), catalog=ASKED)
    assert [duty.rule for duty in compute_duties(facts_of(empty)).duties if duty.column == "90"] == ["blank-column"]
