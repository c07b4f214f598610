"""Findings as a GitLab code-quality report: one JSON array, one entry a finding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from zhanqun.model.finding import Finding, Severity
from zhanqun.report.sarif import finding_fingerprint


def codequality_json(findings: Iterable[Finding]) -> str:
    """Errors are ``blocker``, warnings ``minor``. Fingerprints are unique within the report."""
    seen: dict[str, int] = {}
    entries = []
    for finding in sorted(findings, key=Finding.order):
        mark = finding_fingerprint(finding)
        number = seen[mark] = seen.get(mark, 0) + 1
        if number > 1:
            mark = hashlib.sha256(f"{mark} {number}".encode()).hexdigest()[:32]
        entries.append({
            "description": f"{finding.message}。处理：{finding.help}",
            "check_name": str(finding.rule),
            "fingerprint": mark,
            "severity": "blocker" if finding.severity is Severity.ERROR else "minor",
            "location": {"path": finding.where.path or ".", "lines": {"begin": max(1, finding.where.line)}},
        })
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
