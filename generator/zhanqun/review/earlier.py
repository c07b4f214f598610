"""What comes into the repository with the change and stands on no page: versions of the branch that are gone again, and
files that nothing names. A merge brings both along, and whoever may read the repository reads them.

保守国家秘密法 leaves no room: deleting the file is not enough (docs/review.md, last section).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from zhanqun.attachments import read_attachment
from zhanqun.model.address import is_content, is_source
from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.review.git_base import Base
from zhanqun.review.reading import plain_file
from zhanqun.review.side import Circumstances, judge_side
from zhanqun.stages.gate.detect.scan import SECRETS, scan_all

_MOST = 500
"""Versions read; more are counted."""
_RULES = frozenset({*(detector.id for detector in SECRETS), RuleId("attachment-content")})
_HELP = "只删文件不够，历史里还留着：停止推送和合并，按审查人手册最后一节报告和清理"


def earlier_versions(base: Base, cluster: Cluster, now: datetime) -> tuple[tuple[Finding, ...], int]:
    """Findings of versions that the working tree no longer has, and how many versions were not read."""
    seen: set[tuple[str, str]] = set()
    found: dict[tuple[str, str, str], Finding] = {}
    read = 0
    versions = [entry for entry in base.versions() if _content(entry[1])]
    for commit, path in versions:
        data = base.read_at(commit, path)
        if data is None:
            continue
        mark = (path, hashlib.sha256(data).hexdigest())
        if mark in seen:
            continue
        seen.add(mark)
        place = plain_file(cluster.root, path)
        if place is not None and place.stat().st_size == len(data) and place.read_bytes() == data:
            continue
        read += 1
        if read > _MOST:
            continue
        for fault in _faults(base, cluster, commit, path, data, now):
            found.setdefault((path, fault.rule, fault.message), fault)
    return tuple(found.values()), max(0, read - _MOST)


def _faults(base: Base, cluster: Cluster, commit: str, path: str, data: bytes, now: datetime) -> Iterator[Finding]:
    site = cluster.site(path.split("/")[1])
    if is_source(path):
        side = judge_side(cluster, site, path, lambda name: base.read_at(commit, name), now, Circumstances()) if site else None
        if side is not None and side.value is not None and side.open:
            for fault in side.faults:
                if fault.rule in _RULES and fault.severity is Severity.ERROR:
                    yield _finding(fault.rule, path, commit, fault.message)
            return
        texts = [data.decode("utf-8", "replace")]
    else:
        texts = [text for _, text in read_attachment(path, data).text_blocks]
    for rule, message in _secrets(texts):
        yield _finding(rule, path, commit, message)


def unnamed_files(cluster: Cluster, paths: Iterable[str]) -> Iterator[Finding]:
    """Findings of files that no item or page names: the gate never looks at them, since it never publishes them."""
    for path in paths:
        place = plain_file(cluster.root, path)
        if place is None:
            continue
        texts = [text for _, text in read_attachment(path, place.read_bytes()).text_blocks]
        for rule, message in dict.fromkeys(_secrets(texts)):
            yield Finding(
                rule=rule, severity=Severity.ERROR, where=Location(path), message=f"没有条目或页面指名的文件里：{message}",
                help="不公开的文件不要放进仓库；要公开的，处理好以后写进条目的「附件」")


def _secrets(texts: Iterable[str]) -> Iterator[tuple[RuleId, str]]:
    for text in texts:
        for match in scan_all(text):
            if match.severity is Severity.ERROR:
                yield match.detector, match.message


def _finding(rule: RuleId, path: str, commit: str, message: str) -> Finding:
    """Without a line: it would be that of another version."""
    return Finding(rule=rule, severity=Severity.ERROR, where=Location(path), help=_HELP,
                   message=f"提交 {commit[:12]} 里有过，后来删掉了：{message}")


def _content(path: str) -> bool:
    return is_content(path)
