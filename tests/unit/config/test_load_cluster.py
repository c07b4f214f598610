"""Configuration: defaults, every fault of every file at once, exact messages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.reading import CONFIG, write_config
from zhanqun.config import load_cluster
from zhanqun.config.colour import contrast

CLUSTER = CONFIG["sites/_cluster/cluster.yml"]
CATALOG = CONFIG["sites/_cluster/catalog.yml"]
PORTAL = CONFIG["sites/portal/site.yml"]
JIAOYU = CONFIG["sites/jiaoyu/site.yml"]


def said(root: Path) -> list[tuple[str, int, str]]:
    loaded = load_cluster(root)
    return [(finding.where.path.removeprefix("sites/"), finding.where.line, finding.message) for finding in loaded.findings]


def test_a_small_cluster_has_the_documented_defaults(tmp_path: Path) -> None:
    loaded = load_cluster(write_config(tmp_path))
    assert loaded.findings == ()
    cluster = loaded.cluster
    assert cluster is not None
    assert (cluster.time_zone, cluster.demo, cluster.policy.page_size) == ("Asia/Shanghai", False, 20)
    assert cluster.policy.numbers["征集天数"] == 30
    assert [site.id for site in cluster.sites] == ["portal", "jiaoyu"]
    assert (cluster.mother.org_type, cluster.sites[1].org_type, cluster.sites[1].short) == ("政府", "部门", "甲县教育局")
    assert cluster.footer.site_code == "0000000000"
    columns = {column.code: column for column in cluster.catalogue.columns}
    assert [column.order for column in cluster.catalogue.columns] == [0, 1, 2, 3, 4]
    assert columns["20"].children == ("20-01", "20-07")
    assert (columns["20-01"].kind, columns["20-01"].steps, columns["20-07"].steps) == ("文件", ("初审", "合法性审核"), ())
    assert cluster.catalogue.by_path["法定主动公开内容/预算决算"].required_fields == ("成文日期", "发文机关")


def test_lists_are_read(tmp_path: Path) -> None:
    digest = "sha256:" + "a" * 64
    root = write_config(
        tmp_path,
        reviewers="审查人:\n- {姓名: 张三, 邮箱: a@b.cn, 站点: 全部, 步骤: [初审, 合法性审核], 自: 2026-01-01, 至: 2026-12-31}\n",
        waivers=f"豁免:\n- {{规则: label, 文件: sites/a, 理由: 甲, 批准人: 乙, 至: 2026-12-31, 摘要: '{digest}'}}\n",
        words="词语:\n- {词: 甲, 级别: 警告, 建议: 乙}\n",
        calendar="放假: [2027-01-01]\n上班: 2027-01-03\n",
    )
    cluster = load_cluster(root).cluster
    assert cluster is not None
    assert cluster.reviewers[0].may("jiaoyu", "合法性审核", date(2026, 12, 31))
    assert not cluster.reviewers[0].may("jiaoyu", "合法性审核", date(2027, 1, 1))
    assert (cluster.waivers[0].until, cluster.waivers[0].digest) == (date(2026, 12, 31), digest)
    assert (cluster.words[0].level, cluster.words[0].advice) == ("warn", "乙")
    assert cluster.calendar.holidays == {date(2027, 1, 1)}
    assert cluster.calendar.workdays == {date(2027, 1, 3)}


def test_site_keys_are_read(tmp_path: Path) -> None:
    page = tmp_path / "sites/jiaoyu/docs/jigou.md"
    page.parent.mkdir(parents=True)
    page.write_text("x", encoding="utf-8")
    more = (
        "简称: 教育局\n机构类型: 乡镇\n域名: jyj.example.gov.cn\n主色: '#AA0000'\n审查方式: 提交记录\n"
        "公开机构: {名称: 办公室}\n页脚: {主办单位: 教育局}\n导航: [{标题: 职能, 页面: jigou.md}]\n"
        "链接: [{名称: 上级, 网址: 'https://www.example.gov.cn/'}]\n"
    )
    cluster = load_cluster(write_config(tmp_path, jiaoyu=JIAOYU + more)).cluster
    assert cluster is not None
    site = cluster.sites[1]
    assert (site.short, site.org_type, site.domain, site.colour) == ("教育局", "乡镇", "jyj.example.gov.cn", "#aa0000")
    assert (site.approvals, site.parent, dict(site.office)) == ("trailers", "portal", {"名称": "办公室"})
    assert site.footer is not None
    assert (site.footer.host, site.footer.icp) == ("教育局", cluster.footer.icp)
    assert [(entry.title, entry.page) for entry in site.nav] == [("职能", "jigou.md")]
    assert site.links == (("上级", "https://www.example.gov.cn/"),)


WRONG = [
    ({"cluster": None}, [("_cluster/cluster.yml", 0, "没有这个配置文件")]),
    ({"cluster": CLUSTER + "时区: 北京\n"}, [("_cluster/cluster.yml", 11, "不认识的时区")]),
    ({"cluster": CLUSTER + "时区: ../../etc/passwd\n"}, [("_cluster/cluster.yml", 11, "不认识的时区")]),
    ({"cluster": CLUSTER + "名称: 乙\n"}, [("_cluster/cluster.yml", 11, "键“名称”写了两次，另一处在第 1 行")]),
    ({"cluster": CLUSTER + "策咯: {}\n"}, [("_cluster/cluster.yml", 11, "cluster.yml 里不认识的键“策咯”，是不是想写“策略”")]),
    ({"cluster": CLUSTER + "策略: {每页条数: 0}\n"}, [("_cluster/cluster.yml", 11, "每页条数应当是 5 到 200 之间的整数")]),
    ({"cluster": CLUSTER + "策略: {严重程度: {label: 轻}}\n"}, [("_cluster/cluster.yml", 11, "严重程度不能是“轻”")]),
    ({"cluster": CLUSTER.replace("0000000000", "abc")},
     [("_cluster/cluster.yml", 2, "标识码应当是 10 位数字，或 bm 加 8 位数字")]),
    ({"cluster": CLUSTER.replace("https://www.example.gov.cn\n", "www.example.gov.cn\n")},
     [("_cluster/cluster.yml", 3, "网址应当是 http:// 或 https:// 开头的网址")]),
    ({"cluster": CLUSTER.replace("  ICP备案: 演示备00000000号\n", "")},
     [("_cluster/cluster.yml", 5, "页脚里缺少“ICP备案”")]),
    ({"catalog": CATALOG.replace("20-07", "20-01")},
     [("_cluster/catalog.yml", 7, "代码“20-01”用了两次，另一处在第 6 行")]),
    ({"catalog": CATALOG.replace("发文机关", "发文机构")},
     [("_cluster/catalog.yml", 7, "没有“发文机构”这个元数据的键，是不是想写“发文机关”")]),
    ({"catalog": CATALOG.replace("    类型: 文件\n", "")}, [("_cluster/catalog.yml", 2, "最上级的栏目必须写“类型”")]),
    ({"catalog": CATALOG.replace("类型: 征集", "类型: 征求")}, [("_cluster/catalog.yml", 8, "类型不能是“征求”，是不是想写“征集”")]),
    ({"catalog": CATALOG.replace("类型: 征集", "类型: 征集, 站点: jiaoyv, 时限: 三天")},
     [("_cluster/catalog.yml", 8, "没有站点“jiaoyv”，是不是想写“jiaoyu”"), ("_cluster/catalog.yml", 8, "时限的形式不对")]),
    ({"portal": PORTAL.replace("母站", "子站")}, [("", 0, "站群要有一个母站，现在：没有")]),
    ({"jiaoyu": JIAOYU.replace("子站", "母站")}, [("", 0, "站群要有一个母站，现在：jiaoyu、portal")]),
    ({"jiaoyu": None}, [("jiaoyu/site.yml", 0, "没有这个配置文件")]),
    ({"jiaoyu": JIAOYU.replace("序号: 1", "序号: 0")}, [("portal/site.yml", 4, "序号“0”和 sites/jiaoyu/site.yml 相同")]),
    ({"jiaoyu": JIAOYU.replace("01404053X", "000014349")},
     [("portal/site.yml", 2, "机构代码“000014349”和 sites/jiaoyu/site.yml 相同")]),
    ({"jiaoyu": JIAOYU.replace("上级: portal", "上级: portel")},
     [("jiaoyu/site.yml", 5, "上级“portel”不是站点，是不是想写“portal”")]),
    ({"jiaoyu": JIAOYU.replace("上级: portal", "上级: jiaoyu")}, [("jiaoyu/site.yml", 5, "上级关系绕成了圈")]),
    ({"jiaoyu": JIAOYU + "主色: '#ffcc00'\n"},
     [("jiaoyu/site.yml", 6, "主色 #ffcc00 和白色的对比度只有 1.51:1，不到 4.5:1")]),
    ({"jiaoyu": JIAOYU + "主色: blue\n"}, [("jiaoyu/site.yml", 6, "主色的形式不对")]),
    ({"jiaoyu": JIAOYU + "导航: [{标题: a, 页面: b.md}]\n"}, [("jiaoyu/site.yml", 6, "导航的页面不存在")]),
    ({"jiaoyu": JIAOYU + "导航: [{标题: a, 页面: ../b.md}]\n"},
     [("jiaoyu/site.yml", 6, "导航的页面应当是 docs/ 下的 .md 文件")]),
    ({"reviewers": "审查人:\n- {姓名: a, 站点: jiaoyu, 步骤: 四审}\n"},
     [("_cluster/reviewers.yml", 2, "没有审查步骤“四审”，是不是想写“终审”")]),
    ({"waivers": "豁免:\n- {规则: x, 文件: /etc, 理由: a, 批准人: b}\n"},
     [("_cluster/waivers.yml", 2, "豁免的文件应当是 sites/ 开头的路径"), ("_cluster/waivers.yml", 2, "豁免里缺少“至”")]),
    ({"words": "词语: [a]\n"}, [("_cluster/words.yml", 1, "词语的每一项应当分项写")]),
    ({"calendar": "放假: [2026-02-30]\n"}, [("_cluster/calendar.yml", 1, "放假“2026-02-30”不是存在的日期")]),
    ({"calendar": "- a\n"}, [("_cluster/calendar.yml", 1, "应当是一行一个“键: 值”")]),
    ({"calendar": "a: *b\n"}, [("_cluster/calendar.yml", 1, "不能使用别名（*）")]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), WRONG, ids=[str(index) for index in range(len(WRONG))])
def test_a_fault_gives_this_finding(
    tmp_path: Path, changes: dict[str, str | None], expected: list[tuple[str, int, str]]
) -> None:
    root = write_config(tmp_path, **changes)
    (root / "sites/jiaoyu").mkdir(exist_ok=True)
    found = [(path.removeprefix("sites"), line, message) for path, line, message in said(root)]
    assert [finding for finding in expected if finding not in found] == []
    assert load_cluster(root).cluster is None


def test_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    root = write_config(tmp_path, jiaoyu=JIAOYU + "主色: x\n域名: X\n", calendar="x: 1\n", words="y: 1\n")
    assert [path for path, _, _ in said(root)] == [
        "_cluster/calendar.yml", "_cluster/words.yml", "jiaoyu/site.yml", "jiaoyu/site.yml",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["lanmu", "Jiaoyu", "教育", "data", "a_b"])
def test_bad_folder_names_are_refused(tmp_path: Path, name: str) -> None:
    root = write_config(tmp_path)
    (root / "sites" / name).mkdir()
    assert load_cluster(root).cluster is None
    assert [message for _, _, message in said(root) if f"“{name}”" in message]


def test_links_and_missing_roots_are_findings(tmp_path: Path) -> None:
    assert load_cluster(tmp_path / "nothing").cluster is None
    root = write_config(tmp_path)
    (root / "sites/other").symlink_to(root / "sites/jiaoyu")
    assert said(root) == [("sites", 0, "sites/other 是符号链接")]


def test_bytes_that_are_no_text_are_findings(tmp_path: Path) -> None:
    root = write_config(tmp_path)
    (root / "sites/jiaoyu/site.yml").write_bytes(b"\xff\xfe\x00")
    (root / "sites/_cluster/words.yml").write_bytes(b"\xef\xbb\xbf")
    (root / "sites/_cluster/waivers.yml").mkdir()
    assert said(root) == [
        ("_cluster/waivers.yml", 0, "配置文件读不出来"),
        ("_cluster/words.yml", 1, "文件开头有 BOM"),
        ("jiaoyu/site.yml", 1, "不是 UTF-8 编码的文字"),
    ]


def test_digests_name_what_changed(tmp_path: Path) -> None:
    before = load_cluster(write_config(tmp_path)).cluster
    after = load_cluster(write_config(tmp_path, words="词语: []\n")).cluster
    assert before is not None and after is not None
    assert before.config_sha256 == after.config_sha256
    assert before.rules_sha256 != after.rules_sha256


def test_contrast_of_black_and_white() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
