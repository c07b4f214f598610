"""The annual report as a paper, and as the draft of an item."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from zhanqun.duties.annual_tables import active_tables, request_table, suit_table
from zhanqun.model.annual import AnnualReport, WebsiteReport
from zhanqun.model.cluster import Cluster
from zhanqun.model.paper import Block, Cell, Grid, Heading, Paper, Words, heads


def annual_paper(report: AnnualReport, *, flat: bool = False) -> Paper:
    """Six chapters; tables merged as in the official form, or ``flat`` for Markdown, which cannot merge."""
    tables: dict[int, tuple[Grid, ...]] = {
        1: active_tables(report, flat=flat), 2: (request_table(report, flat=flat),),
        3: (suit_table(report, flat=flat),),
    }
    blocks: list[Block] = []
    for number, (name, lines) in enumerate(report.chapters):
        blocks.append(Heading(2, name))
        blocks += [Words(line) for line in lines]
        if number in tables:
            blocks += tables[number]
        elif not lines:
            blocks.append(Words("【待填】"))
    return Paper(report.title, tuple(blocks))


def website_paper(report: WebsiteReport, *, flat: bool = False) -> Paper:
    """Categories beside all their items, or ``flat`` for Markdown, which cannot merge."""
    rows = [heads("类别", "项目", "内容", "来源")]
    for group, entries in groupby(report.rows, key=lambda row: row[0]):
        under = list(entries)
        for number, (_, name, value, source) in enumerate(under):
            first = (Cell(group),) if flat else (Cell(group, down=len(under)),) if not number else ()
            rows.append((*first, Cell(name), Cell(value), Cell(source)))
    grid = Grid("", tuple(rows), widths=(1.2, 2.6, 2, 0.8), brief=4)
    return Paper(report.title, (grid,), "格式依据国办函〔2018〕12号；项目名称请与主管部门当年下发的表核对。")


def item_draft(title: str, body: str, cluster: Cluster, agency: str, day: date) -> str:
    """A Markdown file with front matter, without index number and review: those come from the usual commands."""
    column = next((column for column in cluster.catalogue.columns if column.kind == "年报"), None)
    lines = [
        "---", f"标题: {title}", "公开属性: 主动公开", f"信息分类: '{column.code if column else ''}'",
        f"成文日期: {day}", f"发布日期: {day}", f"发文机关: {agency}", "文种: 报告", r"主题分类: [综合政务\政务公开]",
        "关键词: [年度报告, 政府信息公开]", f"来源: {agency}", "---", "",
    ]  # fmt: skip
    return "\n".join(lines) + "\n" + body
