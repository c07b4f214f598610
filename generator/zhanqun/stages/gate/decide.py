"""One item or page, all rules, one verdict. The only place where ``ClearedItem`` and ``ClearedPage`` are made.

Label, schedule, approval, content, in this order. An item that its label holds back is not looked at further. One
that is only too early is: what would stop the build on its day is said now, as a warning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from zhanqun.model.cluster import Waiver
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Openness, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.model.verdict import ClearedFile, ClearedItem, ClearedPage, NamedFile, Stub, Verdict, WithheldItem
from zhanqun.stages.gate.gone import GONE, harmless_number, stub_of
from zhanqun.stages.gate.lookup import Lookup, after, lookup_for, midnight
from zhanqun.stages.gate.naming import name_files
from zhanqun.stages.gate.rules import ASKED
from zhanqun.stages.gate.rules.schedule import stage_of
from zhanqun.stages.gate.texts import safe

INTERNAL = RuleId("internal")


class _Tally:
    """What the rules said of one source."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.reasons: list[RuleId] = []
        self.passed: list[RuleId] = []
        self.waived: list[RuleId] = []
        self.used: list[Waiver] = []
        self.turns: list[datetime] = []
        """Minutes from which on a rule may say something else."""
        self.error = False
        self.held = False
        self.broken = False


def gate_source(value: Item | Page, context: Context, rules: Sequence[Rule] = ASKED) -> Verdict:
    """Judge one source. Never raises: a rule that fails withholds the source and stops the build (``internal``)."""
    tally = _Tally()
    table = lookup_for(context.cluster, context.now.date())
    public = value.head.openness is Openness.ACTIVE
    stage = stage_of(value, context.now)
    for rule in rules:
        if not public and rule.id != "label":
            continue
        _ask(rule, value, context, table, tally)
    named = _named(value, context, tally)
    if public and stage == "public" and not tally.reasons and not tally.error:
        return _clear(value, context, tally, named)
    changes_at = _next_change(context.now, tally) if public else None
    gone = public and stage in GONE and not tally.broken
    held = not tally.broken and ((public and stage == "future") or gone or not tally.error)
    findings = tally.findings
    outcome: Stub | WithheldItem = _withhold(
        value, tuple(tally.reasons) or (RuleId("schedule" if public else "label"),), held)
    if gone and isinstance(value, Item):
        # What is not shown any more stops nothing, whatever is wrong with it.
        left = stub_of(value, stage, context, sound=not tally.error)
        findings = [left] if isinstance(left, Finding) else []
        outcome = left if isinstance(left, Stub) else outcome
    elif held and public:
        findings = [_early(finding, value) for finding in findings]
    return Verdict(outcome=outcome, findings=tuple(sorted(findings, key=Finding.order)), changes_at=changes_at,
                   index_no=harmless_number(value), named=tuple(file.path for file in named))


def list_faults(value: Item | Page, context: Context, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """What ``rules`` say of a source, whatever its day: for reviewers, before they put their name under it."""
    tally = _Tally()
    table = lookup_for(context.cluster, context.now.date())
    for rule in rules:
        _ask(rule, value, context, table, tally)
    return tuple(sorted(tally.findings, key=Finding.order))


def _named(value: Item | Page, context: Context, tally: _Tally) -> tuple[NamedFile, ...]:
    """The files named; when one was not read, nothing may be cleared, whatever the rules in force say."""
    try:
        named = name_files(value)
    except Exception as error:
        _break(RuleId("attachment-missing"), error, value, tally)
        return ()
    if named and not {file.path for file in named} <= {file.path for file in context.attachments}:
        tally.error = True
        if "attachment-missing" not in tally.reasons:
            tally.reasons.append(RuleId("attachment-missing"))
    return named


def _ask(rule: Rule, value: Item | Page, context: Context, table: Lookup, tally: _Tally) -> None:
    """Ask one rule and note what it says."""
    try:
        if rule.turns is not None:
            tally.turns += rule.turns(value, context)
        hits = list(rule.check(value, context))
        if not hits:
            tally.passed.append(rule.id)
            return
        for hit in hits:
            _note(rule, hit, value, context, table, tally)
    except Exception as error:  # Whatever goes wrong in a rule, the source must stay back.
        _break(rule.id, error, value, tally)


def _break(rule: RuleId, error: Exception, value: Item | Page, tally: _Tally) -> None:
    tally.broken = tally.error = True
    if INTERNAL not in tally.reasons:
        tally.reasons.append(INTERNAL)
    # The exception's own text may quote the source, so only its type is told.
    tally.findings.append(Finding(
        rule=INTERNAL, severity=Severity.ERROR, where=Location(value.path),
        message=f"规则 {rule} 检查本文件时出错（{type(error).__name__}），未检查完的内容一律不发布",
        help="这是程序的缺陷：请把规则名和本文件的特点告诉维护人员",
    ))


def _note(rule: Rule, hit: Hit, value: Item | Page, context: Context, table: Lookup, tally: _Tally) -> None:
    if hit.hold:
        tally.held = True
        if rule.id not in tally.reasons:
            tally.reasons.append(rule.id)
        return
    severity = _severity(rule, hit, context)
    if severity is Severity.ERROR:
        waiver = _waiver(rule, hit, value, context, table) if rule.waivable else None
        if waiver is not None:
            tally.used.append(waiver)
            if rule.id not in tally.waived:
                tally.waived.append(rule.id)
            return
        tally.error = True
        if rule.id not in tally.reasons:
            tally.reasons.append(rule.id)
    tally.findings.append(Finding(
        rule=rule.id, severity=severity, where=Location(hit.path or value.path, hit.line, hit.column),
        message=safe(hit.message), help=safe(hit.help), evidence=hit.evidence,
        also=(*hit.also, Location(value.path)) if hit.path and hit.path != value.path else hit.also,
    ))


def _severity(rule: Rule, hit: Hit, context: Context) -> Severity:
    """The rule's own word, unless cluster.yml says otherwise of a rule that may be waived."""
    chosen = context.cluster.policy.severities.get(rule.id) if rule.waivable else None
    if chosen == Severity.WARNING.value:
        return Severity.WARNING
    if chosen == Severity.ERROR.value:
        return Severity.ERROR
    return Severity.WARNING if hit.severity is Severity.WARNING else Severity.ERROR


def _waiver(rule: Rule, hit: Hit, value: Item | Page, context: Context, table: Lookup) -> Waiver | None:
    """A waiver for this rule and one of the hit's files that holds on this day and for these bytes."""
    if not table.waivers:
        return None
    for path in dict.fromkeys((hit.path or value.path, *(place.path for place in hit.also), value.path)):
        for waiver in table.waivers.get(path, ()):
            if waiver.rule == rule.id and table.today <= waiver.until and _bytes_match(waiver, value, context):
                return waiver
    return None


def _bytes_match(waiver: Waiver, value: Item | Page, context: Context) -> bool:
    if not waiver.digest:
        return True
    wanted = waiver.digest.removeprefix("sha256:")
    if waiver.path == value.path:
        return wanted == value.sha256.removeprefix("sha256:")
    return any(file.path == waiver.path and file.sha256.removeprefix("sha256:") == wanted
               for file in context.attachments)


def _clear(
    value: Item | Page, context: Context, tally: _Tally, named: tuple[NamedFile, ...],
) -> Verdict:
    """The only door."""
    files: tuple[ClearedFile, ...] = ()
    if named:
        read = {file.path: file for file in context.attachments}
        files = tuple(
            ClearedFile(path=file.path, name=file.name, size=len(read[file.path].data),
                        sha256=read[file.path].sha256, listed=file.listed)
            for file in named
        )
    outcome: ClearedItem | ClearedPage
    passed, waived = tuple(tally.passed), tuple(tally.waived)
    if isinstance(value, Item):
        outcome = ClearedItem(site=value.site, path=value.path, sha256=value.sha256, head=value.head,
                              files=files, passed=passed, waived=waived)
    else:
        outcome = ClearedPage(site=value.site, path=value.path, sha256=value.sha256, head=value.head,
                              files=files, passed=passed, waived=waived)
    return Verdict(
        outcome=outcome, findings=tuple(sorted(tally.findings, key=Finding.order)),
        changes_at=_next_change(context.now, tally),
        index_no=value.head.index_no if isinstance(value, Item) else "",
        named=tuple(file.path for file in named),
    )


def _withhold(value: Item | Page, reasons: tuple[RuleId, ...], held: bool) -> WithheldItem:
    """What stays back, with the few facts the office's own reports count; never a word of the text."""
    if not isinstance(value, Item):
        return WithheldItem(site=value.site, path=value.path, sha256=value.sha256, reasons=reasons, held=held)
    head = value.head
    return WithheldItem(
        site=value.site, path=value.path, sha256=value.sha256, reasons=reasons, held=held, column=head.column,
        openness=head.openness.value if isinstance(head.openness, Openness) else "", published=head.published.day, reassess=head.reassess,
    )


def _early(finding: Finding, value: Item | Page) -> Finding:
    if finding.severity is not Severity.ERROR or not isinstance(value, Item):
        return finding
    told = f"{finding.message}（定于 {value.head.published} 发布，届时会停止构建）"
    return replace(finding, severity=Severity.WARNING, message=told, later=True)


def at_its_time(finding: Finding) -> Finding:
    """What a build lets wait until the day of publication, as it will be then: a change is reviewed once, before."""
    return replace(finding, severity=Severity.ERROR, later=False) if finding.later else finding


def _next_change(now: datetime, tally: _Tally) -> datetime | None:
    """The next minute at which the same bytes may be judged otherwise."""
    moments = [*tally.turns, *(midnight(after(waiver.until)) for waiver in tally.used)]
    return min((moment for moment in moments if moment > now), default=None)
