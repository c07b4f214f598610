"""Every file that is made is looked at where it is made: nothing secret, nothing withheld. Kept files were, before.

What may be shown (cleared.py) is asked for only when something is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from zhanqun.attachments import read_attachment
from zhanqun.memo import Store
from zhanqun.model.address import address_of
from zhanqun.model.cluster import Cluster
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.pipeline.cleared import ClearedTexts
from zhanqun.stages.gate import scan_all, stands_alone
from zhanqun.stages.render import Made, Task
from zhanqun.stages.verify import Watch, file_text, find_secrets, find_withheld, leak_findings, page_text

_WHEN = re.compile(r"(?:19|20)(?<![\d \-]..)\d\d-[01]\d-[0-3]\d(?: [0-2]\d:[0-5]\d(?::[0-5]\d)?)?(?![\d \-])")
"""Dates as the generator writes them. Their digits are part of no longer number."""
_REMEMBERED = 50_000
_BATCH = 60_000
"""Characters of several files that are compared with what is withheld at once: small arrays cost as much as large ones."""
_LINK = re.compile(r"https?://[^\s\"'<>|,，。）)]*")
_NUMBERS_ONLY = re.compile(r"search/[0-9a-f]{16}/[ch]/[0-9a-f/]+(?:-[dp][0-9]+)?\.bin\Z")
"""Lists of the full-text index: digits of digests in the address, and where no text is inside, nothing to look at."""


class Proof:
    """Looks at what a worker has made. One for a build; forked workers have their own."""

    def __init__(self, cluster: Cluster, facts: Mapping[str, SiteFacts], store: Store, watch: Watch) -> None:
        self._cluster = cluster
        self._facts = facts
        self._watch = watch
        self._constants = _constants(cluster)
        self._lines: dict[str, bool | None] = dict.fromkeys(self._constants, True)
        """Clean lines of other files, and whether they mean nothing more beside others; None: not asked, seen but once."""
        self._texts = ClearedTexts(cluster, facts, store, watch)
        # Addresses are looked at where their file is made.
        hosts = {cluster.base_url, *(f"https://{site.domain}" for site in cluster.sites if site.domain)}
        self._hosts = tuple(sorted(host.rstrip("/") + "/" for host in hosts))
        self._addresses: dict[str, frozenset[str]] = {}
        self.home = str(cluster.mother.id)
        """The site whose files are being made: what lists and data show stands there first."""
        self._waiting: list[tuple[str, str, list[str], Sequence[str]]] = []
        """Source, path, new lines and quoted texts of files that are still to be compared with what is withheld."""
        self._size = 0

    def look(self, task: Task, made: Made, sha256: str) -> list[Finding]:
        """What is wrong with one output file; whether it tells anything withheld is said by ``settle`` at the latest."""
        source, path = task.source, str(task.path)
        if source == "theme":
            return self._of_theme(path, made.data)
        if source.startswith("sites/") and not path.endswith(".html"):
            return self._attachment(source, path, sha256)
        text = page_text(made.leaf) if made.leaf else file_text(path, made.data)
        if not text and _NUMBERS_ONLY.match(path):
            return []
        if made.cleared:
            # A line that stands in the cleared source as it is has been through the gate.
            known = set(made.cleared.split("\n"))
            text = "\n".join([line for line in text.split("\n") if line not in known])
        return self._look_at(source, path, text, made.quoted)

    def _of_theme(self, path: str, data: bytes) -> list[Finding]:
        """What the theme brings is the program's own, but nobody's telephone; the emblem is a picture like any other."""
        if path.startswith("assets/emblem"):
            reading = read_attachment(path, data)
            wrong = bool(reading.hidden or reading.metadata) or any(problem.key != "no-text" for problem in reading.problems)
            return list(leak_findings(path, path, [RuleId("attachment-content")] if wrong else [], False))
        text = data.decode("utf-8", "ignore") if path.endswith((".css", ".js", ".svg", ".txt", ".html", ".json")) else ""
        secrets = find_secrets(text, scan_all, lambda: self._cleared("theme", (), words=False))
        return self._told_of(path, path, secrets, False) if secrets else []

    def look_at(self, source: str, path: str, text: str) -> list[Finding]:
        """What is wrong with one text, said at once."""
        return [*self._look_at(source, path, text), *self.settle()]

    def _look_at(self, source: str, path: str, text: str, quoted: Sequence[str] = ()) -> list[Finding]:
        fresh, seen = self._sort([*text.split("\n"), path])
        plain = _WHEN.sub(" ", _LINK.sub(lambda link: " " if link.group().startswith(self._hosts) else link.group(), "\n".join(seen)))
        secrets = find_secrets(plain, scan_all, lambda: self._cleared(source, quoted, words=False))
        if secrets:
            withheld = find_withheld("\n".join(fresh), self._watch, partial(self._cleared, source, quoted, words=True))
            return self._told_of(source, path, secrets, withheld)
        if len(self._lines) > _REMEMBERED:
            self._lines = dict.fromkeys(self._constants, True)
        self._lines.update(dict.fromkeys(fresh))
        self._waiting.append((source, path, fresh, quoted))
        self._size += sum(map(len, fresh))
        return self.settle() if self._size > _BATCH else []

    def _sort(self, lines: Sequence[str]) -> tuple[list[str], list[str]]:
        """Lines that no clean file had, and those that detectors must see: titles stand in many lists, labels on every page."""
        known, fresh, seen = self._lines, [], []
        for line in lines:
            if line not in known:
                fresh.append(line)
            else:
                alone = known[line]
                if alone is None:
                    alone = known[line] = stands_alone(line)
                if alone:
                    continue
            if not self._is_address(line):
                seen.append(line)
        return fresh, seen

    def _cleared(self, source: str, quoted: Sequence[str], *, words: bool) -> Iterator[str]:
        return self._texts.nearest(source, self.home, quoted, words=words)

    def settle(self) -> list[Finding]:
        """What is withheld in the files looked at since it was last asked."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        if not waiting or not self._watch.hits("\n".join([line for _, _, lines, _ in waiting for line in lines])):
            return []
        found: list[Finding] = []
        for source, path, lines, quoted in waiting:
            if find_withheld("\n".join(lines), self._watch, partial(self._cleared, source, quoted, words=True)):
                # Whoever shows the same next is told of it, too.
                for line in lines:
                    self._lines.pop(line, None)
                found += self._told_of(source, path, (), True)
        return found

    def _told_of(self, source: str, path: str, secrets: Sequence[RuleId], withheld: bool) -> list[Finding]:
        if self._watch.hits(path) or scan_all(path):
            path = path.rpartition("/")[0] + "/█"
        return leak_findings(source if source.startswith("sites/") else path, path, secrets, withheld)

    def _is_address(self, line: str) -> bool:
        """True for the address of a page that is there: it was looked at where that page is made."""
        if line[-5:] != ".html":
            return False
        first = line.split("/", 1)[0]
        site = first if first in self._facts else str(self._cluster.mother.id)
        known = self._addresses.get(site)
        if known is None:
            facts = self._facts[site]
            known = self._addresses[site] = frozenset(
                str(address_of(self._cluster, path))
                for path, state in zip(facts.paths, facts.states, strict=True) if state != "w")
        return line in known

    def _attachment(self, source: str, path: str, sha256: str) -> list[Finding]:
        """The gate has read it; it must be the very bytes."""
        entry = self._texts.entry(source)
        owner = None if entry is None else entry.item or entry.page
        cleared = {str(address_of(self._cluster, file.path)): file.sha256 for file in owner.files} if owner else {}
        if cleared.get(path) == sha256:
            return []
        return [Finding(
            rule=RuleId("output-provenance"), severity=Severity.ERROR, where=Location(source),
            message=f"附件 {path} 与审查过的字节不同", help="这是生成器的错误：请保留现场并报告，不要发布",
        )]


def _constants(cluster: Cluster) -> frozenset[str]:
    """Codes and telephones of the configuration, which stand alone on a line of every page."""
    feet = (cluster.footer, *(site.footer for site in cluster.sites))
    texts = {foot.site_code for foot in feet if foot is not None} | {site.code for site in cluster.sites}
    texts.update(site.office.get(key, "") for site in cluster.sites for key in ("联系电话", "传真号码"))
    return frozenset(texts - {""})
