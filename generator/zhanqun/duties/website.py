"""政府网站工作年度报表 (国办函〔2018〕12号): what content tells, what the configuration tells, what is filled in."""

from __future__ import annotations

from collections import Counter
from datetime import date

from zhanqun.duties.annual_check import RULE
from zhanqun.duties.facts import Facts
from zhanqun.duties.statistics import compute_statistics
from zhanqun.model.annual import WebsiteReport, YearNumbers
from zhanqun.model.finding import Finding, Location, Severity

WEBSITE_KEYS = (
    "独立用户访问总量", "网站总访问量", "专栏专题维护数量", "专栏专题新开设数量", "解读产品数量", "媒体评论文章数量", "回应公众关注热点数量",
    "发布服务事项目录", "注册用户数", "可全程在线办理事项数量", "办件量", "自然人办件量", "法人办件量", "使用统一平台", "收到留言数量",
    "办结留言数量", "平均办理时间", "公开答复数量", "在线访谈期数", "网民留言数量", "答复网民提问数量", "提供智能问答", "安全检测评估次数",
    "发现问题数量", "问题整改数量", "建立安全监测预警机制", "开展应急演练", "明确网站安全责任人", "移动新媒体", "创新发展", "单位负责人",
    "审核人", "填报人", "联系电话",
)  # fmt: skip
_GROUPS = (
    ("专栏专题", WEBSITE_KEYS[2:4]), ("解读回应", WEBSITE_KEYS[4:7]), ("办事服务", WEBSITE_KEYS[7:13]),
    ("互动交流", WEBSITE_KEYS[13:22]), ("安全防护", WEBSITE_KEYS[22:28]), ("移动新媒体", WEBSITE_KEYS[28:29]),
    ("创新发展", WEBSITE_KEYS[29:30]), ("签署", WEBSITE_KEYS[30:]),
)


def draft_website(facts: Facts, year: int, said: YearNumbers | None) -> WebsiteReport:
    """For the whole website: the mother and every department on it."""
    cluster, mother = facts.cluster, facts.cluster.mother
    foot = mother.footer or cluster.footer
    filled = dict(said.website) if said else {}
    path = said.path if said else f"sites/{mother.id}/data/annual/{year}.yml"
    rows: list[tuple[str, str, str, str]] = [
        ("基本信息", name, value, "配置") for name, value in (
            ("填报单位", foot.host), ("网站名称", cluster.name), ("首页网址", cluster.base_url), ("主办单位", foot.host),
            ("网站类型", "政府门户网站" if mother.org_type == "政府" else "部门网站"), ("政府网站标识码", foot.site_code),
            ("ICP备案号", foot.icp), ("公安机关备案号", foot.police),
        )
    ]
    rows += [_filled("基本信息", name, filled) for name in WEBSITE_KEYS[:2]]
    rows += [(group, name, str(number), "内容") for group, name, number in _counted(facts, year)]
    for group, names in _GROUPS:
        rows += [_filled(group, name, filled) for name in names]
    order = ["基本信息", "信息发布", *(group for group, _ in _GROUPS)]
    rows.sort(key=lambda row: order.index(row[0]))
    open_rows = [name for _, name, value, source in rows if source == "待填" and not value]
    findings = () if not open_rows else (Finding(
        # The table's items are known at second hand: never an error.
        rule=RULE, severity=Severity.WARNING, where=Location(path),
        message=f"网站年度报表还有 {len(open_rows)} 项没有填：{'、'.join(open_rows)}",
        help="在“网站”下逐项补上，没有就写 0 或 无",
    ),)
    return WebsiteReport(year=year, title=f"{cluster.name}{year}年政府网站工作年度报表", rows=tuple(rows),
                         findings=findings)


def _filled(group: str, name: str, filled: dict[str, str]) -> tuple[str, str, str, str]:
    return (group, name, filled.get(name, ""), "填报" if filled.get(name) else "待填")


def _counted(facts: Facts, year: int) -> list[tuple[str, str, int]]:
    """Figures that content gives."""
    found = compute_statistics(facts, date(year, 1, 1), date(year, 12, 31)).published
    kinds = Counter(one.kind for one in found)
    statutory = sum(
        any(facts.cluster.catalogue.by_code[code].fixed for code in facts.above[one.column]) for one in found
    )
    asked = [linked.item.head.consultation for linked in facts.items() if linked.item.head.consultation]
    this_year = [one for one in asked if one.start.year == year]
    ended = [one.feedback for one in asked if one.feedback and one.feedback.day.year == year]
    return [
        ("信息发布", "总数（条）", len(found)),
        ("信息发布", "概况类信息更新量（条）", kinds["机构"] + kinds["领导"]),
        ("信息发布", "政务动态信息更新量（条）", kinds["动态"]),
        ("信息发布", "信息公开目录信息更新量（条）", statutory),
        ("解读回应", "解读信息发布总数（条）", kinds["解读"]),
        ("办事服务", "政务服务事项数量（项）", sum(linked.item.head.service is not None for linked in facts.items())),
        ("互动交流", "征集调查期数（期）", len(this_year)),
        ("互动交流", "征集调查收到意见数量（条）", sum(one.received for one in ended)),
        ("互动交流", "公布调查结果期数（期）", len(ended)),
    ]
