"""County, township, village: what is published at the lowest level is in every list, count and filter above it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import BASE, item
from helpers.front_door import build
from helpers.run import Zhanqun

JIAOYU = BASE["sites/jiaoyu/site.yml"]
TOWN = JIAOYU.replace("教育局", "甲镇").replace("DEMO00032", "DEMO00059").replace("序号: 1", "序号: 2") + "上级: jiaoyu\n"
VILLAGE = JIAOYU.replace("教育局", "乙村").replace("DEMO00032", "DEMO00067").replace("序号: 1", "序号: 3") + "上级: zhen\n机构类型: 村\n"
ACCOUNT = item("乙村财务公开", 索引号="DEMO00067/2026-00001", 信息分类="20-07", 成文日期="2026-02-20",
               发布日期="2026-03-01", 主题分类="[财政、金融、审计]")
DAY = ("--date", "2026-08-22")


@pytest.fixture
def root(cluster: Callable[..., Path]) -> Path:
    return cluster({
        "sites/zhen/site.yml": TOWN, "sites/cun/site.yml": VILLAGE, "sites/cun/docs/caiwu/2026/c.md": ACCOUNT,
        "sites/_cluster/catalog.yml": BASE["sites/_cluster/catalog.yml"].replace(
            "类型: 财政, 更新: 1年", "类型: 财政, 更新: 1年, 站点: [zhen]"),
    })


def report(zhanqun: Zhanqun, root: Path, *args: str) -> str:
    ran = zhanqun("report", *args, "--root", root, *DAY, "--quiet")
    assert ran.code in (0, 1), ran.err
    return ran.out


def test_lists_feeds_and_filters_of_every_level(root: Path) -> None:
    ran = build(root)
    assert ran.code == 0, ran.out + ran.err
    dist = root / "dist"
    for prefix in ("", "jiaoyu/", "zhen/", "cun/"):
        for name in ("lanmu/20-07.html", "nian/2026.html", "lanmu/zhuti/05.html", "feeds/all.xml"):
            assert "乙村财务公开" in (dist / f"{prefix}{name}").read_text(encoding="utf-8"), prefix + name
    manifest = (dist / "search/manifest.json").read_text(encoding="utf-8")
    assert '["cun","乙村","zhen"]' in manifest
    assert '["zhen","甲镇","jiaoyu"]' in manifest
    home = (dist / "jiaoyu/index.html").read_text(encoding="utf-8")
    assert re.search(r"甲县甲镇</a> <span class=\"zq-count\">1 条", home)
    matrix = (dist / "lanmu/fugai/index.html").read_text(encoding="utf-8")
    assert re.findall(r'/lanmu/20-07\.html">1<span[^>]*> 条：([^，]*)', matrix) == [
        "教育局（含下级）", "甲镇（含下级）", "乙村"]


def test_statistics_and_coverage_of_every_level(root: Path, zhanqun: Zhanqun) -> None:
    found = json.loads(report(zhanqun, root, "stats", "--format", "json"))
    assert {row["key"]: row["value"] for row in found["sites"]} == {"portal": 1, "jiaoyu": 1, "zhen": 0, "cun": 1}
    assert {row["key"]: row["value"] for row in found["branches"]} == {"jiaoyu": 2, "zhen": 1}
    table = json.loads(report(zhanqun, root, "coverage", "--format", "json"))
    row = next(row for row in table["rows"] if row["column"] == "20-07")
    assert {site: cell["items"] for (site, _), cell in zip(table["sites"], row["cells"], strict=True)} == {
        "portal": 0, "jiaoyu": 0, "jiaoyu+": 1, "zhen": 0, "zhen+": 1, "cun": 1}
    assert [site for (site, _), cell in zip(table["sites"], row["cells"], strict=True) if cell["required"]] == ["zhen"]


def test_duties_of_a_site_hold_those_below_and_what_is_below_fills_no_gap(root: Path, zhanqun: Zhanqun) -> None:
    for name in ("jiaoyu", "zhen"):
        rows = list(csv.reader(io.StringIO(report(zhanqun, root, "duties", "--site", name, "--format", "csv"))))
        blank = [row for row in rows if "栏目空白" in row]
        assert [(row[1], row[3]) for row in blank if "预算决算" in row[3]] == [("甲县甲镇", "法定主动公开内容/预算决算")]
    sums = [row for row in rows if row and row[0].endswith("（含下级）")]
    assert all(len(row) == 4 for row in sums)


def test_a_village_owes_what_names_it_and_no_annual_report(root: Path, zhanqun: Zhanqun) -> None:
    found = json.loads(report(zhanqun, root, "duties", "--site", "cun", "--format", "json"))
    assert {duty["rule"] for duty in found["duties"]} <= {"catalogue-incomplete", "guide-incomplete"}
    town = json.loads(report(zhanqun, root, "duties", "--site", "zhen", "--format", "json"))
    assert {"blank-column", "annual-report-due"} <= {duty["rule"] for duty in town["duties"] if duty["site"] == "zhen"}


def test_every_count_of_the_statistics_page_leads_to_its_items(root: Path) -> None:
    assert build(root).code == 0
    page = (root / "dist/lanmu/tongji/index.html").read_text(encoding="utf-8")
    own = page[page.index("按单位") : page.index("按月份")]
    numbers = re.findall(r"<td[^>]*>(?:<a href=\"([^\"]+)\">)?(\d+)", own)
    assert [count for link, count in numbers if count != "0" and not link] == []
    data = [link for link, _ in numbers if link.endswith(".csv")]
    assert data
    for link in data:
        assert (root / "dist/lanmu/tongji" / link).resolve().is_file(), link
