"""The gate's promises, for whatever is thrown at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.gate_values import approved, cluster, context, digest_of, item, reviewer
from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Openness, Review, Step
from zhanqun.model.moment import Moment
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub
from zhanqun.stages.gate import CONTENT, RULES, approval_digest, gate_source, name_files

FILE = "sites/jiaoyu/docs/tongzhi/2026/x.txt"
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


def published(outcome: object) -> bool:
    return isinstance(outcome, (ClearedItem, ClearedPage))


def fails(at: int) -> Rule:
    def check(value: Any, context: Context) -> list[Hit]:
        return [Hit(message="x", help="x", hold=at == 0, severity=Severity.ERROR)]

    return Rule(id=RuleId(f"extra-{at}"), title="", source="", check=check)


@given(published_on=DAYS, until=st.none() | DAYS, now=DAYS, kind=st.integers(0, 1), place=st.integers(0, len(RULES)))
def test_adding_a_failing_rule_never_clears(
    published_on: date, until: date | None, now: date, kind: int, place: int,
) -> None:
    value = approved(item(published=Moment(published_on), until=until))
    around = context(value, now=datetime.combine(now, datetime.min.time()))
    more = (*RULES[:place], fails(kind), *RULES[place:])
    assert not published(gate_source(value, around, more).outcome)
    without = gate_source(value, around).outcome
    if isinstance(without, Stub):
        assert isinstance(gate_source(value, around, more).outcome, Stub)


@given(body=TEXT, other=TEXT, canonical=st.binary(max_size=40), changed=st.binary(max_size=40),
       data=st.binary(max_size=20), altered=st.binary(max_size=20))
def test_any_change_makes_the_digest_stale(
    body: str, other: str, canonical: bytes, changed: bytes, data: bytes, altered: bytes,
) -> None:
    def plain(text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n")

    one = approval_digest(item(body=body, canonical=canonical), [("x.txt", data)])
    two = approval_digest(item(body=other, canonical=changed), [("x.txt", altered)])
    assert (one == two) == ((plain(body), canonical, data) == (plain(other), changed, altered))


@given(where=st.sampled_from(("body", "head", "file")))
def test_a_change_after_approval_withholds(where: str) -> None:
    data = {FILE: "一".encode()}
    value = approved(item(files=("x.txt",)), data)
    assert published(gate_source(value, context(value, data)).outcome)
    if where == "body":
        value = replace(value, body=value.body + "。")
    elif where == "head":
        value = replace(value, canonical=value.canonical + b" ")
    else:
        data = {FILE: "二".encode()}
    assert not published(gate_source(value, context(value, data)).outcome)


@given(label=st.text(max_size=8) | st.none() | st.sampled_from((Openness.CLOSED, Openness.ON_REQUEST, "主动公开")))
def test_a_label_that_is_not_the_public_one_never_clears(label: object) -> None:
    value = approved(item(openness=cast(Openness, label)))
    assert not isinstance(gate_source(value, context(value)).outcome, (ClearedItem, ClearedPage, Stub))


PEOPLE = st.sampled_from(("甲", "乙", "丙", "丁"))
STEPS = st.sampled_from(("初审", "复审", "保密审查"))
REVIEWERS = st.lists(st.builds(
    lambda name, steps, sites, since, until: reviewer(name, *steps, sites=sites, since=since, until=until),
    PEOPLE, st.lists(STEPS, max_size=3), st.lists(st.sampled_from(("*", "jiaoyu", "minzheng")), max_size=2).map(tuple),
    st.none() | DAYS, st.none() | DAYS,
), max_size=5)
RECORD = st.lists(st.builds(
    lambda name, person, day, result: Step(name=name, person=person, day=day, result=result),
    STEPS, PEOPLE, DAYS, st.sampled_from(("可以公开", "不同意")),
), max_size=4)


@settings(max_examples=300)
@given(people=REVIEWERS, steps=RECORD, author=PEOPLE, fresh=st.booleans())
def test_only_a_complete_review_by_those_who_may_clears(
    people: list[Any], steps: list[Step], author: str, fresh: bool,
) -> None:
    made = cluster(reviewers=tuple(people))
    value = item()
    digest = digest_of(value, {}) if fresh else "sha256:" + "0" * 64
    value = replace(value, head=replace(value.head, review=Review(digest=digest, steps=tuple(steps))))
    around = context(value, cluster_=made, authors=(author,))
    good = fresh and {"初审", "保密审查"} <= {step.name for step in steps}
    good = good and len({step.name for step in steps}) == len(steps) == len({step.person for step in steps})
    good = good and all(
        step.result == "可以公开" and step.day <= around.now.date() and step.person != author
        and any(one.name == step.person and one.may("jiaoyu", step.name, step.day) for one in people)
        for step in steps
    )
    assert published(gate_source(value, around).outcome) == good


@given(TEXT)
def test_names_stay_inside_the_docs_folder(text: str) -> None:
    for body in (f"[x]({text})", f"[x](<{text}>)", f"[x]: {text}", f"![{text}](../{text})"):
        for file in name_files(item(body=body)):
            assert file.path.startswith("sites/jiaoyu/docs/")
            assert ".." not in file.path.split("/")
            assert "\\" not in file.path


@given(published_on=DAYS, until=st.none() | DAYS, now=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)))
def test_between_now_and_the_next_change_nothing_changes(
    published_on: date, until: date | None, now: datetime,
) -> None:
    value = approved(item(published=Moment(published_on), until=until),
                     None, ("初审", "甲", "2025-01-01"), ("保密审查", "乙", "2025-01-01"))
    verdict = gate_source(value, context(value, now=now))
    later = (verdict.changes_at or datetime(2030, 1, 1)) - timedelta(minutes=1)
    if later > now:
        assert verdict.outcome == gate_source(value, context(value, now=later)).outcome


def test_rules_stand_in_order_of_their_ids() -> None:
    assert [rule.id for rule in CONTENT] == sorted(rule.id for rule in CONTENT)
    assert len({rule.id for rule in RULES}) == len(RULES)
