"""A build settles site by site and then over all sites; that finds what settling everything at once finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from helpers.gate_values import NOW, approved, cluster, context, item
from zhanqun.model.address import address_of
from zhanqun.model.cluster import Waiver
from zhanqun.model.finding import Finding
from zhanqun.model.ids import RuleId
from zhanqun.model.item import ClosedReason, Openness
from zhanqun.model.source import SourceFile
from zhanqun.model.verdict import Verdict
from zhanqun.stages.gate import Register, gate_source, gather_facts, settle_cluster, settle_items

SITES = ("portal", "jiaoyu", "minzheng")
NAMES = ("a.md", "A.md", "b.md", "lanmu/c.md", "d/e.md", "search.md")
CLUSTER = replace(cluster(), waivers=(
    Waiver(rule=RuleId("wording"), path="sites/jiaoyu/docs/a.md", reason="演示", person="甲", until=date(2026, 12, 31)),
    Waiver(rule=RuleId("wording"), path="sites/jiaoyu/docs/b.md", reason="演示", person="甲", until=date(2025, 12, 31)),
))


@st.composite
def verdicts(draw: st.DrawFn) -> list[Verdict]:
    places = draw(st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from(NAMES)), unique=True, max_size=8))
    made = []
    for site, name in sorted(places, key=lambda place: (SITES.index(place[0]), place[1])):
        path = f"sites/{site}/docs/{name}"
        number = draw(st.sampled_from(("", "000014349/2026-00001", "000014349/2026-00002", "000014349/2026-00003")))
        targets = draw(st.lists(st.sampled_from(
            ("000014349/2026-00001", "000014349/2026-00009", "sites/jiaoyu/docs/a.md", "b.md")), max_size=2, unique=True))
        aliases = draw(st.lists(st.sampled_from(
            ("old/x.html", "a.html", "jiaoyu/a.html", "../x.html", "lanmu/z.html")), max_size=2, unique=True))
        value = item(path, index_no=number, interprets=tuple(targets), aliases=tuple(aliases))
        if draw(st.booleans()):
            value = approved(value)
        else:
            value = replace(value, head=replace(
                value.head, openness=Openness.CLOSED, closed_reason=ClosedReason.PROCESS))
        made.append(gate_source(value, context(value, cluster_=CLUSTER)))
    return made


@given(found=verdicts(), previous=st.dictionaries(
    st.sampled_from(("000014349/2026-00001", "000014349/2026-00002", "000014349/2026-00007")),
    st.sampled_from(("sites/jiaoyu/docs/a.md", "sites/portal/docs/b.md", "sites/minzheng/docs/gone.md")), max_size=2,
))
def test_settling_by_sites_is_settling(found: list[Verdict], previous: dict[str, str]) -> None:
    agree(found, previous)


def test_what_is_withheld_where_it_stood_hides_no_renamed_neighbour() -> None:
    moved = approved(item("sites/jiaoyu/docs/a.md", index_no="000014349/2026-00001"))
    held = item("sites/jiaoyu/docs/b.md", index_no="000014349/2026-00002", openness=Openness.CLOSED,
                closed_reason=ClosedReason.PROCESS)
    found = [gate_source(value, context(value, cluster_=CLUSTER)) for value in (moved, held)]
    rules = agree(found, {
        "000014349/2026-00001": "sites/jiaoyu/docs/gone.md", "000014349/2026-00002": "sites/jiaoyu/docs/b.md"})
    assert "item-renamed" in rules


def agree(found: list[Verdict], previous: dict[str, str]) -> set[str]:
    """Rules that speak up, the same whichever way they were asked."""
    # One address was published once, so two numbers cannot have been at it.
    previous = {number: path for path, number in {path: number for number, path in previous.items()}.items()}
    others = (SourceFile("sites/jiaoyu/docs/x.pdf", 1, ""),)
    whole = settle_items(
        CLUSTER, found, others, {number: address_of(CLUSTER, path) for number, path in previous.items()}, now=NOW)
    facts = [
        gather_facts(
            CLUSTER, site, [verdict for verdict in found if verdict.outcome.site == site.id],
            others if site.id == "jiaoyu" else (), (), "key", NOW)
        for site in CLUSTER.sites
    ]
    parts = [finding for each in facts for finding in each.findings]
    parts += settle_cluster(CLUSTER, Register(facts), previous, NOW)
    assert said(parts) == said(list(whole.findings))
    return {finding.rule for finding in parts}


def said(findings: list[Finding]) -> list[tuple[str, str, str, str]]:
    return sorted((one.rule, one.where.path, one.severity.value, one.message) for one in findings)
