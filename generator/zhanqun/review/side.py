"""One source as it is on one side of a change, judged by the same gate as a build."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.finding import Finding, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Openness, Page
from zhanqun.model.rule import AttachmentBytes, Context
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub, Verdict
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import (
    CONTENT,
    GONE,
    approval_digest,
    gate_source,
    list_faults,
    name_files,
    refuse_source,
    relative_name,
    stage_of,
)

Read = Callable[[str], "bytes | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A source judged. ``value`` is none when it did not decode."""

    path: str
    value: Item | Page | None
    verdict: Verdict
    files: tuple[AttachmentBytes, ...] = ()
    context: Context | None = None
    faults: tuple[Finding, ...] = ()
    """What the content rules say, whatever the day: also of a source that is not public yet."""

    @property
    def cleared(self) -> bool:
        return isinstance(self.verdict.outcome, ClearedItem | ClearedPage)

    @property
    def stub(self) -> bool:
        return isinstance(self.verdict.outcome, Stub)

    @property
    def taken_down(self) -> bool:
        """Withdrawn or past its end, whether a page stays or not: its content is no business of a report any more."""
        return (self.open and self.value is not None and self.context is not None
                and stage_of(self.value, self.context.now) in GONE)

    @property
    def open(self) -> bool:
        """Labelled 主动公开: what a change wants to be public, and the only content that a report may show."""
        return self.value is not None and self.value.head.openness is Openness.ACTIVE

    @property
    def waived(self) -> tuple[RuleId, ...]:
        outcome = self.verdict.outcome
        return tuple(outcome.waived) if isinstance(outcome, ClearedItem | ClearedPage) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What git knows of the source on that side."""

    authors: tuple[str, ...] = ()
    trailers: tuple[tuple[str, str], ...] = ()
    facts: Mapping[str, str] | None = None


def judge_side(
    cluster: Cluster, site: Site, path: str, read: Read, now: datetime, known: Circumstances,
) -> Side | None:
    """Decode and gate one source; none when ``read`` has no such file."""
    data = read(path)
    if data is None:
        return None
    decoded = decode_source(cluster, site, path, data)
    value = decoded.value
    if value is None:
        return Side(path=path, value=None, faults=decoded.findings,
                    verdict=refuse_source(site.id, path, hashlib.sha256(data).hexdigest(), decoded.findings))
    files: list[AttachmentBytes] = []
    missing: list[tuple[str, int]] = []
    for named in name_files(value):
        content = read(named.path)
        if content is None:
            missing.append((named.name, named.line))
        else:
            files.append(AttachmentBytes(path=named.path, name=named.name, data=content, line=named.line,
                                         sha256=hashlib.sha256(content).hexdigest()))
    context = Context(
        cluster=cluster, site=site, now=now, attachments=tuple(files), missing=tuple(missing), authors=known.authors,
        digest=approval_digest(value, [(relative_name(path, file.path), file.data) for file in files]),
        trailers=known.trailers, facts=known.facts,
    )
    verdict = gate_source(value, context)
    faults = list_faults(value, context, CONTENT) if value.head.openness is Openness.ACTIVE else ()
    return Side(path=path, value=value, verdict=verdict, files=tuple(files), context=context,
                faults=(*decoded.findings, *faults))


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def at_end(side: Side, now: datetime) -> Side:
    """The side judged as on its own day of publication: tells whether a scheduled item would pass then."""
    assert side.value is not None and side.context is not None
    if isinstance(side.value, Item) and not side.value.head.published.reached(now):
        then = replace(side.context, now=side.value.head.published.instant())
        return replace(side, verdict=gate_source(side.value, then), context=then)
    return side
