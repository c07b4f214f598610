"""What is kept of each site between builds: facts, sheet, and the verdicts in chunks that one change leaves alone."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar, cast

import msgspec

from zhanqun.memo import Lost, Store
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Finding
from zhanqun.model.sheet import Sheet
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub, Verdict, WithheldItem

_CHUNK = 250
"""Verdicts in a chunk, about."""

_MANY = 8
"""Sites of which so many pages show cards that those of all are read at once."""


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
    """With its cards."""
    sheet, cards = load_columns(store, site), load_cards(store, site)
    return None if sheet is None or cards is None else replace(sheet, cards=cards)


def load_columns(store: Store, site: str, mark: str = "") -> Sheet | None:
    """A sheet without its cards, which are most of it and of which few are shown.

    ``mark``: its digest as the facts tell it; none when it is another by now, because somebody else judges meanwhile.
    """
    data = store.get(f"site/{site}/sheet")
    return None if data is None or (mark and _mark(data) != mark) else _sheet.decode(data)


def _mark(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def load_cards(store: Store, site: str) -> bytes | None:
    return store.get(f"site/{site}/cards")


class Cards:
    """Encoded cards, read one by one when they are shown, or all at once. Raises Lost for what is not there or not whole."""

    def __init__(self, store: Store, sheets: Mapping[str, Sheet]) -> None:
        self._store = store
        self._sheets = sheets
        self._whole: dict[str, bytes] = {}

    def load_for(self, sites: int) -> None:
        """Read all, when many sites are made: called before workers are forked, they share them."""
        if sites <= _MANY:
            return
        for site in self._sheets:
            cards = load_cards(self._store, site)
            if cards is None:
                raise Lost(f"cards of {site} vanished during the build")
            self._whole[site] = cards

    def __call__(self, site: str, row: int) -> bytes | memoryview:
        sheet = self._sheets[site]
        start, stop = struct.unpack_from("<2q", sheet.offsets, 8 * row)
        if site in self._whole:
            return memoryview(self._whole[site])[start:stop]
        card = self._store.piece(f"site/{site}/cards", start, stop)
        if card is None or zlib.crc32(card) != struct.unpack_from("<I", sheet.checks, 4 * row)[0]:
            raise Lost(f"a card of {site} is not whole")
        return card


def chunk_count(entries: int) -> int:
    """A power of two, so that it seldom changes."""
    count = 1
    while count * _CHUNK < entries:
        count *= 2
    return count


def chunk_of(path: str, count: int) -> int:
    """The chunk that holds the verdict of a source."""
    return zlib.crc32(path.encode()) % count


def load_chunk(store: Store, site: str, chunk: int, mark: str = "") -> list[Entry] | None:
    """Entries of one chunk, sorted by path. Nobody may change the list. ``mark``: as of ``load_columns``."""
    data = store.get(f"site/{site}/verdicts-{chunk}")
    if data is not None and mark and _mark(data) != mark:
        return None
    if data is None or not _keeping:
        return None if data is None else _entries.decode(data)
    known = _decoded.get((site, chunk))
    if known is None or known[0] != data:
        known = (data, _entries.decode(data))
    # The last that were asked for come last.
    _decoded.pop((site, chunk), None)
    _decoded[site, chunk] = known
    if len(_decoded) > _KEPT:
        del _decoded[next(iter(_decoded))]
    return known[1]


def remembered(place: tuple[str, int], mark: str, make: Callable[[], _Made]) -> _Made:
    """``make()``; or what it made of this chunk the last time, in a process that remembers, when ``mark`` was the same.

    ``mark``: digest over everything that it is made from; empty when that is not known.
    """
    if not _keeping or not mark:
        return make()
    known = _made.pop(place, None)
    if known is None or known[0] != mark:
        known = (mark, make())
    # The last that were asked for come last.
    _made[place] = known
    if len(_made) > _KEPT:
        del _made[next(iter(_made))]
    return cast("_Made", known[1])


_Made = TypeVar("_Made")
_keeping = False
_KEPT = 64
_decoded: dict[tuple[str, int], tuple[bytes, list[Entry]]] = {}
_made: dict[tuple[str, int], tuple[str, object]] = {}


def keep_decoded() -> None:
    """From now on the verdicts that were asked for last stay in memory: for a process that builds again and again, or has
    little to do."""
    global _keeping
    _keeping = True


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


def save_site(
    store: Store, facts: SiteFacts, sheet: Sheet, entries: Iterable[Entry], standing: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Write what changed. The facts go first and come last: without them everything else counts for nothing.

    ``standing``: chunks of which no verdict is another than the store has, with their digests.
    """
    store.drop(f"site/{facts.site}/facts")
    listed = list(entries)
    count = chunk_count(len(listed))
    chunks: dict[int, list[Entry]] = {number: [] for number in range(count) if number not in standing}
    for entry in listed:
        if (number := chunk_of(entry.path, count)) in chunks:
            chunks[number].append(entry)
    marks = dict(standing)
    for number, chunk in chunks.items():
        body = msgspec.msgpack.encode(chunk)
        store.put_changed(f"site/{facts.site}/verdicts-{number}", body)
        marks[number] = _mark(body)
    store.put_changed(f"site/{facts.site}/cards", sheet.cards)
    columns = msgspec.msgpack.encode(replace(sheet, cards=b""))
    store.put_changed(f"site/{facts.site}/sheet", columns)
    chunk_marks = tuple(marks[number] for number in range(count))
    store.put(f"site/{facts.site}/facts", msgspec.msgpack.encode(replace(facts, chunks=chunk_marks, sheet=_mark(columns))))
