"""The review ledger as CSV for offices and as JSON for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from io import StringIO

from zhanqun.model.ledger import Entry

HEADS = (
    "站点", "文件", "状态", "标题", "索引号", "栏目", "发布日期", "起草人", "环节", "审查人", "审查日期", "结论",
    "摘要", "提交", "提交日期", "提交人",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def ledger_csv(entries: Sequence[Entry]) -> str:
    """UTF-8 with a byte order mark, CRLF, every cell quoted. No cell can be read as a formula by an office program."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADS)
    for entry in entries:
        cells = (
            entry.site, entry.path, entry.state, entry.title, entry.index_no, entry.column, entry.public_from,
            "；".join(entry.authors), entry.step, entry.person, entry.day, entry.result, entry.digest, entry.commit,
            entry.commit_day, entry.committer,
        )
        writer.writerow([safe_cell(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def safe_cell(text: str) -> str:
    """An apostrophe before whatever an office program would take for a formula (OWASP, CSV injection)."""
    return "'" + text if text.lstrip(" \u3000\u00a0\u200b\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def ledger_json(entries: Sequence[Entry]) -> str:
    return json.dumps(
        {"format": "zhanqun-audit-1", "entries": [asdict(entry) for entry in entries]}, ensure_ascii=False, indent=2
    ) + "\n"
