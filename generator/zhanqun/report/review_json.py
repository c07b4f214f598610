"""A review for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from zhanqun.model.comparison import Comparison
from zhanqun.report.tools import finding_value

FORMAT = "zhanqun-review-1"


def review_json(found: Comparison) -> str:
    """One JSON object; every text in it is covered already. Fields as in ``model/comparison.py``."""
    value: dict[str, Any] = {
        "format": FORMAT,
        "base": found.base,
        "head": found.head,
        "dirty": found.dirty,
        "blocked": bool(found.blocking),
        "changes": [asdict(change) for change in found.changes],
        "configuration": [asdict(config) for config in found.configuration],
        "others": list(found.others),
        "findings": [
            finding_value(finding) | {"touched": found.mine(finding)}
            for finding in sorted(found.findings, key=lambda finding: finding.order())
        ],
        "notes": list(found.notes),
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
