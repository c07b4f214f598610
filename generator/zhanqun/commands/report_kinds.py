"""One function for each kind of report: what was judged and what was asked -> values and a paper."""

from __future__ import annotations

from zhanqun.commands.report import Asked, Made
from zhanqun.commands.report_inputs import first_commits, guide_texts, register_months
from zhanqun.duties.facts import Facts, gather_facts
from zhanqun.model.errors import UsageError
from zhanqun.model.finding import Severity
from zhanqun.pipeline.whole import Judged


def facts_of(judged: Judged, sites: tuple[str, ...]) -> Facts:
    return gather_facts(
        judged.catalog, judged.result.withheld, judged.now.date(), guides=guide_texts(judged.catalog), sites=sites,
        months=register_months(judged.catalog), committed=first_commits(judged.history),
    )


def duties(judged: Judged, asked: Asked) -> Made:
    """Fails when something red is owed."""
    from zhanqun.duties.duties import compute_duties
    from zhanqun.duties.duties_view import duties_paper

    found = compute_duties(facts_of(judged, asked.sites))
    return Made(found, duties_paper(found, judged.cluster), failed=found.count("error") > 0)


def stats(judged: Judged, asked: Asked) -> Made:
    """From the first day of the year to the day asked for, unless said otherwise."""
    from zhanqun.commands.report_data import adopted_items
    from zhanqun.duties.statistics import compute_statistics
    from zhanqun.duties.statistics_view import statistics_paper

    until = asked.until or judged.now.date()
    since = asked.since or until.replace(month=1, day=1)
    found = compute_statistics(facts_of(judged, asked.sites), since, until, adopted_items(judged.cluster))
    return Made(found, statistics_paper(found, judged.cluster))


def inspection(judged: Judged, asked: Asked) -> Made:
    """Fails when the cluster as a whole, or a site alone, meets a veto."""
    from zhanqun.duties.inspection import compute_inspection
    from zhanqun.duties.inspection_view import bulletin_paper

    found = compute_inspection(facts_of(judged, asked.sites))
    vetoed = any(one.part == "单项否决" and one.verdict == "不符合" for one in found.cluster)
    failed = vetoed or any(site.vetoes for site in found.sites)
    return Made(found, bulletin_paper(found, judged.cluster.name), failed=failed)


def coverage(judged: Judged, asked: Asked) -> Made:
    from zhanqun.duties.coverage import compute_coverage, coverage_paper

    found = compute_coverage(facts_of(judged, asked.sites))
    return Made(found, coverage_paper(found, judged.cluster))


def annual(judged: Judged, asked: Asked) -> Made:
    """Drafts for one site. Fails when a relation does not hold or somebody still has to say something."""
    from zhanqun.commands.report_data import foi_numbers, year_numbers
    from zhanqun.duties.annual import draft_annual
    from zhanqun.duties.annual_view import annual_paper, item_draft, website_paper
    from zhanqun.duties.website import draft_website
    from zhanqun.report.paper_text import blocks_markdown

    cluster, day = judged.cluster, judged.now.date()
    year = asked.year or day.year - 1
    if asked.website:
        table = draft_website(facts_of(judged, ()), year, year_numbers(cluster, cluster.mother, year))
        paper = website_paper(table)
        text = item_draft(table.title, blocks_markdown(website_paper(table, flat=True)), cluster, cluster.mother.name, day)
        return Made(table, paper, False, text, table.findings)
    if len(asked.sites) != 1:
        raise UsageError("年度报告一次起草一个站点的；请用 --site 写明站点")
    site = cluster.site(asked.sites[0])
    assert site is not None
    report = draft_annual(
        facts_of(judged, asked.sites), site, year, foi_numbers(cluster, site, year), year_numbers(cluster, site, year),
        foi_before=foi_numbers(cluster, site, year - 1), said_before=year_numbers(cluster, site, year - 1),
    )
    body = blocks_markdown(annual_paper(report, flat=True))
    failed = any(finding.severity is Severity.ERROR for finding in report.findings)
    return Made(
        report, annual_paper(report), failed, item_draft(report.title, body, cluster, site.name, day), report.findings
    )
