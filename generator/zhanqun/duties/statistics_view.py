"""Statistics as a paper: every figure opens the items behind it, and the last table lists them all."""

from __future__ import annotations

from collections.abc import Sequence

from zhanqun.model.cluster import Cluster
from zhanqun.model.paper import Block, Cell, Grid, Paper, Words, figure, heads, percent
from zhanqun.model.statistics import Count, Published, Statistics

LISTED = 50
"""A figure opens at most so many items in place; the last table has all of them."""


def statistics_paper(found: Statistics, cluster: Cluster) -> Paper:
    blocks: list[Block] = [Words(
        f"{found.since} 至 {found.until} 主动公开 {len(found.published)} 条"
        f"（其中期满或撤回后已撤下 {sum(one.taken_down for one in found.published)} 条）。"
        "去年同期指上一年的同一段日子。每个数字的明细在“明细”和“去年同期明细”两张表里，按站点、栏目、类型、月份筛选就是那个数字；"
        "“上级含下级”的栏目数包括下级栏目，“含下级”的站点数包括下级站点。"
    )]
    for name, rows in (
        ("按站点", found.sites), ("按站点（含下级）", found.branches), ("按栏目（上级含下级）", found.columns),
        ("按类型", found.kinds), ("按公开属性", found.openness),
    ):
        if rows:
            blocks.append(_counts(name, rows, found))
    blocks.append(_counts("按月份", found.months, found, yearly=False))
    blocks += [_timeliness(found), _submissions(found), _details("明细", found.published, cluster)]
    if found.earlier:
        blocks.append(_details("去年同期明细", found.earlier, cluster))
    return Paper(
        f"{cluster.name}政府信息公开统计（{found.since} 至 {found.until}）", tuple(blocks),
        f"标准版本 {found.standards}。及时率只算有成文日期、期限确定的条目；解读率只算规章和行政规范性文件。",
    )


def _behind(numbers: Sequence[int], published: Sequence[Published]) -> tuple[tuple[str, str], ...]:
    return tuple((published[number].title, published[number].url) for number in numbers[:LISTED])


def _counts(name: str, rows: Sequence[Count], found: Statistics, *, yearly: bool = True) -> Grid:
    top = max((row.value for row in rows), default=0) or 1
    lines = [heads("名称", "条数", *(("去年同期", "增减") if yearly else ()))]
    for row in rows:
        if not row.value and not row.before:
            continue
        cells = [Cell(row.name, row.url), figure(row.value, share=row.value / top, more=(
            *_behind(row.items, found.published), *((path, "") for path in row.paths[:LISTED])))]
        if yearly:
            change = Cell(f"{100 * (row.value - row.before) / row.before:+.1f}%" if row.before else "—", number=True)
            cells += [figure(row.before, more=_behind(row.items_before, found.earlier)), change]
        lines.append(tuple(cells))
    return Grid(name, tuple(lines), brief=4 if yearly else 2)


def _timeliness(found: Statistics) -> Grid:
    def listed(numbers: tuple[int, ...]) -> Cell:
        return figure(len(numbers), more=_behind(numbers, found.published))

    lines = [heads("站点", "公开", "有期限的", "超期", "及时率", "应解读", "已解读", "解读率")]
    lines += [
        (
            Cell(rate.site_name), figure(rate.published), listed(rate.dated), listed(rate.late),
            percent(len(rate.dated) - len(rate.late), len(rate.dated)), listed(rate.to_interpret), listed(rate.interpreted),
            percent(len(rate.interpreted), len(rate.to_interpret)),
        )
        for rate in found.rates
    ]
    return Grid("及时率和解读率", tuple(lines), brief=8)


def _submissions(found: Statistics) -> Grid:
    lines = [heads("名次", "站点", "报送", "采用", "采用率")]
    lines += [
        (
            figure(rate.rank or None), Cell(rate.site_name),
            figure(len(rate.offered), more=_behind(rate.offered, found.published)),
            figure(len(rate.adopted), more=_behind(rate.adopted, found.published)),
            percent(len(rate.adopted), len(rate.offered)),
        )
        for rate in sorted(found.rates, key=lambda rate: (rate.rank == 0, rate.rank))
    ]
    return Grid("报送和采用", tuple(lines), brief=5)


def _details(name: str, published: Sequence[Published], cluster: Cluster) -> Grid:
    names = {site.id: site.short for site in cluster.sites}
    lines = [heads("标题", "站点", "栏目", "类型", "发布日期", "月份", "期限", "超期", "报送", "采用")]
    columns = cluster.catalogue.by_code
    lines += [
        (
            Cell(one.title, one.url), Cell(names[one.site]), Cell("/".join(columns[one.column].path)), Cell(one.kind),
            Cell(str(one.day)), Cell(f"{one.day:%Y-%m}"), Cell(str(one.due or "")), Cell("是" if one.late else ""),
            Cell("是" if one.submitted else ""), Cell("是" if one.adopted else ""),
        )
        for one in published
    ]
    return Grid(name, tuple(lines), brief=6)
