"""The inspection as the monthly bulletin (月报): results, ranking, every problem with who mends it by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zhanqun.duties.duties_view import LEVELS
from zhanqun.duties.duty_rules import DUTY_RULES
from zhanqun.model.duty import Duty
from zhanqun.model.inspection import Indicator, Inspection
from zhanqun.model.paper import Block, Cell, Grid, Heading, Paper, Words, figure, heads

SHOWN = 20
"""So many pieces of evidence are linked at an indicator; JSON has all."""


def bulletin_paper(found: Inspection, name: str) -> Paper:
    vetoed = [one.site_name for one in found.sites if one.vetoes]
    guess = "（估算）" if found.mend_estimated else ""
    blocks: list[Block] = [
        Heading(2, "一、总体情况"),
        Words(
            f"按 {found.day} 的内容检查 {len(found.sites)} 个站点。本月公开信息 {found.published} 条。"
            f"站群估算 {found.cluster_score} 分。"
            + (f"有单项否决情形的：{'、'.join(vetoed)}。" if vetoed else "各站点没有单项否决情形。")
        ),
        _summary(found.problems),
        Heading(2, "二、站点排名"),
        _ranking(found),
        Heading(2, "三、站群整体检查结果"),
        _indicators("站群整体", found.cluster),
        Heading(2, "四、存在的问题和整改要求"),
        Words(
            f"下列 {len(found.problems)} 个问题，请责任单位在 {found.mend_by}{guess} 前整改，并把结果报公开办。"
            if found.problems else "没有发现问题。"
        ),
    ]
    if found.problems:
        blocks.append(_problems(found))
    blocks.append(Heading(2, "五、各站点检查结果"))
    blocks += [_indicators(one.site_name, one.indicators) for one in found.sites]
    return Paper(
        f"{name}政务公开工作月报（{found.day.year}年{found.day.month}月）", tuple(blocks),
        f"标准版本 {found.standards}。依据国办秘函〔2019〕19号，只列程序能独立判定的指标；分值标 [疑]，是默认权重的折算，"
        "不是国办的考核分。可用性、安全、IPv6、留言答复等须另行核对。",
    )


def _summary(problems: Sequence[Duty]) -> Grid:
    counts = Counter((duty.rule, duty.level) for duty in problems)
    rows = [heads("问题", "级别", "个数")]
    rows += [
        (Cell(DUTY_RULES[rule].name), Cell(LEVELS[level]), figure(number))
        for (rule, level), number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Grid("问题分类", tuple(rows)) if problems else Grid("", ())


def _ranking(found: Inspection) -> Grid:
    rows = [heads("名次", "站点", "估算分", "单项否决", "问题数")]
    owed = Counter(duty.site for duty in found.problems)
    rows += [
        (figure(one.rank), Cell(one.site_name, one.url), figure(one.score, share=one.score / 100), figure(one.vetoes),
         figure(owed[one.site]))
        for one in found.sites
    ]
    return Grid("排名（先看单项否决，再看估算分）", tuple(rows))


def _indicators(name: str, indicators: Sequence[Indicator]) -> Grid:
    rows = [heads("类别", "指标", "要求", "结论", "情况", "权重", "得分", "依据")]
    for one in indicators:
        mark = "[疑]" if one.doubtful else ""
        points = Cell(f"{one.weight * one.share:.1f}", number=True) if one.weight else Cell("—", number=True)
        rows.append((
            Cell(one.part), Cell(one.name), Cell(one.rule), Cell(one.verdict),
            Cell(one.evidence, more=tuple((ref.title, ref.url) for ref in one.refs[:SHOWN])),
            Cell(f"{one.weight}{mark}" if one.weight else "—", number=True), points, Cell(one.basis),
        ))
    return Grid(name, tuple(rows), widths=(0.9, 1.2, 2.4, 0.9, 1.8, 0.7, 0.6, 1.5), brief=5)


def _problems(found: Inspection) -> Grid:
    rows = [heads("序号", "责任单位", "问题", "对象", "情况", "整改期限", "怎么改")]
    for number, duty in enumerate(found.problems, 1):
        mark = "[疑]" if DUTY_RULES[duty.rule].doubtful else ""
        rows.append((
            figure(number), Cell(f"{duty.site_name}（{duty.who}）" if duty.who != duty.site_name else duty.who),
            Cell(DUTY_RULES[duty.rule].name + mark), Cell(duty.subject or duty.path, duty.url), Cell(duty.message),
            Cell(str(found.mend_by)), Cell(duty.help),
        ))
    return Grid("整改清单", tuple(rows), widths=(0.5, 1.5, 1.1, 2, 1.8, 0.9, 2.2), brief=6)
