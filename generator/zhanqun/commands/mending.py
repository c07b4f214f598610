"""``check --fix``: what can be put right without guessing, in sources under which nobody has put a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from zhanqun.model.finding import Finding
from zhanqun.text.numbers import mended_document_number

_VALUE = re.compile(r"^(发文字号[ \t]*:[ \t]*)(['\"]?)([^'\"#\r\n]+?)(\2[ \t]*(?:#[^\r\n]*)?\r?)$")
_APPROVED = re.compile(rb"(?m)^(?:\? *)?['\"]?(?:\xe5\xae\xa1\xe6\x9f\xa5)['\"]?[ \t]*(?::|\r?$)")
"""A block 审查: another number would void what somebody has put a name under."""


def mend_document_numbers(root: Path, findings: Iterable[Finding]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give document numbers their standard form. Paths of what was mended, and of what was left because it is approved."""
    from zhanqun.config import load_cluster
    from zhanqun.review.approve import replace_file

    cluster = load_cluster(root).cluster
    # There the name stands in a commit, and a file that differs from it is approved no more.
    by_commits = tuple(f"sites/{site.id}/" for site in (cluster.sites if cluster else ()) if site.approvals == "trailers")

    mended: list[str] = []
    left: list[str] = []
    for finding in findings:
        place = root / finding.where.path
        if finding.rule != "document-number" or place.is_symlink() or not place.is_file():
            continue
        data = place.read_bytes()
        written = _mended(data, finding.where.line)
        if written == data:
            continue
        if finding.where.path.startswith(by_commits) or _APPROVED.search(data.split(b"\n---", 1)[0]):
            left.append(finding.where.path)
            continue
        replace_file(place, written)
        mended.append(finding.where.path)
    return tuple(mended), tuple(left)


def _mended(data: bytes, line: int) -> bytes:
    """The same bytes but for the number on that line."""
    lines = data.split(b"\n")
    if not 0 < line <= len(lines):
        return data
    found = _VALUE.match(lines[line - 1].decode("utf-8", "surrogateescape"))
    number = mended_document_number(found[3].strip()) if found else ""
    if found is None or not number:
        return data
    lines[line - 1] = f"{found[1]}{found[2]}{number}{found[4]}".encode("utf-8", "surrogateescape")
    return b"\n".join(lines)
