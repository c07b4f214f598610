"""Findings for programs: the --report file and annotations of a code host's CI."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from zhanqun.model.finding import Finding, Location
from zhanqun.report.summary import Summary

COUNTS = ("items", "cleared", "withheld", "held", "pages", "written", "unchanged", "removed")
"""Always all there, in this order (design §8)."""


def report_json(summary: Summary) -> str:
    """The --report file: one JSON object, UTF-8 text, ending with a newline."""
    value: dict[str, Any] = {name: summary.counts.get(name, 0) for name in COUNTS}
    value["findings"] = [finding_value(finding) for finding in summary.sorted()]
    value["seconds"] = {stage: round(spent, 3) for stage, spent in summary.seconds.items()}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def finding_value(finding: Finding) -> dict[str, Any]:
    """One finding as plain values. Evidence is masked by whoever made the finding."""
    value: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        **_place(finding.where),
        "message": finding.message,
        "help": finding.help,
    }
    if finding.evidence:
        value["evidence"] = finding.evidence
    if finding.also:
        value["also"] = [_place(where) for where in finding.also]
    return value


def github_text(findings: Iterable[Finding]) -> str:
    """Workflow commands that a code host shows beside the changed lines. One line each."""
    lines = []
    for finding in sorted(findings, key=Finding.order):
        where = f"file={_property(finding.where.path)}"
        if finding.where.line:
            where += f",line={finding.where.line}"
        if finding.where.column:
            where += f",col={finding.where.column}"
        text = _data(f"{finding.message}\n处理：{finding.help}")
        lines.append(f"::{finding.severity.value} {where},title={_property(finding.rule)}::{text}\n")
    return "".join(lines)


def _place(where: Location) -> dict[str, Any]:
    return {"path": where.path, "line": where.line, "column": where.column}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
