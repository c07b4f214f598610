"""Rows of everything that is about to be published -> Verified, or findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.output import OutputRow
from zhanqun.model.verdict import GateResult

_LINK = RuleId("dead-link")
_SOURCE = RuleId("output-provenance")
_GENERATED = frozenset({"theme", "list", "feed", "data", "index", "redirect"})


@dataclass(frozen=True, slots=True)
class Verified:
    """What may be written. Made here only."""

    rows: tuple[OutputRow, ...]
    """Sorted by path."""


def verify_output(
    rows: Iterable[OutputRow], result: GateResult, shared_links: Mapping[str, str],
) -> tuple[Verified | None, tuple[Finding, ...]]:
    """Check provenance and links of the whole output.

    ``shared_links``: output path -> who links to it, for frames and lists. Returns none and findings on any error.
    """
    ordered = tuple(sorted(rows, key=lambda row: row.path))
    findings = _duplicates(ordered)
    cleared = _cleared_sources(result)
    paths = {row.path for row in ordered}
    for row in ordered:
        if row.source not in cleared and row.source not in _GENERATED:
            findings.append(_error(
                _SOURCE, row.source, f"输出文件 {row.path} 的来源没有通过审查关",
                "这是生成器的错误：请保留现场并报告，不要发布",
            ))
        findings.extend(_dead(row.source, row.path, [link for link in row.links if link not in paths]))
    for target, page in sorted(shared_links.items()):
        if target not in paths:
            findings.extend(_dead("", page, [target]))
    if findings:
        return None, tuple(sorted(findings, key=Finding.order))
    return Verified(ordered), ()


def _cleared_sources(result: GateResult) -> set[str]:
    sources = {stub.path for stub in result.stubs}
    for item in result.items:
        sources.add(item.path)
        sources.update(file.path for file in item.files)
    for page in result.pages:
        sources.add(page.path)
        sources.update(file.path for file in page.files)
    return sources


def _duplicates(rows: Sequence[OutputRow]) -> list[Finding]:
    return [
        _error(_SOURCE, second.source, f"两个来源要写同一个输出文件 {second.path}", "改其中一个的文件名")
        for first, second in pairwise(rows) if first.path == second.path
    ]


def _dead(source: str, page: str, targets: Sequence[str]) -> list[Finding]:
    return [
        _error(
            _LINK, source or page, f"链接指到 {target}，公开的内容里没有它",
            "改正链接；如果指的是没有公开的信息，去掉这个链接；如果指的是附件，把它列入附件",
        )
        for target in targets
    ]


def _error(rule: RuleId, path: str, message: str, help_text: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, where=Location(path), message=message, help=help_text)
