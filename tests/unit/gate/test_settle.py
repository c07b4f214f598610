from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from helpers.gate_values import FOOTER, NOW, approved, cluster, context, item, page
from zhanqun.model.cluster import Policy, Waiver
from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId, SiteId
from zhanqun.model.item import ClosedReason, Openness
from zhanqun.model.moment import Moment
from zhanqun.model.source import SourceFile
from zhanqun.model.verdict import ClearedItem, GateResult, Verdict, WithheldItem
from zhanqun.stages.gate import gate_source, refuse_source, settle_items, unknown_authors

DOCS = "sites/jiaoyu/docs/"
assert FOOTER


def cleared(name: str, number: int = 1, data: dict[str, bytes] | None = None, **head: Any) -> Verdict:
    path = name if name.startswith("sites/") else DOCS + name
    value = approved(item(path, index_no=f"000014349/2026-{number:05}" if number else "", **head), data)
    verdict = gate_source(value, context(value, data))
    assert isinstance(verdict.outcome, ClearedItem), verdict
    return verdict


def held(name: str, number: int = 1, **head: Any) -> Verdict:
    value = item(DOCS + name, index_no=f"000014349/2026-{number:05}", openness=Openness.CLOSED,
                 closed_reason=ClosedReason.PROCESS, **head)
    return gate_source(value, context(value))


def settle(*verdicts: Verdict, other: tuple[str, ...] = (), previous: dict[str, str] | None = None,
           **changes: Any) -> GateResult:
    files = tuple(SourceFile(path, 1, "") for path in other)
    return settle_items(changes.pop("cluster_", cluster()), verdicts, files, previous or {}, now=NOW, **changes)


def said(result: GateResult, severity: Severity = Severity.ERROR) -> list[str]:
    return [finding.rule for finding in result.findings if finding.severity is severity]


def test_everything_is_sorted_by_path() -> None:
    result = settle(cleared("b.md", 2), held("c.md", 3), cleared("a.md", 1))
    assert [one.path for one in result.items] == [DOCS + "a.md", DOCS + "b.md"]
    assert [one.path for one in result.withheld] == [DOCS + "c.md"]
    assert result.findings == ()


def test_two_items_with_one_index_number_are_both_named_and_withheld() -> None:
    result = settle(cleared("b.md", 1), cleared("a.md", 1))
    (finding,) = result.findings
    assert [finding.where.path, *(place.path for place in finding.also)] == [DOCS + "a.md", DOCS + "b.md"]
    assert said(result) == ["index-number-twice"]
    assert [one.reasons for one in result.withheld] == [("index-number-twice",)] * 2


def test_a_withheld_twin_counts_too() -> None:
    assert said(settle(cleared("b.md", 1), held("a.md", 1))) == ["index-number-twice"]
    both = settle(held("b.md", 1), held("a.md", 1))
    assert (said(both), said(both, Severity.WARNING)) == ([], ["index-number-twice"])
    assert "000014349" not in both.findings[0].message


def test_a_published_index_number_never_changes() -> None:
    previous = {"000014349/2026-00009": "jiaoyu/a.html"}
    assert said(settle(cleared("a.md", 1), previous=previous)) == ["index-number-changed"]
    assert said(settle(cleared("a.md", 0), previous=previous)) == ["index-number-changed"]
    assert said(settle(cleared("a.md", 9), previous=previous)) == []


def test_a_renamed_item_keeps_its_old_address_as_alias() -> None:
    previous = {"000014349/2026-00001": "jiaoyu/old.html"}
    assert said(settle(cleared("a.md"), previous=previous)) == ["item-renamed"]
    assert said(settle(cleared("a.md", aliases=("/jiaoyu/old.html",)), previous=previous)) == []


@pytest.mark.parametrize("alias", ["jiaoyu/b.html", "JIAOYU/B.html", "jiaoyu/../x.html", "x", "https://a.example/x.html",
                                   "jiaoyu/lanmu/x.html", "search.html", "INDEX.html", "jiaoyu/index.html", "x.html/y.html", "a\\b.html", ""])
def test_aliases_that_cannot_be_written_are_errors(alias: str) -> None:
    assert said(settle(cleared("a.md", aliases=(alias,)), cleared("b.md", 2))) == ["alias"]


def test_two_items_cannot_share_an_alias() -> None:
    both = settle(cleared("a.md", aliases=("x.html",)), cleared("b.md", 2, aliases=("x.html",)))
    assert said(both) == ["alias"]


@pytest.mark.parametrize(("one", "other"), [("a.md", "A.md"), ("\u00e9.md", "\u00c9.md"), ("a.md", "a.MD")])
def test_addresses_that_some_server_cannot_tell_apart_collide(one: str, other: str) -> None:
    result = settle(cleared(one, 1), cleared(other, 2))
    assert said(result) == ["same-address"]
    assert len(result.findings[0].also) == 1


@pytest.mark.parametrize("path", [DOCS + "lanmu/a.md", DOCS + "DATA/a.md", "sites/portal/docs/jiaoyu/a.md",
                                  "sites/portal/docs/JiaoYu/a.md", "sites/portal/docs/search.md",
                                  "sites/portal/docs/Search.md", "sites/portal/docs/bumen/x.md", DOCS + "index.md",
                                  DOCS + "Index.md", "sites/portal/docs/index.md", DOCS + "x.html/a.md"])
def test_places_of_the_generator_are_reserved(path: str) -> None:
    assert said(settle(cleared(path))) == ["reserved-address"]


def test_a_file_of_the_mother_cannot_lie_where_a_department_publishes() -> None:
    docs = "sites/portal/docs/"
    data = {docs + "jiaoyu/x.txt": b"x"}
    assert said(settle(cleared(docs + "a.md", 1, data, files=("jiaoyu/x.txt",)))) == ["reserved-address"]
    data = {docs + "b.html/x.txt": b"x"}
    assert said(settle(cleared(docs + "a.md", 1, data, files=("b.html/x.txt",)))) == ["reserved-address"]
    data = {docs + "jiaoyu2/x.txt": b"x"}
    assert said(settle(cleared(docs + "a.md", 1, data, files=("jiaoyu2/x.txt",)))) == []


def test_relations_lead_to_something_that_exists() -> None:
    target = cleared("b.md", 2)
    for good in ("000014349/2026-00002", DOCS + "b.md", "b.md"):
        assert settle(cleared("a.md", interprets=(good,), related=(good,)), target).findings == ()
    assert said(settle(cleared("a.md", interprets=("c.md",)))) == ["relation"]
    assert said(settle(cleared("a.md", related=("000014349/2026-00009",)))) == ["relation"]


def test_a_relation_to_something_withheld_is_a_warning() -> None:
    for target in ("000014349/2026-00002", "b.md"):
        result = settle(cleared("a.md", related=(target,)), held("b.md", 2))
        assert (said(result), said(result, Severity.WARNING)) == ([], ["relation"])


def test_a_file_named_by_nobody_is_reported() -> None:
    data = {DOCS + "x.txt": b"x"}
    result = settle(cleared("a.md", 1, data, files=("x.txt",)), other=(DOCS + "x.txt", DOCS + "y.pdf"))
    assert [(finding.rule, finding.where.path) for finding in result.findings] == [("unnamed-file", DOCS + "y.pdf")]


def test_a_file_shared_with_a_withheld_item_is_published_with_a_warning() -> None:
    data = {DOCS + "x.txt": b"x"}
    result = settle(cleared("a.md", 1, data, files=("x.txt",)), held("b.md", 2, files=("x.txt",)))
    assert said(result, Severity.WARNING) == ["shared-attachment"]
    assert [place.path for place in result.findings[0].also] == [DOCS + "a.md", DOCS + "b.md"]
    assert len(result.items[0].files) == 1


def test_soft_rules_across_files_can_be_raised() -> None:
    strict = cluster(policy=Policy(severities={"unnamed-file": "error"}))
    assert said(settle(other=(DOCS + "y.pdf",), cluster_=strict)) == ["unnamed-file"]


def test_waivers_that_lapsed_or_serve_nothing_are_reported() -> None:
    def waiver(until: date) -> Waiver:
        return Waiver(rule=RuleId("attachment-size"), path=DOCS + "a.md", reason="", person="", until=until, line=3)

    result = settle(cluster_=cluster(waivers=(waiver(date(2026, 5, 31)), waiver(date(2027, 1, 1)))))
    assert ["到期" in finding.message for finding in result.findings] == [True, False]
    assert said(result, Severity.WARNING) == ["waiver", "waiver"]


def test_a_history_that_cannot_be_read_is_an_error_and_none_at_all_a_warning() -> None:
    assert unknown_authors("浅克隆", broken=True).severity is Severity.ERROR
    assert unknown_authors("不在 git 仓库里", broken=False).severity is Severity.WARNING


def test_a_file_that_did_not_decode_is_withheld() -> None:
    verdict = refuse_source(SiteId("jiaoyu"), DOCS + "x.md", "0", ())
    assert isinstance(verdict.outcome, WithheldItem)
    assert not verdict.outcome.held


def test_the_earliest_change_counts() -> None:
    result = settle(cleared("a.md", 1, until=date(2026, 7, 1)), cleared("b.md", 2, until=date(2026, 6, 20)))
    assert result.changes_at == datetime(2026, 6, 21)


def test_pages_and_items_share_one_space_of_addresses() -> None:
    value = approved(page(DOCS + "A.md"))
    assert said(settle(gate_source(value, context(value)), cleared("a.md"))) == ["same-address"]


def test_a_hundred_thousand_verdicts_settle() -> None:
    """Code that compares each with each would not come to an end."""
    base = cleared("a.md", published=Moment(date(2026, 3, 1)))
    outcome = base.outcome
    assert isinstance(outcome, ClearedItem)
    many = [
        replace(base, index_no=f"000014349/2026-{number:07}", outcome=replace(outcome, path=f"{DOCS}a/{number}.md"))
        for number in range(100_000)
    ]
    assert len(settle(*many).items) == 100_000
