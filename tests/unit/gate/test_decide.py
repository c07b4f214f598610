from __future__ import annotations

import ast
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from helpers.gate_values import NOW, PATH, approved, cluster, context, item, page, review, reviewer, site
from zhanqun.model.cluster import Policy, Waiver, Wording
from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import ClosedReason, Correction, Openness, Withdrawal
from zhanqun.model.moment import Moment
from zhanqun.model.rule import Context, Rule
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub, Verdict, WithheldItem
from zhanqun.stages.gate import RULES, at_its_time, gate_source

FILE = "sites/jiaoyu/docs/tongzhi/2026/附件1.csv"


def errors(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings if finding.severity is Severity.ERROR]


def warnings(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings if finding.severity is Severity.WARNING]


def judge(value: Any, data: dict[str, bytes] | None = None, **changes: Any) -> Verdict:
    return gate_source(value, context(value, data, **changes))


def test_an_approved_item_is_cleared() -> None:
    verdict = judge(approved(item()))
    assert isinstance(verdict.outcome, ClearedItem)
    assert verdict.findings == ()
    assert set(verdict.outcome.passed) == {rule.id for rule in RULES}


def test_an_approved_page_is_cleared() -> None:
    assert isinstance(judge(approved(page())).outcome, ClearedPage)


@pytest.mark.parametrize("openness", [Openness.ON_REQUEST, Openness.CLOSED])
def test_other_labels_hold(openness: Openness) -> None:
    verdict = judge(approved(item(openness=openness, closed_reason=ClosedReason.PROCESS)))
    assert isinstance(verdict.outcome, WithheldItem)
    assert (verdict.outcome.held, verdict.outcome.reasons, verdict.findings) == (True, ("label",), ())


def test_a_closed_item_without_a_reason_is_an_error() -> None:
    verdict = judge(item(openness=Openness.CLOSED))
    assert isinstance(verdict.outcome, WithheldItem)
    assert (verdict.outcome.held, errors(verdict)) == (False, ["label"])


def test_an_embargoed_item_is_held_until_its_minute() -> None:
    value = approved(item(published=Moment(date(2026, 6, 1), datetime(2026, 6, 1, 12, 1).time())))
    verdict = judge(value)
    assert isinstance(verdict.outcome, WithheldItem)
    assert (verdict.outcome.held, verdict.changes_at) == (True, datetime(2026, 6, 1, 12, 1))
    assert isinstance(judge(value, now=datetime(2026, 6, 1, 12, 1)).outcome, ClearedItem)


def test_what_would_stop_the_build_later_is_a_warning_now() -> None:
    verdict = judge(item(published=Moment(date(2027, 1, 1))))
    assert isinstance(verdict.outcome, WithheldItem)
    assert (verdict.outcome.held, errors(verdict), warnings(verdict)) == (True, [], ["approval"])
    (finding,) = verdict.findings
    assert (finding.later, at_its_time(finding).severity, at_its_time(finding).later) == (True, Severity.ERROR, False)


def test_what_waits_for_its_day_is_known_by_no_word_of_its_message() -> None:
    (finding,) = judge(item(published=Moment(date(2027, 1, 1)))).findings
    assert at_its_time(replace(finding, message="另一种说法")).severity is Severity.ERROR
    assert at_its_time(replace(finding, later=False)).severity is Severity.WARNING


def test_a_notice_past_its_end_leaves_a_stub() -> None:
    value = approved(item(until=date(2026, 6, 1)))
    verdict = judge(value)
    assert isinstance(verdict.outcome, ClearedItem)
    assert verdict.changes_at == datetime(2026, 6, 2)
    stub = judge(value, now=datetime(2026, 6, 2)).outcome
    assert isinstance(stub, Stub)
    assert (stub.kind, stub.day, stub.reason) == ("expired", date(2026, 6, 2), "")


def test_taking_down_needs_no_approval_but_its_reason_does() -> None:
    tree = {"标题": "关于开学的通知", "撤回": {"原因": "数据有误", "日期": "2026-06-01"}}
    before, now = canonical(tree, "撤回"), canonical(tree)
    value = item(withdrawn=Withdrawal(day=date(2026, 6, 1), reason="数据有误"), canonical=now)
    public = approved(replace(value, canonical=before))
    stale = judge(replace(public, canonical=now))
    assert isinstance(stale.outcome, Stub)
    assert (stale.outcome.kind, stale.outcome.reason, stale.findings) == ("withdrawn", "", ())
    fresh = judge(approved(value)).outcome
    assert isinstance(fresh, Stub)
    assert fresh.reason == "数据有误"


def canonical(tree: dict[str, object], *without: str) -> bytes:
    kept = {key: value for key, value in tree.items() if key not in without}
    return b"zhanqun-front-matter-1\n" + json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("ends", [{"withdrawn": Withdrawal(day=date(2026, 6, 1), reason="数据有误")}, {"until": date(2026, 5, 1)}])
def test_what_nobody_approved_leaves_no_page_and_stops_nothing(ends: dict[str, Any]) -> None:
    verdict = judge(item(**ends))
    assert isinstance(verdict.outcome, WithheldItem)
    assert (verdict.outcome.held, errors(verdict), warnings(verdict)) == (True, [], ["schedule"])


def test_no_stub_for_what_was_never_public() -> None:
    value = item(openness=Openness.CLOSED, closed_reason=ClosedReason.QUERY, until=date(2026, 1, 1))
    assert isinstance(judge(value).outcome, WithheldItem)


APPROVALS = {
    "none": (None, "没有审查记录"),
    "stale": (review("sha256:" + "0" * 64), "失效"),
    "missing step": ((("初审", "甲", "2026-02-28"),), "缺少保密审查"),
    "unknown person": ((("初审", "丁", "2026-02-28"), ("保密审查", "乙", "2026-02-28")), "不在审查人名单里"),
    "wrong step": ((("初审", "乙", "2026-02-28"), ("保密审查", "丙", "2026-02-28")), "无权对本站做初审"),
    "before their time": ((("初审", "甲", "2019-02-28"), ("保密审查", "乙", "2026-02-28")), "无权对本站做初审"),
    "same person": ((("初审", "丙", "2026-02-28"), ("保密审查", "丙", "2026-02-28")), "同一个人"),
    "future": ((("初审", "甲", "2026-06-02"), ("保密审查", "乙", "2026-02-28")), "今天之后"),
    "twice": ((("初审", "甲", "2026-02-28"), ("初审", "丙", "2026-02-28"), ("保密审查", "乙", "2026-02-28")),
              "记了两次"),
}


@pytest.mark.parametrize("case", APPROVALS)
def test_approvals_that_do_not_count(case: str) -> None:
    given, message = APPROVALS[case]
    value = item()
    if isinstance(given, tuple):
        value = approved(value, None, *given)
    else:
        value = replace(value, head=replace(value.head, review=given))
    verdict = judge(value)
    assert isinstance(verdict.outcome, WithheldItem)
    assert not verdict.outcome.held
    assert any(message in finding.message for finding in verdict.findings if finding.severity is Severity.ERROR)


def test_a_result_that_is_not_consent_is_refused() -> None:
    value = approved(item())
    steps = tuple(replace(step, result="不同意") for step in value.head.review.steps)
    assert errors(judge(replace(value, head=replace(value.head, review=replace(value.head.review, steps=steps)))))


@pytest.mark.parametrize("author", ["甲 <a@b.example>", "someone <甲@REVIEW.example>", "甲", "甲@review.example"])
def test_an_author_is_no_approver(author: str) -> None:
    assert errors(judge(approved(item()), authors=(author,))) == ["approval"]


def test_approval_after_publication_is_a_warning_unless_corrected() -> None:
    late = (("初审", "甲", "2026-05-01"), ("保密审查", "乙", "2026-03-01"))
    assert warnings(judge(approved(item(), None, *late))) == ["approval"]
    corrected = item(corrections=(Correction(day=date(2026, 5, 1), note="改正日期"),))
    assert warnings(judge(approved(corrected, None, *late))) == []


def test_an_unknown_column_cannot_be_approved() -> None:
    assert errors(judge(approved(item(column="99")))) == ["approval"]


def trailers(value: Any, *given: tuple[str, str], committed: str = "yes", **changes: Any) -> Verdict:
    made = cluster(sites=(site("portal", "mother"), site("jiaoyu", approvals="trailers")))
    return judge(value, cluster_=made, trailers=given, facts={"committed": committed}, **changes)


def test_trailers_approve_when_each_step_has_its_own_person() -> None:
    both = ("甲", "甲@review.example"), ("乙", "乙@review.example")
    assert isinstance(trailers(item(), *both).outcome, ClearedItem)
    named = ("丙 <丙@review.example> (初审)", ""), ("乙（保密审查）", "乙@review.example")
    assert isinstance(trailers(item(), *named).outcome, ClearedItem)
    cut = ("甲", "甲@review.example> (初审)"), ("乙", "乙@REVIEW.example> (保密审查)")
    assert isinstance(trailers(item(), *cut).outcome, ClearedItem)


@pytest.mark.parametrize("given", [
    (), (("丙", "丙@review.example"),), (("甲", "甲@other.example"), ("乙", "乙@review.example")),
    (("甲", "甲@review.example"), ("丙", "丙@review.example (初审)")),
])
def test_trailers_that_do_not_cover_the_steps_are_refused(given: tuple[tuple[str, str], ...]) -> None:
    assert errors(trailers(item(), *given)) == ["approval"]


def test_trailers_say_nothing_of_uncommitted_bytes() -> None:
    both = ("甲", "甲@review.example"), ("乙", "乙@review.example")
    assert errors(trailers(item(), *both, committed="")) == ["approval"]


def test_named_files_are_cleared_with_their_digest() -> None:
    value = approved(item(files=("附件1.csv",)), {FILE: b"x"})
    outcome = judge(value, {FILE: b"x"}).outcome
    assert isinstance(outcome, ClearedItem)
    assert [(file.path, file.size, file.listed) for file in outcome.files] == [(FILE, 1, True)]


def test_missing_and_empty_files_are_errors_that_no_waiver_lifts() -> None:
    value = item(files=("附件1.csv",))
    waived = cluster(waivers=(Waiver(rule=RuleId("attachment-missing"), path=PATH, reason="", person="",
                                     until=date(2027, 1, 1)),))
    assert errors(judge(approved(value), cluster_=waived)) == ["attachment-missing"]
    assert errors(judge(approved(value, {FILE: b""}), {FILE: b""})) == ["attachment-missing"]


def test_a_file_that_nobody_read_is_never_cleared_whatever_the_rules() -> None:
    value = approved(item(files=("附件1.csv",)))
    assert isinstance(gate_source(value, context(value), rules=()).outcome, WithheldItem)


@pytest.mark.parametrize("name", ["a.exe", "a.svg", "a.doc", "a", "a.html.zip.js"])
def test_types_off_the_list_are_refused(name: str) -> None:
    path = FILE.replace("附件1.csv", name)
    assert errors(judge(approved(item(files=(name,)), {path: b"x"}), {path: b"x"})) == ["attachment-type"]


def test_large_files_are_refused() -> None:
    small = cluster(policy=Policy(numbers={"附件上限MB": 1}))
    data = {FILE: b"x" * (1024 * 1024 + 1)}
    assert errors(judge(approved(item(files=("附件1.csv",)), data), data, cluster_=small)) == ["attachment-size"]


def waiver(**changes: Any) -> Waiver:
    given: dict[str, Any] = {"rule": RuleId("attachment-size"), "path": FILE, "reason": "r", "person": "p",
                                 "until": date(2026, 6, 1)}
    return Waiver(**{**given, **changes})


@pytest.mark.parametrize(("changes", "cleared"), [
    ({}, True), ({"path": PATH}, True), ({"until": date(2026, 5, 31)}, False), ({"rule": "attachment-type"}, False),
    ({"path": "sites/jiaoyu/docs/other.md"}, False), ({"digest": "sha256:" + "0" * 64}, False),
])
def test_waivers_lift_one_rule_of_one_path_until_they_lapse(changes: dict[str, Any], cleared: bool) -> None:
    made = cluster(policy=Policy(numbers={"附件上限MB": 0}), waivers=(waiver(**changes),))
    data = {FILE: b"x"}
    verdict = judge(approved(item(files=("附件1.csv",)), data), data, cluster_=made)
    assert isinstance(verdict.outcome, ClearedItem) == cleared
    if cleared:
        assert isinstance(verdict.outcome, ClearedItem)
        assert verdict.outcome.waived == ("attachment-size",)
        assert verdict.changes_at == datetime(2026, 6, 2)


@pytest.mark.parametrize("rule", ["label", "schedule", "approval", "attachment-missing"])
def test_hard_rules_cannot_be_lowered(rule: str) -> None:
    made = cluster(policy=Policy(severities={rule: "warning"}),
                   waivers=(waiver(rule=RuleId(rule), path=PATH, until=date(2027, 1, 1)),))
    broken = {"label": item(openness=Openness.CLOSED), "schedule": item(published=Moment(date(2027, 1, 1))),
              "approval": item(), "attachment-missing": approved(item(files=("x.pdf",)))}
    assert isinstance(judge(broken[rule], cluster_=made).outcome, WithheldItem)


def test_soft_rules_can_be_raised() -> None:
    value = approved(item(index_no=""))
    assert isinstance(judge(value).outcome, ClearedItem)
    raised = cluster(policy=Policy(severities={"index-number": "error"}))
    assert errors(judge(value, cluster_=raised)) == ["index-number"]


@pytest.mark.parametrize(("number", "fine"), [
    ("000014349/2019-00007", True), ("01404053X/2021-00490", True), ("011336909/2020-12335", True),
    ("11441700007280420Y/2021-00050", True), ("11500226753092798P/2020-00045", True),
    ("11370322004222241N/2021-5135380", True), ("shg58/2021-402", False), ("0142768-8/2022-00185", False),
    ("000014348/2019-00007", False), ("11441700007280421Y/2021-00050", False), ("", False),
])
def test_index_numbers_in_another_form_are_warnings(number: str, fine: bool) -> None:
    verdict = judge(approved(item(index_no=number)))
    assert isinstance(verdict.outcome, ClearedItem)
    assert warnings(verdict) == ([] if fine else ["index-number"])


def test_a_rule_that_fails_withholds_and_says_only_its_name() -> None:
    def explode(value: Any, context: Context) -> list[Any]:
        raise ValueError("机密文字")

    bad = Rule(id=RuleId("bad"), title="", source="", check=explode)
    value = approved(item())
    verdict = gate_source(value, context(value), rules=(*RULES, bad))
    assert isinstance(verdict.outcome, WithheldItem)
    assert (verdict.outcome.held, errors(verdict)) == (False, ["internal"])
    assert "机密" not in repr(verdict)


def test_wording_lists_change_verdicts_on_their_days() -> None:
    words = (Wording(word="a", level="warn", advice="", since=date(2026, 7, 1)),
             Wording(word="b", level="warn", advice="", until=date(2026, 6, 15)))
    assert judge(approved(item()), cluster_=cluster(words=words)).changes_at == datetime(2026, 6, 16)


def test_reviewers_of_another_site_may_not_approve() -> None:
    made = cluster(reviewers=(reviewer("甲", "初审", sites=("minzheng",)), reviewer("乙", "保密审查")))
    assert errors(judge(approved(item()), cluster_=made)) == ["approval"]


def test_cleared_things_are_made_in_one_file_only() -> None:
    package = Path(gate_source.__code__.co_filename).parents[2]
    makers = set()
    for file in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("ClearedItem", "ClearedPage"):
                    makers.add(file.relative_to(package).as_posix())
    assert {"stages/gate/decide.py"} == makers


def test_the_clock_is_an_argument() -> None:
    assert judge(approved(item()), now=NOW) == judge(approved(item()), now=NOW)
