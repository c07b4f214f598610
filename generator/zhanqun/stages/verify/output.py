"""Rows of everything that is about to be published -> Verified, or findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.output import OutputRow

_LINK = RuleId("dead-link")
_SOURCE = RuleId("output-provenance")
_GENERATED = frozenset({"theme", "list", "feed", "data", "index", "redirect"})


@dataclass(frozen=True, slots=True)
class Verified:
    """What may be written. Made here only."""

    rows: Mapping[str, tuple[OutputRow, ...]]
    """Site -> its rows, sorted by path."""


def verify_output(
    rows: Mapping[str, Sequence[OutputRow]], shared_links: Mapping[str, str], cleared: Callable[[str], bool],
    published: Callable[[str], bool],
) -> tuple[Verified | None, tuple[Finding, ...]]:
    """Check provenance and links of everything that was made or kept for some sites.

    ``shared_links``: output path -> who links to it, for frames, lists and kept pages of other sites. ``cleared``:
    whether a source file may be behind an output file. ``published``: whether a path outside ``rows`` stays in the
    output. Returns none and findings on any error.
    """
    findings: list[Finding] = []
    paths = {row.path: row for found in rows.values() for row in found}
    for found in rows.values():
        for row in found:
            other = paths[row.path]
            if other is not row and other.sha256 != row.sha256:
                findings.append(_error(
                    _SOURCE, row.source, f"两个来源要写同一个输出文件 {row.path}", "改其中一个的文件名",
                ))
            if row.source not in _GENERATED and not cleared(row.source):
                findings.append(_error(
                    _SOURCE, row.source, f"输出文件 {row.path} 的来源没有通过审查关",
                    "这是生成器的错误：请保留现场并报告，不要发布",
                ))
            findings.extend(
                _dead(row.source, link) for link in row.links if link not in paths and not published(link)
            )
    for target, page in sorted(shared_links.items()):
        if target not in paths and not published(target):
            findings.append(_dead(page, target))
    if findings:
        return None, tuple(sorted(findings, key=Finding.order))
    return Verified({
        site: tuple(sorted(found, key=lambda row: row.path)) for site, found in sorted(rows.items())
    }), ()


def _dead(page: str, target: str) -> Finding:
    return _error(
        _LINK, page, f"链接指到 {target}，公开的内容里没有它",
        "改正链接；如果指的是没有公开的信息，去掉这个链接；如果指的是附件，把它列入附件",
    )


def _error(rule: RuleId, path: str, message: str, help_text: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, where=Location(path), message=message, help=help_text)
