"""Every file that is made is looked at where it is made: nothing secret, nothing withheld. Kept files were, before.

What may be shown is asked for only when something is found, the nearest first: the file's own source, its site, the
configuration, the rest of the cluster.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from zhanqun import assets
from zhanqun.attachments import read_attachment
from zhanqun.memo import Store
from zhanqun.model.address import address_of
from zhanqun.model.cluster import Cluster
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.verdict import ClearedItem
from zhanqun.pipeline.pack import Entry, chunk_count, load_chunk, load_sheet
from zhanqun.pipeline.versions import load_versions
from zhanqun.stages.gate import scan_all, stands_alone
from zhanqun.stages.render import Made, Task, attachment_texts, body_text
from zhanqun.stages.verify import (
    Watch,
    file_text,
    find_secrets,
    find_withheld,
    leak_findings,
    page_text,
)

_WHEN = re.compile(r"(?:19|20)(?<![\d \-]..)\d\d-[01]\d-[0-3]\d(?: [0-2]\d:[0-5]\d(?::[0-5]\d)?)?(?![\d \-])")
"""Dates as the generator writes them. Their digits are part of no longer number."""
_BETWEEN = re.compile(r"[\s\"<>|,]+")
"""What runs of words do not go over."""
_REMEMBERED = 50_000
_BATCH = 60_000
"""Characters of several files that are compared with what is withheld at once: small arrays cost as much as large ones."""
_LINK = re.compile(r"https?://[^\s\"'<>|,，。）)]*")
_NUMBERS_ONLY = re.compile(r"search/[0-9a-f]{16}/[ch]/[0-9a-f/]+(?:-[dp][0-9]+)?\.bin\Z")
"""Lists of the full-text index: digits of digests in the address, and where no text is inside, nothing to look at."""
_CONTROL = bytes.maketrans(bytes(range(32)), b"\n" * 32)


class Proof:
    """Looks at what a worker has made. One for a build; forked workers have their own."""

    def __init__(self, cluster: Cluster, facts: Mapping[str, SiteFacts], store: Store, watch: Watch) -> None:
        self._cluster = cluster
        self._facts = facts
        self._store = store
        self._watch = watch
        self._clean: set[str] = set()
        self._alone: set[str] = set()
        """Clean lines that mean nothing more beside others."""
        self._told: set[str] = set()
        """Texts whose runs are known to be fine."""
        # Addresses are looked at where their file is made.
        hosts = {cluster.base_url, *(f"https://{site.domain}" for site in cluster.sites if site.domain)}
        self._hosts = tuple(sorted(host.rstrip("/") + "/" for host in hosts))
        self._addresses: dict[str, frozenset[str]] = {}
        self._constants = _constants(cluster)
        self.home = str(cluster.mother.id)
        """The site whose files are being made: what lists and data show stands there first."""
        self._waiting: list[tuple[str, str, list[str], Sequence[str]]] = []
        """Source, path, new lines and quoted texts of files that are still to be compared with what is withheld."""
        self._size = 0
        self._chunk: tuple[str, int, dict[str, Entry]] = ("", 0, {})

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
        lines = [*text.split("\n"), path]
        fresh = [line for line in lines if line not in self._clean]
        seen = [line for line in lines if line not in self._alone and line not in self._constants and not self._is_address(line)]
        plain = _WHEN.sub(" ", _LINK.sub(lambda link: " " if link.group().startswith(self._hosts) else link.group(), "\n".join(seen)))
        secrets = find_secrets(plain, scan_all, lambda: self._cleared(source, quoted, words=False))
        if secrets:
            withheld = find_withheld("\n".join(fresh), self._watch, partial(self._cleared, source, quoted, words=True))
            return self._told_of(source, path, secrets, withheld)
        self._remember(fresh)
        self._waiting.append((source, path, fresh, quoted))
        self._size += sum(map(len, fresh))
        return self.settle() if self._size > _BATCH else []

    def settle(self) -> list[Finding]:
        """What is withheld in the files looked at since it was last asked."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        if not waiting or not self._watch.hits("\n".join([line for _, _, lines, _ in waiting for line in lines])):
            return []
        found: list[Finding] = []
        for source, path, lines, quoted in waiting:
            if find_withheld("\n".join(lines), self._watch, partial(self._cleared, source, quoted, words=True)):
                # Whoever shows the same next is told of it, too.
                self._clean.difference_update(lines)
                found += self._told_of(source, path, (), True)
        return found

    def _told_of(self, source: str, path: str, secrets: Sequence[RuleId], withheld: bool) -> list[Finding]:
        if self._watch.hits(path) or scan_all(path):
            path = path.rpartition("/")[0] + "/█"
        return leak_findings(source if source.startswith("sites/") else path, path, secrets, withheld)

    def _is_address(self, line: str) -> bool:
        """True for the address of a page that is there: it was looked at where that page is made."""
        if not line.endswith(".html"):
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

    def _remember(self, lines: Sequence[str]) -> None:
        """Lines of other files that were clean: titles stand in many lists, labels on every page."""
        if len(self._clean) > _REMEMBERED:
            self._clean.clear()
            self._alone.clear()
        self._clean.update(lines)
        self._alone.update(line for line in lines if line not in self._alone and stands_alone(line))

    def _attachment(self, source: str, path: str, sha256: str) -> list[Finding]:
        """The gate has read it; it must be the very bytes."""
        entry = self._entry(source)
        owner = None if entry is None else entry.item or entry.page
        cleared = {str(address_of(self._cluster, file.path)): file.sha256 for file in owner.files} if owner else {}
        if cleared.get(path) == sha256:
            return []
        return [Finding(
            rule=RuleId("output-provenance"), severity=Severity.ERROR, where=Location(source),
            message=f"附件 {path} 与审查过的字节不同", help="这是生成器的错误：请保留现场并报告，不要发布",
        )]

    def _cleared(self, source: str, quoted: Sequence[str], *, words: bool) -> Iterator[str]:
        """Texts that may be shown. ``words``: for runs of words, where the program's own count and none counts twice."""
        own = source.split("/", 2)[1] if source.startswith("sites/") else self.home
        sites = [own, *(site for site in self._facts if site != own)]
        if source.startswith("sites/"):
            yield from self._own(source)
        for other in quoted:
            yield from self._own(other)
        texts: list[tuple[str, Callable[[], Iterator[str]]]] = [
            ("cards " + own, partial(self._cards, own)), ("configuration", self._configuration)]
        if words:
            texts.append(("program", _program_words))
        texts.append(("heads " + own, partial(self._heads, own)))
        texts += [("cards " + site, partial(self._cards, site)) for site in sites[1:]]
        texts += [("heads " + site, partial(self._heads, site)) for site in sites[1:]]
        texts += [("files " + site, partial(self._files, site)) for site in sites]
        for name, text in texts:
            if words and name in self._told:
                continue
            whole = True
            for known in text():
                yield known
                whole = whole and self._watch.allowed is known
            if words and whole:
                self._told.add(name)

    def _own(self, source: str) -> Iterator[str]:
        entry = self._entry(source)
        if entry is None:
            return
        yield source
        yield from _heads(entry)
        if entry.item is not None or entry.page is not None:
            yield Path(self._cluster.root, source).read_text("utf-8", errors="replace")
        if entry.page is not None:
            yield from self._attached(entry)
        if entry.item is not None:
            yield body_text(self._cluster, entry.item)
            known = load_versions(self._store, entry.item.site).get(source)
            for version in known.found if known else ():
                # Quoted in the revision history; the gate cleared it as it stood.
                yield from (version.body, version.item.head.title, version.item.head.summary)
            yield from self._attached(entry)
            yield from self._side_by_side(entry.item)

    def _side_by_side(self, item: ClearedItem) -> Iterator[str]:
        """What descriptions, previews, titles and citations set beside each other, which no source does.

        A draft that stays back may well say in one line what the public text says in two.
        """
        yield _BETWEEN.sub("", body_text(self._cluster, item))
        for _, text in attachment_texts(self._cluster, item, self._store):
            yield _BETWEEN.sub("", text)
        head, site = item.head, self._cluster.site(item.site)
        assert site is not None
        values = [head.title, head.doc_no, head.index_no, str(head.published), head.issuer, *head.co_issuers,
                  site.name, site.short]
        yield "\n".join(_BETWEEN.sub("", one + other) for one in values for other in values)

    def _attached(self, entry: Entry) -> Iterator[str]:
        owner = entry.item or entry.page
        assert owner is not None
        for name, text in attachment_texts(self._cluster, owner, self._store):
            yield f"{name}\n{text}"

    def _cards(self, site: str) -> Iterator[str]:
        """Titles and whatever else lists show, as one text."""
        sheet = load_sheet(self._store, site)
        if sheet is not None and sheet.count:
            yield sheet.cards.translate(_CONTROL).decode("utf-8", "replace").replace("\ufffd", "\n")

    def _configuration(self) -> Iterator[str]:
        root = Path(self._cluster.root)
        files = (*sorted((root / "sites").glob("_cluster/*.yml")), *sorted((root / "sites").glob("*/site.yml")))
        texts = [path.read_text("utf-8", errors="replace") for path in files]
        names = [site.name for site in self._cluster.sites]
        columns = [column.name for column in self._cluster.catalogue.columns]
        yield "\n".join((*texts, *(name + column for name in names for column in columns)))

    def _chunks(self, site: str) -> Iterator[Sequence[Entry]]:
        for chunk in range(chunk_count(len(self._facts[site].paths))):
            yield load_chunk(self._store, site, chunk) or ()

    def _heads(self, site: str) -> Iterator[str]:
        for chunk in self._chunks(site):
            yield "\n".join(text for entry in chunk for text in _heads(entry))

    def _files(self, site: str) -> Iterator[str]:
        for chunk in self._chunks(site):
            for entry in chunk:
                if entry.item is not None and entry.item.files:
                    yield from self._attached(entry)

    def _entry(self, source: str) -> Entry | None:
        site = source.split("/", 2)[1]
        number = zlib.crc32(source.encode()) % chunk_count(len(self._facts[site].paths))
        if self._chunk[:2] != (site, number):
            entries = load_chunk(self._store, site, number) or ()
            self._chunk = (site, number, {entry.path: entry for entry in entries})
        return self._chunk[2].get(source)


def _constants(cluster: Cluster) -> frozenset[str]:
    """Codes and telephones of the configuration, which stand alone on a line of every page."""
    feet = (cluster.footer, *(site.footer for site in cluster.sites))
    texts = {foot.site_code for foot in feet if foot is not None} | {site.code for site in cluster.sites}
    texts.update(site.office.get(key, "") for site in cluster.sites for key in ("联系电话", "传真号码"))
    return frozenset(texts - {""})


def _heads(entry: Entry) -> Iterator[str]:
    """Everything that the front matter of a cleared source says."""
    outcome = entry.item or entry.page or entry.stub
    if outcome is not None:
        yield msgspec.msgpack.encode(outcome).translate(_CONTROL).decode("utf-8", "replace").replace("\ufffd", "\n")


def _program_words() -> Iterator[str]:
    """Everything that templates and program can say by themselves."""
    package = Path(assets.__file__).parent
    files = [*package.rglob("*.py"), *assets.theme_folder().rglob("*.html"), *assets.theme_folder().rglob("*.js")]
    yield "\n".join(path.read_text("utf-8", errors="replace") for path in sorted(files))
