"""Reports that fall due every year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from zhanqun.duties.facts import Facts
from zhanqun.model.cluster import Site
from zhanqun.model.coverage import VILLAGE
from zhanqun.model.duty import Duty

_GOVERNMENTS = ("政府",)


def annual_day(site: Site, year: int) -> date:
    """Last day for the report on ``year``: departments and townships 31 January, the government 31 March (条例第四十九条)."""
    return date(year + 1, 3, 31) if site.role == "mother" or site.org_type in _GOVERNMENTS else date(year + 1, 1, 31)


def yearly_duties(facts: Facts) -> Iterator[Duty]:
    """The report on last year, and on this one when it is nearly over."""
    remind = facts.day + timedelta(facts.number("提前提醒天数"))
    columns = [column for column in facts.cluster.catalogue.columns if column.kind == "年报"]
    column = next(iter(columns), None)
    for site in facts.sites:
        if site.org_type == VILLAGE:
            continue
        yield from _enforcement(facts, site, remind)
        titles = [
            (linked.card.title, linked.card.published.day)
            for linked in facts.catalog.items.get(site.id, ())
            if "年度" in linked.card.title or linked.card.kind == "年报"
        ]
        for year in (facts.day.year - 1, facts.day.year):
            due = annual_day(site, year)
            if due > remind:
                continue
            found = [day for title, day in titles if f"{year}年" in title and "信息公开" in title]
            if not found:
                past = due < facts.day
                yield facts.duty(
                    "annual-report-due", site, f"{year}年年度报告{'逾期未发布' if past else '还没有发布'}，期限 {due}",
                    column=column, subject=f"{year}年政府信息公开工作年度报告",
                    url=facts.column_url(site, column) if column else "", due=due, level="" if past else "notice",
                )
            elif min(found) > due:
                yield facts.duty(
                    "annual-report-due", site, f"{year}年年度报告 {min(found)} 发布，晚于 {due}", column=column,
                    subject=f"{year}年政府信息公开工作年度报告",
                    url=facts.column_url(site, column) if column else "", due=due,
                )
    mother = facts.cluster.mother
    if mother in facts.sites:
        yield from _website(facts, mother, remind)


def _enforcement(facts: Facts, site: Site, remind: date) -> Iterator[Duty]:
    """Who publishes permits or penalties publishes a year's figures of them (国办发〔2018〕118号)."""
    columns = [column for column in facts.cluster.catalogue.columns
               if column.kind == "公示" and column.code.startswith(("20-05-", "20-06-")) and facts.required(site, column)]
    if not columns:
        return
    for year in (facts.day.year - 1, facts.day.year):
        due = date(year + 1, 1, 31)
        published = any(
            f"{year}年" in linked.card.title and "执法" in linked.card.title and "统计" in linked.card.title
            for linked in facts.catalog.items.get(site.id, ())
        )
        if due <= remind and not published:
            past = due < facts.day
            yield facts.duty(
                "enforcement-report-due", site, f"{year}年行政执法统计{'逾期未公开' if past else '还没有公开'}，期限 {due}",
                subject=f"{year}年行政执法总体情况和统计数据", due=due, level="" if past else "notice",
            )


def _website(facts: Facts, site: Site, remind: date) -> Iterator[Duty]:
    for year in (facts.day.year - 1, facts.day.year):
        due = date(year + 1, 1, 31)
        published = any(
            f"{year}年" in linked.card.title and "网站" in linked.card.title and "报表" in linked.card.title
            for linked in facts.catalog.items.get(site.id, ())
        )
        if due <= remind and not published:
            past = due < facts.day
            yield facts.duty(
                "website-report-due", site, f"{year}年政府网站工作年度报表{'逾期未发布' if past else '还没有发布'}，期限 {due}",
                subject=f"{year}年政府网站工作年度报表", due=due, level="" if past else "notice",
            )
