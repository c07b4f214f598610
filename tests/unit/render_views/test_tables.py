"""Register tables on the page: sums, progress in words and bars, details, and nothing of a cell left out."""

from __future__ import annotations

import re

from zhanqun.model.tables import KINDS
from zhanqun.stages.render.views.tables import SHOWN_ROWS, TableView, table_view

PROJECTS = """项目名称,责任单位,建设内容,总投资（万元）,本年计划投资（万元）,2026-01,2026-02,2026-03
东河大桥<一期>,交通局,"主桥248米
引道",18600,"7,200",120,300,
第二小学,教育局,教学楼,1000,800,,,
"""


def made(kind: str, text: str) -> TableView:
    view = table_view("表", kind, text.encode(), "a/x.csv", "1 KB")
    assert view is not None
    return view


def test_sums_and_the_newest_month_of_projects() -> None:
    assert made("重大项目", PROJECTS).facts == (
        "共 2 行", "总投资（万元）合计 19,600", "本年计划投资（万元）合计 8,000",
        "截至 2026年2月末累计完成投资 300 万元，占本年计划的 3.8%",
    )


def test_progress_stands_in_words_beside_each_bar() -> None:
    html = made("重大项目", PROJECTS).html
    assert '<td class="zq-progress" data-value="0.041667">' in html
    assert "4.2%，2026年2月末 300" in html
    assert "未报" in html
    assert html.count("<li><span>") == 2
    assert 'rect width="41"' in html


def test_details_hold_what_the_row_does_not_and_all_is_escaped() -> None:
    html = made("重大项目", PROJECTS).html
    assert "东河大桥&lt;一期&gt;" in html
    assert "<dt>建设内容</dt><dd>主桥248米<br>引道</dd>" in html
    assert re.findall(r"<th scope=\"col\"[^>]*>([^<]*)", html) == [
        "项目名称", "责任单位", "总投资（万元）", "本年计划投资（万元）", "进度"]


def test_persons_and_bodies_share_the_first_column() -> None:
    html = made("惠民补贴", "姓名,单位名称,村（社区）,补贴项目,金额（元）\n王*,,甲村,补贴,1\n,甲合作社,乙村,补贴,2\n").html
    assert '<th scope="row">王*</th>' in html
    assert '<th scope="row">甲合作社</th>' in html
    assert "姓名、单位名称" in html


def test_a_table_of_thousands_of_rows_says_what_it_leaves_to_the_file() -> None:
    rows = "".join(f"事项{number},行政检查,股,法,责,追\n" for number in range(SHOWN_ROWS + 7))
    view = made("权责清单", "事项名称,事项类型,承办机构,设定依据,责任事项,追责情形\n" + rows)
    assert view.facts == (f"共 {SHOWN_ROWS + 7} 行", f"本页列出前 {SHOWN_ROWS} 行，全部数据请下载")
    assert view.html.count("<tr>") == SHOWN_ROWS + 1


def test_every_kind_has_a_first_column_that_is_shown() -> None:
    for kind in KINDS.values():
        assert any(not field.detail for field in kind.fields)
        assert kind.plan == "" or kind.field(kind.plan) is not None
