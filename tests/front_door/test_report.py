"""``zhanqun report`` from the outside: formats, files, exit codes, what never appears."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.dom.minidom import parseString

import pytest
from docx import Document
from openpyxl import load_workbook

from helpers.clusters import item
from helpers.run import Zhanqun

DAY = "2026-03-10"
FOI = """申请:
  自然人: {本年新收: 9, 上年结转: 1, 予以公开: 7, 不掌握相关信息: 2, 办理总计: 9, 结转下年: 1}
行政复议: {结果维持: 1, 总计: 1}
"""
ANNUAL = """行政许可: 3
行政处罚: 1
行政强制: 0
行政事业性收费: 12.5
信息处理费: 0
依申请公开: 全年新收申请9件，上年结转1件。
政府信息管理: 落实先审后公开。
政府信息公开平台建设: 改用站群。
监督保障: 社会评议一次。
问题和改进: 解读不够及时，今后同步起草。
"""


@pytest.fixture
def root(cluster: Callable[..., Path]) -> Path:
    return cluster({
        "sites/jiaoyu/docs/x/geheim.md": item(
            "绝不能出现的标题", 公开属性="不予公开", 不予公开理由="四类过程性信息", 索引号="DEMO00032/2026-00009"
        ),
        "sites/jiaoyu/docs/x/gongshi.md": item("=1+1 & <b>公告</b>", 索引号="DEMO00032/2026-00008", 报送="true"),
        "sites/jiaoyu/data/foi/2025.yml": FOI,
        "sites/jiaoyu/data/annual/2025.yml": ANNUAL,
    })  # fmt: skip


KINDS = (("duties",), ("stats",), ("inspection",), ("coverage",), ("annual", "--site", "jiaoyu", "--year", "2025"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0])
def test_no_format_of_any_report_names_what_is_not_public(
    root: Path, tmp_path: Path, zhanqun: Zhanqun, kind: tuple[str, ...]
) -> None:
    for form in ("text", "markdown", "json", "csv", "html"):
        ran = zhanqun("report", *kind, "--root", root, "--date", DAY, "--format", form)
        assert ran.code in (0, 1), ran.err
        assert ran.out
        assert "绝不能出现" not in ran.out + ran.err
    for form in ("xlsx", "docx"):
        out = tmp_path / f"r.{form}"
        ran = zhanqun("report", *kind, "--root", root, "--date", DAY, "--format", form, "--out", out)
        assert ran.code in (0, 1), ran.err
        read = _sheet_text if form == "xlsx" else _word_text
        assert "绝不能出现" not in read(out)
        assert len(read(out)) > 20


def test_titles_stay_text_in_every_format(root: Path, tmp_path: Path, zhanqun: Zhanqun) -> None:
    args = ("report", "stats", "--root", root, "--date", DAY)
    page = zhanqun(*args, "--format", "html").out
    assert "=1+1 &amp; &lt;b&gt;公告&lt;/b&gt;" in page
    assert "<b>" not in page
    parseString(page.split("\n", 1)[1].replace('<meta charset="utf-8">', ""))
    rows = list(csv.reader(io.StringIO(zhanqun(*args, "--format", "csv").out)))
    assert any("'=1+1 & <b>公告</b>" in row for row in rows)
    assert not any(value.startswith("=") for row in rows for value in row)
    out = tmp_path / "s.xlsx"
    zhanqun(*args, "--format", "xlsx", "--out", out)
    cells = [cell for sheet in load_workbook(out) for row in sheet for cell in row if str(cell.value).startswith("=1")]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_same_day_gives_the_same_bytes(root: Path, tmp_path: Path, zhanqun: Zhanqun) -> None:
    for form in ("json", "html"):
        args = ("report", "inspection", "--root", root, "--date", DAY, "--format", form)
        assert zhanqun(*args).out == zhanqun(*args).out


def test_numbers_of_the_json_lead_to_addresses(root: Path, zhanqun: Zhanqun) -> None:
    found = json.loads(zhanqun("report", "stats", "--root", root, "--date", DAY, "--format", "json").out)
    for table in ("sites", "columns", "kinds", "months"):
        for row in found[table]:
            urls = [found["published"][at]["url"] for at in row["items"]]
            assert len(set(urls)) == row["value"]
            assert all(url.startswith("https://www.example.gov.cn/") for url in urls)


def test_an_annual_report_whose_figures_agree_is_a_draft_that_passes_the_check(
    root: Path, zhanqun: Zhanqun
) -> None:
    ran = zhanqun("report", "annual", "--site", "教育局", "--year", "2025", "--root", root, "--date", DAY,
                  "--format", "markdown", "-q")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("---\n标题: 甲县教育局2025年政府信息公开工作年度报告\n")
    chapters = [line for line in ran.out.splitlines() if line.startswith("## ")]
    assert chapters == [
        "## 一、总体情况", "## 二、主动公开政府信息情况", "## 三、收到和处理政府信息公开申请情况",
        "## 四、政府信息公开行政复议、行政诉讼情况", "## 五、存在的主要问题及改进情况", "## 六、其他需要报告的事项",
    ]
    table = ran.out.split("| 办理情况 |")[1].split("\n\n")[0].splitlines()[2:]
    assert len(table) == 25
    assert {row.count("|") for row in table} == {9}


def test_figures_that_disagree_are_errors_with_their_cells(root: Path, zhanqun: Zhanqun) -> None:
    place = root / "sites/jiaoyu/data/foi/2025.yml"
    place.write_text(FOI.replace("结转下年: 1", "结转下年: 0"), encoding="utf-8")
    ran = zhanqun("report", "annual", "--site", "jiaoyu", "--year", "2025", "--root", root, "--date", DAY, "-q")
    assert ran.code == 1
    assert "“自然人”列：本年新收 9 ＋ 上年结转 1 ＝ 10，办理总计 9 ＋ 结转下年 0 ＝ 9" in ran.err
    assert "sites/jiaoyu/data/foi/2025.yml:2" in ran.err


def test_numbers_in_the_text_are_held_against_the_tables(root: Path, zhanqun: Zhanqun) -> None:
    place = root / "sites/jiaoyu/data/annual/2025.yml"
    place.write_text(ANNUAL.replace("新收申请9件", "新收申请8件"), encoding="utf-8")
    ran = zhanqun("report", "annual", "--site", "jiaoyu", "--year", "2025", "--root", root, "--date", DAY, "-q")
    assert ran.code == 0
    assert "“依申请公开”里写新收申请 8 件，表格“总计·本年新收”是 9" in ran.err


def test_what_nobody_has_said_is_asked_for(root: Path, zhanqun: Zhanqun) -> None:
    ran = zhanqun("report", "annual", "--site", "portal", "--year", "2025", "--root", root, "--date", DAY, "-q")
    assert ran.code == 1
    assert "sites/portal/data/foi/2025.yml" in ran.err
    assert "【待填】" in ran.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("duties", "--format", "xlsx"), "请用 --out 写到文件"),
        (("duties", "--site", "meiyou"), "没有站点 meiyou"),
        (("annual",), "请用 --site 写明站点"),
        (("stats", "--from", "2026-03-02", "--to", "2026-03-01"), "--to 早于 --from"),
        (("monthly",), "不在可选值之内"),
    ],
)
def test_wrong_calls_say_what_to_do(root: Path, zhanqun: Zhanqun, args: tuple[str, ...], said: str) -> None:
    ran = zhanqun("report", *args, "--root", root, "--date", DAY)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_site_is_reported_with_the_sites_below_it(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    below = (
        "名称: 甲县一中\n简称: 一中\n机构代码: DEMO00059\n角色: 子站\n序号: 2\n上级: jiaoyu\n机构类型: 公共企事业\n"
    )
    root = cluster({"sites/yizhong/site.yml": below, "sites/yizhong/docs/a.md": item("招生简章")})
    args = ("report", "stats", "--root", root, "--date", DAY, "--format", "json", "--site")
    found = json.loads(zhanqun(*args, "jiaoyu").out)
    assert [row["key"] for row in found["sites"]] == ["jiaoyu", "yizhong"]
    assert [(row["name"], row["value"]) for row in found["branches"]] == [("甲县教育局（含下级）", 2)]
    assert [row["key"] for row in json.loads(zhanqun(*args, "portal").out)["sites"]] == ["portal"]


def test_a_report_is_never_written_where_it_would_be_published(root: Path, zhanqun: Zhanqun) -> None:
    (root / "dist").mkdir()
    ran = zhanqun("report", "duties", "--root", root, "--out", root / "dist" / "r.txt")
    assert ran.code == 2
    assert not (root / "dist" / "r.txt").exists()


def test_a_faulty_data_file_is_a_located_fault(root: Path, zhanqun: Zhanqun) -> None:
    (root / "sites/jiaoyu/data/foi/2025.yml").write_text("申请:\n  自然人: {本年新收: 九}\n", encoding="utf-8")
    ran = zhanqun("report", "annual", "--site", "jiaoyu", "--year", "2025", "--root", root, "--date", DAY, "-q")
    assert ran.code == 2
    assert "sites/jiaoyu/data/foi/2025.yml:2" in ran.out


def test_the_tables_in_word_are_merged_as_in_the_form(root: Path, tmp_path: Path, zhanqun: Zhanqun) -> None:
    out = tmp_path / "a.docx"
    zhanqun("report", "annual", "--site", "jiaoyu", "--year", "2025", "--root", root, "--date", DAY,
            "--format", "docx", "--out", out)
    table = Document(str(out)).tables[1]
    assert (len(table.rows), len(table.columns)) == (28, 10)
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts[0][3:] == ["申请人情况"] * 7
    assert texts[2][4:9] == ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    assert [row[9] for row in texts[3:6]] == ["9", "1", "7"]
    assert {row[0] for row in texts[5:27]} == {"三、本年度办理结果"}


def test_the_website_table_takes_what_content_knows(root: Path, zhanqun: Zhanqun) -> None:
    ran = zhanqun("report", "annual", "--website", "--year", "2026", "--root", root, "--date", DAY, "--format", "json")
    rows = {row[1]: row for row in json.loads(ran.out)["rows"]}
    assert rows["总数（条）"][2:] == ["3", "内容"]
    assert rows["网站总访问量"][2:] == ["", "待填"]


def _sheet_text(path: Path) -> str:
    return "\n".join(str(cell.value) for sheet in load_workbook(path) for row in sheet for cell in row)


def _word_text(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([line.text for line in document.paragraphs] + cells)
