"""Cover what must not be seen before any text of a source goes into a report.

A source is shown as it will be published, except the places that a rule complained of and those that a waiver lets
pass. A complaint whose place cannot be found again covers its whole line: rather too much than one digit too few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from zhanqun.model.finding import Finding, Location
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.stages.gate.detect.masking import BLOCK, mask
from zhanqun.stages.gate.detect.scan import SECRETS, WRITING, scan, scan_all
from zhanqun.stages.gate.detect.spans import Detector
from zhanqun.text.visible import visible, visible_line

_DETECTORS: dict[RuleId, tuple[Detector, ...]] = {}
for _detector in (*SECRETS, *WRITING):
    _DETECTORS[_detector.id] = (*_DETECTORS.get(_detector.id, ()), _detector)


def covered(text: str) -> tuple[str, int]:
    """A text of which nothing is known: every match of every detector covered, and how many there were."""
    if not text:
        return "", 0
    spans = _joined((match.start, match.end) for match in scan_all(text))
    return (mask(text, spans), len(spans)) if spans else (text, 0)


def shown(text: str) -> str:
    """One line for people: covered, no line breaks, no control or direction characters that would rearrange it."""
    return visible(" ".join(covered(text)[0].split()))


def shown_path(path: str) -> str:
    """A path as it is, unless its name holds what must not be seen."""
    return visible_line(covered(path)[0])


def cover_body(value: Item | Page, findings: Sequence[Finding], waived: Iterable[RuleId]) -> tuple[str, int]:
    """The body with every complaint covered. Line numbers stay."""
    mine = [finding for finding in findings if finding.where.path == value.path and finding.where.line >= value.body_line]
    return _cover(value.body, value.body_line, mine, tuple(waived))


def cover_value(text: str, line: int, findings: Sequence[Finding], waived: Iterable[RuleId]) -> tuple[str, int]:
    """One front-matter value whose key stands on ``line``; covered as a whole when its complaint cannot be placed."""
    mine = [finding for finding in findings if finding.where.line == line]
    count = 0
    spans: list[tuple[int, int]] = []
    for rule in (*(finding.rule for finding in mine), *waived):
        spans += [(match.start, match.end) for detector in _DETECTORS.get(rule, ()) for match in scan(text, detector)]
    found = {finding.rule for finding in mine if BLOCK in finding.evidence}
    placed = {rule for rule in found if any(scan(text, detector) for detector in _DETECTORS.get(rule, ()))}
    if found - placed:
        return BLOCK * min(8, max(1, len(text))), 1
    joined = _joined(spans)
    count += len(joined)
    return (mask(text, joined), count) if joined else (text, 0)


def cover_finding(finding: Finding) -> Finding:
    """A finding for a report: its messages may quote what an author wrote, so they are covered once more."""
    return replace(
        finding, where=_place(finding.where), also=tuple(_place(where) for where in finding.also),
        message=shown(finding.message), help=shown(finding.help),
        evidence=visible(covered(finding.evidence)[0]),
    )


def _place(where: Location) -> Location:
    return replace(where, path=shown_path(where.path))


def _cover(text: str, first: int, findings: Sequence[Finding], waived: tuple[RuleId, ...]) -> tuple[str, int]:
    rules = dict.fromkeys((*(finding.rule for finding in findings), *waived))
    if not rules:
        return text, 0
    wanted = {(finding.rule, finding.where.line) for finding in findings}
    spans: list[tuple[int, int]] = []
    placed: set[tuple[RuleId, int]] = set()
    for rule in rules:
        for detector in _DETECTORS.get(rule, ()):
            for match in scan(text, detector):
                line = first + text.count("\n", 0, match.start)
                if (rule, line) in wanted or rule in waived:
                    spans.append((match.start, match.end))
                    placed.add((rule, line))
    starts = _line_starts(text)
    for finding in findings:
        place = (finding.rule, finding.where.line)
        row = finding.where.line - first
        if BLOCK in finding.evidence and place not in placed and 0 <= row < len(starts) - 1:
            spans.append((starts[row], starts[row + 1] - 1))
    joined = _joined(spans)
    return _mask_lines(text, joined), len(joined)


def _mask_lines(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Mask, keeping line breaks inside a span, so that lines stay lines."""
    pieces: list[tuple[int, int]] = []
    for start, end in spans:
        while (cut := text.find("\n", start, end)) >= 0:
            if cut > start:
                pieces.append((start, cut))
            start = cut + 1
        if end > start:
            pieces.append((start, end))
    return mask(text, pieces)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    while (cut := text.find("\n", starts[-1])) >= 0:
        starts.append(cut + 1)
    return [*starts, len(text) + 1]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans made one, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined
