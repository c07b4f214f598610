"""The duties: what each asks, its law and its weight (standards: 条例, 61号, 19号; docs/reports.md)."""

from __future__ import annotations

from zhanqun.model.cluster import Policy
from zhanqun.model.duty import DutyRule


def _rule(id_: str, name: str, basis: str, level: str, help_: str, *, doubtful: bool = False) -> DutyRule:
    return DutyRule(id=id_, name=name, basis=basis, level=level, doubtful=doubtful, help=help_)


DUTY_RULES: dict[str, DutyRule] = {
    rule.id: rule
    for rule in (
        _rule("blank-column", "栏目空白", "国办秘函〔2019〕19号（栏目不更新③）", "error",
              "发布应当公开的信息；确无信息的，发布一条说明，或在 catalog.yml 里去掉这个站点"),
        _rule("stale-column", "更新不及时", "条例第五十三条；国办秘函〔2019〕19号（栏目不更新①②）", "warning",
              "发布新的内容；更新周期定得不合实际的，请公开办修改 catalog.yml 的“更新”"),
        _rule("update-due", "即将到期应更新", "条例第五十三条", "notice", "在到期日前发布新的内容"),
        _rule("register-missing", "没有登记表", "条例第二十条", "warning",
              "把清单存成 CSV 附件，写上“登记表”，写法见 docs/content.md 3.6"),
        _rule("register-behind", "项目进展没有按月更新", "国办发〔2017〕94号；每月 10 日为程序的默认期限", "warning",
              "在 CSV 里加上个月的累计数，重新审查", doubtful=True),
        _rule("late-publication", "公开超期", "条例第二十六条", "warning",
              "说明原因并登记；以后在期限内公开。成文日期写错的，改正后重新审查"),
        _rule("interpretation-missing", "应解读未解读", "国办发〔2016〕80号；国办秘函〔2019〕19号（解读比例）",
              "warning", "请起草部门写解读稿，元数据“解读”写上文件的索引号", doubtful=True),
        _rule("interpretation-late", "解读超期", "国办发〔2016〕80号（同步发布）；期限为地方通行做法", "warning",
              "以后文件和解读同步起草、同步审签、同步发布", doubtful=True),
        _rule("consultation-short", "征集不足天数", "国令第713号第十五条；国令第722号第六十二条", "warning",
              "延长征集期限，或写明缩短理由"),
        _rule("feedback-missing", "征集未反馈", "国令第722号第六十二条；国办秘函〔2019〕19号", "warning",
              "在“征集”里写“反馈”：日期、收到、采纳、说明", doubtful=True),
        _rule("notice-without-end", "公示没有截止日期", "个人信息保护法第十九条；信用修复管理办法", "warning",
              "写上“公示截止”，到期自动撤下"),
        _rule("notice-past-end", "公示期满已撤下", "个人信息保护法第十九条；信用修复管理办法", "notice",
              "源文件移出仓库归档；网页已自动撤下，只留说明页"),
        _rule("reassess-due", "不予公开到期应复评", "条例第十八条", "warning",
              "重新评估能否公开：能公开的改为主动公开并送审；不能的写下一次复评日期"),
        _rule("reassess-unset", "不予公开没有复评日期", "条例第十八条", "warning", "写上“复评日期”"),
        _rule("guide-incomplete", "指南要素不全", "条例第十二条第二款", "error",
              "补全 site.yml 的“公开机构”，或在指南页写上缺的要素"),
        _rule("guide-old", "指南久未更新", "条例第十二条第一款", "warning", "核对指南内容，改“更新日期”后重新审查"),
        _rule("catalogue-incomplete", "目录要素不全", "条例第十二条第三款", "warning",
              "补上缺的元数据：索引号、成文日期；摘要不写时用正文开头代替"),
        _rule("annual-report-due", "年度报告", "条例第四十九条", "warning",
              "用 zhanqun report annual 起草，审查后发布到“政府信息公开年报”"),
        _rule("enforcement-report-due", "行政执法年度统计", "国办发〔2018〕118号", "warning",
              "每年 1 月 31 日前公开本机关上年度行政执法总体情况和统计数据，标题写明年份和“行政执法统计”"),
        _rule("date-before-commit", "发布日期早于提交", "国办秘函〔2019〕19号（弄虚作假，伪造发稿日期）；天数为程序的默认值", "warning",
              "核对发布日期：真是那天发布的（例如由旧网站迁来、文件改过名）不必改；倒填的改成实际发布的日子，重新审查", doubtful=True),
        _rule("website-report-due", "网站工作年度报表", "国办函〔2018〕12号", "warning",
              "用 zhanqun report annual --website 起草，每年 1 月 31 日前在首页显著位置发布"),
    )
}


def level_of(rule: DutyRule, policy: Policy) -> str:
    """cluster.yml 严重程度 may change the weight; a doubtful rule is never an error, a reminder stays one."""
    wish = policy.severities.get(rule.id, rule.level)
    if rule.level == "notice" or (wish == "error" and rule.doubtful):
        return rule.level
    return wish
