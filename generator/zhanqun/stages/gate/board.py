"""All verdicts side by side, indexed once, so that the rules across files look only at what collides."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from posixpath import dirname

from zhanqun.model.address import address_of
from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.source import SourceFile
from zhanqun.model.verdict import ClearedItem, ClearedPage, Verdict, WithheldItem


class Board:
    """One pass over the verdicts; linear in their number."""

    def __init__(
        self, cluster: Cluster, verdicts: Sequence[Verdict], other_files: Sequence[SourceFile],
        previous: Mapping[str, str], now: datetime | None,
    ) -> None:
        self.cluster = cluster
        self.other_files = other_files
        self.previous = previous
        self.now = now
        self.by_path: dict[str, Verdict] = {verdict.outcome.path: verdict for verdict in verdicts}
        self.public: list[tuple[Verdict, str]] = []
        """Cleared things and stubs, with their addresses."""
        self.by_index: dict[str, Verdict] = {}
        self.index_twice: dict[str, list[Verdict]] = {}
        self.by_key: dict[str, str] = {}
        """Address folded for comparison -> source path: pages, stubs and published files."""
        self.key_twice: dict[str, list[str]] = {}
        self.file_of: dict[str, str] = {}
        """Published file -> the first cleared source that names it."""
        self.naming: list[Verdict] = []
        self.unread: set[str] = set()
        """Folders of sources with errors of which no file is known: they may name any file beside them."""
        for verdict in verdicts:
            self._place(verdict)

    def _place(self, verdict: Verdict) -> None:
        outcome = verdict.outcome
        path = outcome.path
        number = verdict.index_no
        if number:
            first = self.by_index.setdefault(number, verdict)
            if first is not verdict:
                self.index_twice.setdefault(number, [first]).append(verdict)
        if verdict.named:
            self.naming.append(verdict)
        if isinstance(outcome, WithheldItem):
            if not (outcome.held or verdict.named):
                self.unread.add(dirname(path))
            return
        address = address_of(self.cluster, path)
        self.public.append((verdict, address))
        self._take(address, path)
        if isinstance(outcome, (ClearedItem, ClearedPage)):
            for file in outcome.files:
                if file.path not in self.file_of:
                    self.file_of[file.path] = path
                    self._take(address_of(self.cluster, file.path), file.path)

    def _take(self, address: str, path: str) -> None:
        key = folded(address)
        first = self.by_key.setdefault(key, path)
        if first is not path:
            self.key_twice.setdefault(key, [first]).append(path)


def folded(address: str) -> str:
    """An address as a server that ignores case and normal forms sees it."""
    if address.isascii():
        return address.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def soft(cluster: Cluster, rule: RuleId, default: Severity) -> Severity:
    """Severity of a soft rule: cluster.yml may raise or lower it."""
    chosen = cluster.policy.severities.get(rule)
    return Severity(chosen) if chosen in ("error", "warning") else default


def collision(rule: str, paths: Sequence[str], message: str, help_text: str) -> Finding:
    """One error that names every side."""
    ordered = sorted(paths)
    return Finding(rule=RuleId(rule), severity=Severity.ERROR, where=Location(ordered[0], 1), message=message,
                   help=help_text, also=tuple(Location(path, 1) for path in ordered[1:]))
