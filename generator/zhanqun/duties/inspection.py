"""Duties and content -> indicators, scores, ranking and the problems of the bulletin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from zhanqun.duties.duties import compute_duties
from zhanqun.duties.facts import Facts
from zhanqun.duties.indicators import BAD, OK, Ground, judge
from zhanqun.duties.title_search import missed_titles
from zhanqun.model.address import absolute_url, site_prefix
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.coverage import VILLAGE
from zhanqun.model.duty import Duty, Ref
from zhanqun.model.inspection import Indicator, Inspection, SiteInspection, TitleSearch


def compute_inspection(facts: Facts) -> Inspection:
    """Every site judged alone, and all as one website. Linear in the items."""
    duties = compute_duties(facts).duties
    search = _search(facts)
    owed: defaultdict[str, list[Duty]] = defaultdict(list)
    items: defaultdict[str, list[LinkedItem]] = defaultdict(list)
    for duty in duties:
        owed[duty.site].append(duty)
    everything = facts.items()
    for linked in everything:
        items[linked.card.site].append(linked)
    judged = [
        (site, judge(Ground(facts, (site,), owed[site.id], items[site.id])))
        for site in facts.sites if site.org_type != VILLAGE  # no website of an organ of the state
    ]
    scores = {site.id: (-_vetoes(found), score(found)) for site, found in judged}
    sites = sorted(
        (
            SiteInspection(
                site=site.id, site_name=site.name,
                url=facts.url(site, f"{site_prefix(facts.cluster, site.id)}index.html"), indicators=found,
                vetoes=_vetoes(found), score=score(found),
                rank=1 + sum(other > scores[site.id] for other in scores.values()),
            )
            for site, found in judged
        ),
        key=lambda one: one.rank,
    )
    whole = (*judge(Ground(facts, facts.sites, duties, everything)), _searched(search))
    deadline = facts.working.after(facts.day, facts.number("整改工作日"))
    month = (facts.day.year, facts.day.month)
    return Inspection(
        day=facts.day, sites=tuple(sites), cluster=whole, cluster_score=score(whole), search=search,
        problems=tuple(duty for duty in duties if duty.level != "notice"), mend_by=deadline.day,
        mend_estimated=deadline.estimated, standards=facts.cluster.standards_version,
        published=sum(
            (linked.card.published.day.year, linked.card.published.day.month) == month for linked in everything
        ),
    )


def score(indicators: Sequence[Indicator]) -> float:
    """Estimate out of 100: the shares, over the weights that apply."""
    whole = sum(one.weight for one in indicators)
    return round(100 * sum(one.weight * one.share for one in indicators) / whole, 1) if whole else 0.0


def _vetoes(indicators: Sequence[Indicator]) -> int:
    return sum(one.part == "单项否决" and one.verdict == BAD for one in indicators)


def _search(facts: Facts) -> TitleSearch:
    first = facts.number("搜索首屏条数")
    cluster = facts.cluster
    misses = missed_titles(facts.catalog.cards, first)
    return TitleSearch(
        titles=len(facts.catalog.cards), first=first,
        misses=tuple(Ref(card.title, absolute_url(cluster, card.address, cluster.site(card.site))) for card in misses),
    )


def _searched(search: TitleSearch) -> Indicator:
    return Indicator(
        id="search", part="扣分", name="站内搜索", rule=f"用已发布的标题搜索，前 {search.first} 条里找得到",
        basis="国办秘函〔2019〕19号", verdict=OK if not search.misses else "部分符合",
        evidence=f"全部 {search.titles} 个标题，找不到 {len(search.misses)} 个", refs=search.misses[:50], weight=6,
        share=1 - len(search.misses) / search.titles if search.titles else 1.0, doubtful=True,
    )
