"""One function for each kind of report: what was judged and what was asked -> values and a paper."""

from __future__ import annotations

from zhanqun.commands.report import Asked, Made
from zhanqun.commands.report_inputs import guide_texts
from zhanqun.duties.facts import Facts, gather_facts
from zhanqun.pipeline import Judged


def facts_of(judged: Judged, sites: tuple[str, ...]) -> Facts:
    return gather_facts(
        judged.catalog, judged.result.withheld, judged.now.date(), guides=guide_texts(judged.catalog), sites=sites
    )


def duties(judged: Judged, asked: Asked) -> Made:
    """Fails when something red is owed."""
    from zhanqun.duties.duties import compute_duties
    from zhanqun.duties.duties_view import duties_paper

    found = compute_duties(facts_of(judged, asked.sites))
    return Made(found, duties_paper(found, judged.cluster.name), failed=found.count("error") > 0)


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


def annual(judged: Judged, asked: Asked) -> Made:
    raise NotImplementedError
