"""What was cleared and may be shown, the nearest first: a file's own source, its site, the configuration, the rest."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from zhanqun import assets
from zhanqun.memo import Store
from zhanqun.model.cluster import Cluster
from zhanqun.model.facts import SiteFacts
from zhanqun.model.verdict import ClearedItem
from zhanqun.pipeline.pack import Entry, chunk_count, load_chunk, load_sheet
from zhanqun.pipeline.versions import load_versions
from zhanqun.stages.render import attachment_texts, body_text
from zhanqun.stages.verify import AsShown, AsWritten, Watch

_BETWEEN = re.compile(r"[\s\"<>|,]+")
"""What runs of words do not go over."""
_SHOWN = ("calendar.yml", "catalog.yml", "cluster.yml", "grassroots.yml")
"""Pages show what these say. Why something is waived, and who reviews, is nobody's business outside."""
_CONTROL = bytes.maketrans(bytes(range(32)), b"\n" * 32)


_Text = tuple[str, Callable[[], Iterator[str]]]
"""A name, and what fetches the texts."""


class ClearedTexts:
    """Fetches cleared texts when they are asked for: most files show nothing that must be looked up."""

    def __init__(self, cluster: Cluster, facts: Mapping[str, SiteFacts], store: Store, watch: Watch) -> None:
        self._cluster = cluster
        self._facts = facts
        self._store = store
        self._watch = watch
        self._told: set[str] = set()
        """Texts whose runs are known to be fine."""
        self._chunk: tuple[str, int, dict[str, Entry]] = ("", 0, {})

    def nearest(self, source: str, home: str, quoted: Sequence[str], *, words: bool) -> Iterator[str]:
        """Texts that may be shown. ``words``: for runs of words, where the program's own count and none counts twice."""
        own = source.split("/", 2)[1] if source.startswith("sites/") else home
        sites = [own, *(site for site in self._facts if site != own)]
        if source.startswith("sites/"):
            yield from self._own(source)
        for other in quoted:
            yield from self._own(other)
        heads: _Text = ("heads " + own, partial(self._heads, own))
        texts: list[_Text] = [("cards " + own, partial(self._cards, own)), ("configuration", self._configuration)]
        # Open data show all that front matter says, lists a few words of it.
        texts = [heads, *texts] if source == "data" else texts
        if words:
            texts.append(("program", _program_words))
        if heads not in texts:
            texts.append(heads)
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
        entry = self.entry(source)
        if entry is None:
            return
        yield source
        yield from _heads(entry)
        if entry.item is not None or entry.page is not None:
            yield AsWritten(Path(self._cluster.root, source).read_text("utf-8", errors="replace"))
        if entry.page is not None:
            yield from self._attached(entry)
        if entry.item is not None:
            yield AsShown(body_text(self._cluster, entry.item))
            known = load_versions(self._store, entry.item.site).get(source)
            for version in known.found if known else ():
                # Quoted in the revision history; the gate cleared it as it stood.
                yield from (AsWritten(version.body), version.item.head.title, version.item.head.summary)
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
        files = (*(root / "sites" / "_cluster" / name for name in _SHOWN), *sorted((root / "sites").glob("*/site.yml")))
        texts = [path.read_text("utf-8", errors="replace") for path in files if path.is_file()]
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

    def entry(self, source: str) -> Entry | None:
        site = source.split("/", 2)[1]
        number = zlib.crc32(source.encode()) % chunk_count(len(self._facts[site].paths))
        if self._chunk[:2] != (site, number):
            entries = load_chunk(self._store, site, number) or ()
            self._chunk = (site, number, {entry.path: entry for entry in entries})
        return self._chunk[2].get(source)


def _heads(entry: Entry) -> Iterator[str]:
    """Everything that the front matter of a cleared source says; of one that was taken down, the words that stay."""
    if entry.stub is not None:
        yield f"{entry.stub.reason}\n{entry.stub.index_no}"
    outcome = entry.item or entry.page
    if outcome is not None:
        yield msgspec.msgpack.encode(outcome).translate(_CONTROL).decode("utf-8", "replace").replace("\ufffd", "\n")


def _program_words() -> Iterator[str]:
    """Everything that templates and program can say by themselves."""
    package = Path(assets.__file__).parent
    files = [*package.rglob("*.py"), *assets.theme_folder().rglob("*.html"), *assets.theme_folder().rglob("*.js")]
    yield "\n".join(path.read_text("utf-8", errors="replace") for path in sorted(files))
