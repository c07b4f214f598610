"""Findings as SARIF 2.1.0 (OASIS standard), for code hosts that show them beside the changed lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from zhanqun import __version__
from zhanqun.model.finding import Finding, Location

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_json(findings: Iterable[Finding], titles: Mapping[str, str]) -> str:
    """One run with every finding. ``titles``: rule -> its one line. Evidence is left out: hosts store these files."""
    ordered = sorted(findings, key=Finding.order)
    rules = sorted({str(finding.rule) for finding in ordered})
    run: dict[str, Any] = {
        "tool": {"driver": {
            "name": "zhanqun", "version": __version__, "language": "zh-CN",
            "rules": [
                {"id": rule, "shortDescription": {"text": titles.get(rule, rule)},
                 "help": {"text": f"zhanqun explain {rule}"}}
                for rule in rules
            ],
        }},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules) for finding in ordered],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": str(finding.rule),
        "ruleIndex": rules.index(str(finding.rule)),
        "level": finding.severity.value,
        "message": {"text": f"{finding.message}。处理：{finding.help}"},
        "locations": [_place(finding.where)],
        "partialFingerprints": {"zhanqun/v1": finding_fingerprint(finding)},
    }
    if finding.also:
        result["relatedLocations"] = [_place(where) for where in finding.also]
    return result


def _place(where: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(where.path or ".", safe="/-._~")}}
    if where.line:
        physical["region"] = {"startLine": where.line} | ({"startColumn": where.column} if where.column else {})
    return {"physicalLocation": physical}


def finding_fingerprint(finding: Finding) -> str:
    """The same for the same problem in the same file while lines move. Of rule, path and message: never of evidence."""
    text = "\0".join((finding.rule, finding.where.path, finding.message))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
