"""What is kept of each site between builds: facts, sheet, and the verdicts in chunks that one change leaves alone."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec

from zhanqun.memo import Store
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Finding
from zhanqun.model.sheet import Sheet
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub, Verdict, WithheldItem

_CHUNK = 250
"""Verdicts in a chunk, about."""


class Entry(msgspec.Struct, frozen=True):
    """One verdict. Exactly one of the four outcomes is there."""

    path: str
    key: str
    files: tuple[str, ...]
    """Every local file the source names; their stamps are part of the key."""
    findings: tuple[Finding, ...]
    changes_at: datetime | None
    index_no: str
    item: ClearedItem | None = None
    page: ClearedPage | None = None
    stub: Stub | None = None
    withheld: WithheldItem | None = None

    @property
    def verdict(self) -> Verdict:
        outcome = self.item or self.page or self.stub or self.withheld
        assert outcome is not None
        return Verdict(
            outcome=outcome, findings=self.findings, changes_at=self.changes_at, index_no=self.index_no,
            named=self.files,
        )


class _Named(msgspec.Struct, frozen=True, gc=False):
    """The two fields of an entry that ``review`` needs of every source; the rest is skipped, not decoded."""

    path: str
    files: tuple[str, ...]


_entries = msgspec.msgpack.Decoder(list[Entry])
_named = msgspec.msgpack.Decoder(list[_Named])
_facts = msgspec.msgpack.Decoder(SiteFacts)
_sheet = msgspec.msgpack.Decoder(Sheet)
_counts = msgspec.msgpack.Decoder(dict[str, int])


def decode_entries(data: bytes) -> list[Entry]:
    return _entries.decode(data)


def load_facts(store: Store, site: str) -> SiteFacts | None:
    data = store.get(f"site/{site}/facts")
    return None if data is None else _facts.decode(data)


def load_sheet(store: Store, site: str) -> Sheet | None:
    data = store.get(f"site/{site}/sheet")
    return None if data is None else _sheet.decode(data)


def chunk_count(entries: int) -> int:
    """A power of two, so that it seldom changes."""
    count = 1
    while count * _CHUNK < entries:
        count *= 2
    return count


def load_chunk(store: Store, site: str, chunk: int) -> list[Entry] | None:
    """Entries of one chunk, sorted by path."""
    data = store.get(f"site/{site}/verdicts-{chunk}")
    return None if data is None else _entries.decode(data)


def load_entries(store: Store, site: str, count: int) -> dict[str, Entry] | None:
    """Every entry of a site by path; none when a chunk is missing."""
    found: dict[str, Entry] = {}
    for chunk in range(chunk_count(count)):
        entries = load_chunk(store, site, chunk)
        if entries is None:
            return None
        found.update((entry.path, entry) for entry in entries)
    return found


def load_named(store: Store, site: str, count: int) -> dict[str, tuple[str, ...]] | None:
    """Every source of a site and the files it names; none when a chunk is missing."""
    found: dict[str, tuple[str, ...]] = {}
    for chunk in range(chunk_count(count)):
        data = store.get(f"site/{site}/verdicts-{chunk}")
        if data is None:
            return None
        found.update((entry.path, entry.files) for entry in _named.decode(data))
    return found


def save_site(store: Store, facts: SiteFacts, sheet: Sheet, entries: Iterable[Entry]) -> None:
    """Write what changed. The facts go last: without them everything else counts for nothing."""
    listed = list(entries)
    chunks: list[list[Entry]] = [[] for _ in range(chunk_count(len(listed)))]
    for entry in listed:
        chunks[zlib.crc32(entry.path.encode()) % len(chunks)].append(entry)
    bodies = [msgspec.msgpack.encode(chunk) for chunk in chunks]
    for number, body in enumerate(bodies):
        store.put_changed(f"site/{facts.site}/verdicts-{number}", body)
    store.put_changed(f"site/{facts.site}/sheet", msgspec.msgpack.encode(sheet))
    marks = tuple(hashlib.blake2b(body, digest_size=16).hexdigest() for body in bodies)
    store.put(f"site/{facts.site}/facts", msgspec.msgpack.encode(replace(facts, chunks=marks)))
