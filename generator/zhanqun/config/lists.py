"""reviewers.yml, waivers.yml, words.yml and calendar.yml."""

from __future__ import annotations

import re
from datetime import date

from zhanqun.config.fields import Fields
from zhanqun.model.cluster import Calendar, Reviewer, Waiver, Wording
from zhanqun.model.ids import RuleId
from zhanqun.text.nodes import Table
from zhanqun.text.notes import Notes
from zhanqun.text.suggest import did_you_mean

_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_RULE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LEVELS = {"错误": "fatal", "警告": "warn"}


def read_reviewers(
    notes: Notes, table: Table, site_ids: tuple[str, ...], steps: tuple[str, ...]
) -> tuple[Reviewer, ...]:
    """``steps``: every step that the policy or a column asks for, beside the usual four."""
    found: list[Reviewer] = []
    top = Fields(notes, "reviewers.yml 里", table, ("审查人",))
    for fields in top.tables("审查人", ("姓名", "邮箱", "站点", "步骤", "自", "至"), ("姓名", "站点", "步骤")):
        sites = tuple("*" if site == "全部" else site for site in fields.texts("站点"))
        for site in sites:
            if site != "*" and site not in site_ids:
                hint = did_you_mean(site, (*site_ids, "全部"))
                fields.error("站点", f"没有站点“{site[:20]}”{hint}", "写 sites/ 下的文件夹名，或 全部")
        named = fields.texts("步骤")
        for step in named:
            if step not in steps:
                hint = did_you_mean(step, steps)
                fields.error("步骤", f"没有审查步骤“{step[:20]}”{hint}", "可以写：" + "、".join(steps))
        emails = fields.texts("邮箱")
        if not all(_MAIL.fullmatch(email) for email in emails):
            fields.error("邮箱", "邮箱的形式不对", "写成 name@example.gov.cn")
        since, until = _period(fields)
        found.append(
            Reviewer(
                name=fields.line_of("姓名"), emails=emails, sites=sites, steps=named, since=since, until=until,
                line=fields.line,
            )
        )  # fmt: skip
    return tuple(found)


def read_waivers(notes: Notes, table: Table) -> tuple[Waiver, ...]:
    found: list[Waiver] = []
    required = ("规则", "文件", "理由", "批准人", "至")
    top = Fields(notes, "waivers.yml 里", table, ("豁免",))
    for fields in top.tables("豁免", (*required, "摘要"), required):
        rule, path, digest = fields.line_of("规则"), fields.line_of("文件"), fields.line_of("摘要")
        if rule and not _RULE.fullmatch(rule):
            fields.error("规则", "规则名的形式不对", "规则名是小写字母和连字符，见 zhanqun explain")
        if path and (not path.startswith("sites/") or "\\" in path or ".." in path.split("/")):
            fields.error("文件", "豁免的文件应当是 sites/ 开头的路径", "写从站群文件夹算起的路径，分隔用 /")
        if digest and not _DIGEST.fullmatch(digest):
            fields.error("摘要", "摘要应当是 sha256: 加 64 位十六进制数字", "重新计算，或删掉这一行")
        until = fields.day("至")
        if until is not None:
            found.append(
                Waiver(
                    rule=RuleId(rule), path=path, reason=fields.text("理由"), person=fields.line_of("批准人"),
                    until=until, digest=digest, line=fields.line,
                )
            )  # fmt: skip
    return tuple(found)


def read_words(notes: Notes, table: Table) -> tuple[Wording, ...]:
    found: list[Wording] = []
    top = Fields(notes, "words.yml 里", table, ("词语",))
    for fields in top.tables("词语", ("词", "级别", "建议", "自", "至"), ("词", "级别")):
        since, until = _period(fields)
        level = _LEVELS[fields.choice("级别", _LEVELS, "错误")]
        word = Wording(
            word=fields.line_of("词"), level=level, advice=fields.text("建议"), since=since, until=until
        )
        found.append(word)
    return tuple(found)


def read_calendar(notes: Notes, table: Table) -> Calendar:
    fields = Fields(notes, "calendar.yml 里", table, ("放假", "上班"))
    calendar = Calendar(holidays=fields.days("放假"), workdays=fields.days("上班"))
    both = sorted(calendar.holidays & calendar.workdays)
    if both:
        fields.error("上班", f"{both[0]} 既写了放假又写了上班", "只保留一处")
    return calendar


def _period(fields: Fields) -> tuple[date | None, date | None]:
    since, until = fields.day("自"), fields.day("至")
    if since and until and until < since:
        fields.error("至", f"至 {until} 早于自 {since}", "核对两个日期")
    return since, until
