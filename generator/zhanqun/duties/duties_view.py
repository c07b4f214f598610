"""Duties as a paper."""

from __future__ import annotations

from collections import Counter

from zhanqun.duties.duty_rules import DUTY_RULES
from zhanqun.model.cluster import Cluster
from zhanqun.model.duty import Duties, Duty, NextDue
from zhanqun.model.paper import Block, Cell, Grid, Heading, Paper, Words, figure, heads

LEVELS = {"error": "红", "warning": "黄", "notice": "提醒"}
SHOWN = 200
"""Rows of the table of next due dates in the words for people; JSON holds all."""


def duties_paper(duties: Duties, cluster: Cluster) -> Paper:
    """Totals, what to mend by weight, what comes next."""
    blocks: list[Block] = [Words(
        f"按 {duties.day} 计算：红 {duties.count('error')} 项，黄 {duties.count('warning')} 项，"
        f"提醒 {duties.count('notice')} 项。"
    )]
    blocks.append(duty_grid("责任清单", duties.duties))
    blocks.append(_totals(duties, cluster))
    if duties.upcoming:
        blocks += [Heading(2, "下一次应更新的日期"), _upcoming(duties.upcoming[:SHOWN])]
    footer = (
        f"标准版本 {duties.standards}。供内部使用：列有未公开文件的路径，不要放到网站上。"
        "“估算”指期限落在还没有公布放假安排的年份。"
    )
    return Paper(f"{cluster.name}政务公开责任清单（{duties.day}）", tuple(blocks), footer)


def duty_grid(name: str, duties: tuple[Duty, ...]) -> Grid:
    rows = [heads("级别", "站点", "问题", "对象", "情况", "期限", "责任单位", "依据", "处理")]
    for duty in duties:
        what = duty.subject if duty.url or not duty.path else f"{duty.subject} {duty.path}"
        due = "" if duty.due is None else f"{duty.due}{'（估算）' if duty.estimated else ''}"
        mark = "[疑]" if DUTY_RULES[duty.rule].doubtful else ""
        rows.append((
            Cell(LEVELS[duty.level]), Cell(duty.site_name), Cell(DUTY_RULES[duty.rule].name + mark),
            Cell(what, duty.url, more=tuple((ref.title, ref.url) for ref in duty.refs)), Cell(duty.message),
            Cell(due), Cell(duty.who), Cell(duty.basis), Cell(duty.help),
        ))
    return Grid(name, tuple(rows), widths=(0.5, 1.5, 1.2, 2.2, 2.2, 1.1, 1.5, 2, 2.2), brief=6)


def _totals(duties: Duties, cluster: Cluster) -> Grid:
    """By site, worst first; a site with others below it is followed by their sum."""
    counts: dict[str, Counter[str]] = {}
    for duty in duties.duties:
        counts.setdefault(duty.site, Counter())[duty.level] += 1
    rows = [heads("站点", *LEVELS.values())]
    chosen = [site for site in cluster.sites if site.id in counts]
    for site in sorted(chosen, key=lambda site: (-counts[site.id]["error"], -counts[site.id]["warning"], site.order)):
        rows.append(_total(site.name, counts[site.id]))
        below = () if site.role == "mother" else [one for one in cluster.below(site.id) if one.id in counts]
        if below:
            rows.append(_total(f"{site.name}（含下级）", sum((counts[one.id] for one in below), counts[site.id])))
    return Grid("各站点合计", tuple(rows))


def _total(name: str, found: Counter[str]) -> tuple[Cell, ...]:
    return (Cell(name), *(figure(found[level]) for level in LEVELS))


def _upcoming(upcoming: tuple[NextDue, ...]) -> Grid:
    rows = [heads("到期日", "站点", "栏目", "周期", "最新内容")]
    rows += [
        (Cell(str(next_.due)), Cell(next_.site_name), Cell(next_.column_name, next_.url), Cell(next_.cycle),
         Cell(str(next_.last)))
        for next_ in upcoming
    ]
    return Grid("", tuple(rows))
