"""The rules that look across files, and the result of the whole stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId, SiteId
from zhanqun.model.source import SourceFile
from zhanqun.model.verdict import ClearedItem, ClearedPage, GateResult, Stub, Verdict, WithheldItem
from zhanqun.stages.gate.across import ACROSS
from zhanqun.stages.gate.board import Board


def refuse_source(site: SiteId, path: str, sha256: str, findings: tuple[Finding, ...]) -> Verdict:
    """The verdict on a file that did not decode: withheld, an error, with decode's own findings."""
    reasons = tuple(sorted({finding.rule for finding in findings})) or (RuleId("front-matter"),)
    outcome = WithheldItem(site=site, path=path, sha256=sha256, reasons=reasons, held=False)
    return Verdict(outcome=outcome, findings=findings, changes_at=None)


def settle_items(
    cluster: Cluster,
    verdicts: Sequence[Verdict],
    other_files: Sequence[SourceFile],
    previous: Mapping[str, str],
    *,
    now: datetime | None = None,
) -> GateResult:
    """Apply the rules across files and sort everything.

    ``previous``: index number -> address as last published; empty on a first build. ``now``: minute of the build,
    to tell lapsed waivers. What an error across files touches is withheld; any error stops the build anyway.
    """
    board = Board(cluster, verdicts, other_files, previous, now)
    across = [finding for check in ACROSS for finding in check(board)]
    refused = _refused(across)
    found = [finding for verdict in verdicts if verdict.findings for finding in verdict.findings]
    findings = found + across
    items: list[ClearedItem] = []
    pages: list[ClearedPage] = []
    stubs: list[Stub] = []
    withheld: list[WithheldItem] = []
    for verdict in verdicts:
        outcome = verdict.outcome
        if isinstance(outcome, WithheldItem):
            withheld.append(outcome)
        elif refused and outcome.path in refused:
            withheld.append(_withhold(outcome, refused[outcome.path]))
        elif isinstance(outcome, ClearedItem):
            items.append(outcome)
        elif isinstance(outcome, ClearedPage):
            pages.append(outcome)
        else:
            stubs.append(outcome)
    return GateResult(
        items=tuple(sorted(items, key=_path)), pages=tuple(sorted(pages, key=_path)),
        stubs=tuple(sorted(stubs, key=_path)), withheld=tuple(sorted(withheld, key=_path)),
        findings=tuple(sorted(findings, key=Finding.order)),
        changes_at=min((verdict.changes_at for verdict in verdicts if verdict.changes_at is not None), default=None),
    )


def _path(outcome: ClearedItem | ClearedPage | Stub | WithheldItem) -> str:
    return outcome.path


def _refused(across: list[Finding]) -> dict[str, tuple[RuleId, ...]]:
    """Source path -> rules across files that forbid it."""
    refused: dict[str, tuple[RuleId, ...]] = {}
    for finding in across:
        if finding.severity is Severity.ERROR:
            for place in (finding.where, *finding.also):
                refused[place.path] = tuple(sorted({*refused.get(place.path, ()), finding.rule}))
    return refused


def _withhold(outcome: ClearedItem | ClearedPage | Stub, rules: tuple[RuleId, ...]) -> WithheldItem:
    digest = "" if isinstance(outcome, Stub) else outcome.sha256
    return WithheldItem(site=outcome.site, path=outcome.path, sha256=digest, reasons=rules, held=False)


def unknown_authors(note: str, broken: bool) -> Finding:
    """Said once when git names nobody's authors, and why (``note``).

    Without a repository nobody can know. In one whose history cannot be read whole, who signs may be who wrote: unknown
    means withheld, so it is an error.
    """
    return Finding(
        rule=RuleId("approval"), severity=Severity.ERROR if broken else Severity.WARNING, where=Location("sites"),
        message=f"没有核对起草人与审查人是否为同一人：{note}",
        help="在完整、能读的 git 克隆里运行；核对以前不发布" if broken else "在完整的 git 克隆里运行，才能核对",
    )
