"""Pages about the whole cluster, lists by theme and genre, the generated guide, and sites below sites."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import BASE, item, page
from helpers.front_door import approve, build, differences, snapshot, write

JIAOYU = BASE["sites/jiaoyu/site.yml"]
SCHOOL = JIAOYU.replace("教育局", "第一中学").replace("DEMO00032", "DEMO00059").replace("序号: 1", "序号: 2") + "上级: jiaoyu\n"
GRASS = """事项:
  - {领域: 财政预决算, 事项: 部门预算, 内容: 收支, 依据: 预算法, 时限: 20 日, 主体: 财政局, 渠道: [政府网站], 栏目: 20-07}
  - {领域: 就业, 事项: 招聘, 内容: 岗位, 依据: 就业促进法, 时限: 20 个工作日, 主体: 人社局, 渠道: [政府网站], 层级: [县级, 村级]}
"""
BUDGET = item("部门预算", 索引号="DEMO00059/2026-00001", 信息分类="20-07", 文种="通知", 成文日期="2026-02-20", 发布日期="2026-03-01",
              摘要="收入和支出。", 主题分类="[财政、金融、审计]")


@pytest.fixture
def built(cluster: Callable[..., Path]) -> Path:
    root = cluster({
        "sites/yizhong/site.yml": SCHOOL, "sites/yizhong/docs/yusuan/2026/b.md": BUDGET,
        "sites/_cluster/grassroots.yml": GRASS,
        "sites/jiaoyu/docs/zhinan.md": page("手写的指南", 信息分类='"10"'),
    })
    ran = build(root)
    assert ran.code == 0, ran.out + ran.err
    return root / "dist"


def read(built: Path, name: str) -> str:
    return (built / name).read_text(encoding="utf-8")


def test_lists_by_theme_and_genre_show_the_four_elements_at_every_level(built: Path) -> None:
    for prefix in ("", "jiaoyu/", "yizhong/"):
        for name in ("lanmu/zhuti/05.html", "lanmu/ticai/09.html"):
            text = read(built, prefix + name)
            for part in ("DEMO00059/2026-00001", "部门预算", "收入和支出。", "2026-02-20"):
                assert part in text, (prefix, name, part)
        assert 'zhuti/05.html"' in read(built, f"{prefix}lanmu/index.html")
    assert not (built / "lanmu/zhuti/06.html").exists()


def test_a_parents_lists_hold_what_is_below_and_name_whose_it_is(built: Path) -> None:
    assert "部门预算" in read(built, "jiaoyu/lanmu/20-07.html")
    assert "第一中学" in read(built, "jiaoyu/lanmu/20-07.html")
    home = read(built, "jiaoyu/index.html")
    assert re.search(r"甲县第一中学</a> <span class=\"zq-count\">1 条", home)
    assert "招生" not in read(built, "yizhong/nian/2026.html")
    assert '["yizhong","第一中学","jiaoyu"]' in read(built, "search/manifest.json")


def test_every_number_of_the_statistics_is_the_length_of_its_list(built: Path) -> None:
    text = read(built, "lanmu/tongji/index.html")
    found = dict(re.findall(r'<a href="\.\./\.\./([^"]*nian/2026\.html)">(\d+)</a>', text))
    assert found == {"nian/2026.html": "3", "jiaoyu/nian/2026.html": "2", "yizhong/nian/2026.html": "1"}
    for address, number in found.items():
        assert f"共 {number} 条" in read(built, address)
    assert "教育局（含下级）" in text


def test_every_number_of_a_month_is_the_length_of_its_part(built: Path) -> None:
    text = read(built, "lanmu/tongji/index.html")
    months = dict(re.findall(r'<a href="\.\./\.\./lanmu/tongji/(2026-\d\d\.html)">(\d+)</a>', text))
    assert months == {"2026-03.html": "3"}
    listed = read(built, "lanmu/tongji/2026-03.html")
    assert "共 3 条" in listed
    parts = re.findall(r'<a href="\.\./\.\./lanmu/tongji/2026-03\.html#(zq-kind-\d+)">(\d+)</a>', text)
    assert sum(int(number) for _, number in parts) == 3
    for anchor, number in parts:
        part = listed.split(f'<h2 id="{anchor}">')[1].split("</section>")[0]
        assert f"{number} 条</span></h2>" in part
        assert part.count("<li>") == int(number)
    for anchor in re.findall(r'tongji/index\.html#(zq-2026-\d+)"', text):
        assert f'<tr id="{anchor}">' in text


def test_coverage_counts_each_sites_own_content_and_links_to_it(built: Path) -> None:
    text = read(built, "lanmu/fugai/index.html")
    assert re.search(r'href="\.\./\.\./yizhong/lanmu/20-07\.html">1<', text)
    # What is below fills no gap above: the office's own cell is empty, its sum with the school is not.
    assert re.findall(r'jiaoyu/lanmu/20-07\.html">1<span[^>]*> 条：([^，]*)', text) == ["教育局（含下级）"]


def test_a_guide_is_made_only_where_none_is_written(built: Path) -> None:
    assert not (built / "jiaoyu/lanmu/zhinan/index.html").exists()
    assert "手写的指南" in read(built, "jiaoyu/lanmu/10.html")
    guide = read(built, "yizhong/lanmu/zhinan/index.html")
    for element in ("信息分类", "编排体系", "获取方式", "办公地址", "办公时间", "联系电话", "传真号码", "互联网联系方式"):
        assert element in guide
    assert "zhinan/index.html" in read(built, "yizhong/lanmu/10.html")


def test_the_fields_at_the_grass_roots_lead_to_their_columns(built: Path) -> None:
    text = read(built, "lanmu/jiceng/index.html")
    assert "2 个领域，2 个事项，其中 1 个事项的栏目已有内容" in text
    assert 'lanmu/20-07.html">预算决算</a>（1 条）' in text
    assert "县级、村级" in text


def test_a_guide_that_lacks_an_element_stops_the_build_unless_lowered(cluster: Callable[..., Path]) -> None:
    root = cluster({"sites/jiaoyu/site.yml": JIAOYU.replace("  传真号码: 0000-0000000\n", "")})
    ran = build(root)
    assert (ran.code, "[guide-element]" in ran.out, "传真号码" in ran.out) == (1, True, True)
    settings = root / "sites/_cluster/cluster.yml"
    settings.write_text(settings.read_text() + "策略:\n  严重程度: {guide-element: 警告}\n")
    assert build(root).code == 0


@pytest.mark.parametrize("old, new, expected", [
    ("领域: 就业", "领域: 就餐", "就业"), ("栏目: 20-07", "栏目: 20-77", "没有栏目"), ("层级: [县级, 村级]", "层级: [省级]", "没有层级"),
    ("主体: 人社局, ", "", "缺少“主体”"), ("渠道: [政府网站], 层级", "渠到: [政府网站], 层级", "渠到"),
])
def test_faults_of_the_fields_are_located(cluster: Callable[..., Path], old: str, new: str, expected: str) -> None:
    root = cluster({"sites/_cluster/grassroots.yml": GRASS.replace(old, new)})
    ran = build(root)
    assert ran.code == 2, ran.out
    assert "sites/_cluster/grassroots.yml:" in ran.out + ran.err and expected in ran.out + ran.err


def test_a_change_below_reaches_the_parents_lists_as_a_clean_build_does(built: Path, tmp_path: Path) -> None:
    root = built.parent
    write(root, {"sites/yizhong/docs/yusuan/2026/c.md": BUDGET.replace("00001", "00002").replace("部门预算", "单位预算")})
    approve(root, ["sites/yizhong/docs/yusuan/2026/c.md"])
    assert build(root).code == 0
    assert "单位预算" in read(built, "jiaoyu/lanmu/zhuti/05.html")
    assert build(root, "--no-cache", "--out", tmp_path / "clean").code == 0
    assert differences(snapshot(built), snapshot(tmp_path / "clean")) == []
