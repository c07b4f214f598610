"""Tokenise documents in a worker process and leave the result on disk for the one that builds the index.

A spill is three files: ``<name>.npy``, one sorted 64-bit number for each occurrence (hash of the term 32 | document
in the batch 12 | position 20), ``<name>.json`` with what is known of each document besides, and ``<name>.txt`` with
the text of attachments, ready to be published where the index needs it for snippets. 20 bytes of disk for
each character of text; nothing of a body travels between processes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from zhanqun.model.catalog import Card
from zhanqun.model.ids import Address
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.placing import GROUPS, Placed, find_occurrences, place_letters, texts_of
from zhanqun.stages.search.streams import pack
from zhanqun.stages.search.terms import DOC_BITS, I64, POSITION_BITS, U64
from zhanqun.text.distinct import distinct

MAX_BATCH = 1 << DOC_BITS
SNIPPET_LETTERS = 100_000
"""Of an item's attachments, kept for snippets; all of it is searched."""


@dataclass(frozen=True, slots=True)
class SpillRef:
    """Where a tokenised batch lies. Small: this is what travels."""

    path: Path
    """Without suffix."""
    addresses: tuple[Address, ...]
    occurrences: int
    cut: tuple[Address, ...]
    """Documents whose text did not fit (more than half a million characters); their rest cannot be found."""


@dataclass(frozen=True, slots=True)
class DocFacts:
    """What the builder must know of a document besides its card."""

    length: int
    """Letters in all zones."""
    attachments: tuple[tuple[str, int], ...]
    """Name and first position of each attachment with text."""
    text: tuple[int, int]
    """Where the attachments' text lies in the spill's third file."""
    digest: str
    """Of every text that is indexed."""


def newest_first(card: Card) -> tuple[int, int, str]:
    """Sort key: 发布日期 descending, then address."""
    clock = card.published.clock
    minutes = clock.hour * 60 + clock.minute if clock else 0
    return (-card.published.day.toordinal(), -minutes, card.address)


def tokenize_batch(docs: Iterable[SearchDoc], spill: Path) -> SpillRef:
    """Write ``spill``.npy and ``spill``.json; at most 4,096 documents (a few hundred keep memory low).

    In the order in which a segment numbers documents: then a part of a spill is sorted there, too.
    """
    batch = sorted(docs, key=lambda doc: newest_first(doc.card))
    if len(batch) > MAX_BATCH:
        raise ValueError(f"a batch has {len(batch)} documents; at most {MAX_BATCH} fit")
    placed = place_letters(batch)
    found = find_occurrences(placed)
    spill.parent.mkdir(parents=True, exist_ok=True)
    np.save(spill.with_suffix(".npy"), found)
    lengths = placed.counts.reshape(-1, GROUPS).sum(axis=1)
    too_long: list[int] = []
    if placed.fits is not None:
        owner = np.repeat(np.arange(placed.counts.size) // GROUPS, placed.counts)
        lengths = np.bincount(owner[placed.fits], minlength=len(batch))
        too_long = distinct(owner[~placed.fits]).tolist()
    starts = _attachment_starts(batch, placed)
    texts = [_attachment_file(doc) for doc in batch]
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64).tolist()
    spill.with_suffix(".txt").write_bytes(b"".join(texts))
    facts = [
        [length, starts[i], ends[i] - len(texts[i]), ends[i], _digest(batch[i])]
        for i, length in enumerate(lengths.tolist())
    ]
    spill.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    addresses = tuple(doc.card.address for doc in batch)
    return SpillRef(spill, addresses, int(found.size), tuple(addresses[i] for i in too_long))


def tokenize_one(doc: SearchDoc) -> tuple[U64, str]:
    """Occurrences (hash << 32 | position) of one document, sorted, and the digest of its text."""
    return find_occurrences(place_letters([doc])), _digest(doc)


def _attachment_file(doc: SearchDoc) -> bytes:
    """The file that snippets of attachments are cut from; empty without attachments. No tag: it is ready as it is."""
    if not any(text for _, text in doc.attachments):
        return b""
    rows: list[list[str]] = []
    left = SNIPPET_LETTERS
    for name, text in doc.attachments:
        rows.append([name, text[:left]])
        left -= len(rows[-1][1])
    return pack("text", 0, (0,), [json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace")])


def _digest(doc: SearchDoc) -> str:
    names = "\0".join(name for name, _ in doc.attachments)
    whole = "\0".join((*texts_of(doc), names)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=8).hexdigest()


def _attachment_starts(docs: list[SearchDoc], placed: Placed) -> list[list[Any]]:
    """For each document [[name, first position], …] of its attachments that hold a letter."""
    rows: list[list[Any]] = []
    origin = placed.letters.origin
    for number, doc in enumerate(docs):
        row: list[Any] = []
        at = int(placed.begins[number * GROUPS + GROUPS - 1])
        for name, text in doc.attachments:
            size = len(text.encode("utf-16-le", "surrogatepass")) // 2
            first = int(np.searchsorted(origin, at))
            if first < origin.size and origin[first] < at + size:
                row.append([name, int(placed.positions[first])])
            at += size + 1
        rows.append(row)
    return rows


def read_facts(spill: SpillRef) -> list[DocFacts]:
    rows = json.loads(spill.path.with_suffix(".json").read_text("utf-8"))
    return [DocFacts(n, tuple((name, start) for name, start in files), (a, b), d) for n, files, a, b, d in rows]


def read_attachment_file(spill: SpillRef, fact: DocFacts) -> bytes:
    with spill.path.with_suffix(".txt").open("rb") as file:
        file.seek(fact.text[0])
        return file.read(fact.text[1] - fact.text[0])


def read_occurrences(spill: SpillRef) -> U64:
    """The spill's array, mapped, not loaded."""
    array: U64 = np.load(spill.path.with_suffix(".npy"), mmap_mode="r")
    return array


def merge_spills(spills: Sequence[SpillRef], wanted: Collection[Address], target: Path) -> SpillRef:
    """One spill of the wanted documents, each from the last spill that has it; at most 4,096 of them."""
    owner = {address: number for number, spill in enumerate(spills) for address in spill.addresses}
    addresses: list[Address] = []
    facts: list[list[Any]] = []
    texts: list[bytes] = []
    parts: list[U64] = []
    at = 0
    for number, spill in enumerate(spills):
        renumber = np.full(len(spill.addresses), -1, dtype=np.int64)
        for local, (address, fact) in enumerate(zip(spill.addresses, read_facts(spill), strict=True)):
            if address in wanted and owner[address] == number:
                renumber[local] = len(addresses)
                addresses.append(address)
                texts.append(read_attachment_file(spill, fact))
                facts.append([fact.length, fact.attachments, at, at + len(texts[-1]), fact.digest])
                at += len(texts[-1])
        parts.append(_with_numbers(read_occurrences(spill), renumber))
    if len(addresses) > MAX_BATCH:
        raise ValueError(f"{len(addresses)} documents do not fit into one spill; at most {MAX_BATCH} do")
    found = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    found.sort()
    np.save(target.with_suffix(".npy"), found)
    target.with_suffix(".txt").write_bytes(b"".join(texts))
    target.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return SpillRef(target, tuple(addresses), int(found.size), ())


def read_document(spill: SpillRef, local: int) -> U64:
    """Occurrences (hash << 32 | position) of one document of a spill, sorted."""
    found = read_occurrences(spill)
    doc = np.uint64(((1 << DOC_BITS) - 1) << POSITION_BITS)
    mine = np.asarray(found[(found & doc) >> np.uint64(POSITION_BITS) == np.uint64(local)])
    own: U64 = mine & ~doc
    return own


def _with_numbers(found: U64, numbers: I64) -> U64:
    """The occurrences with other document numbers; -1 drops a document."""
    mask = np.uint64(((1 << DOC_BITS) - 1) << POSITION_BITS)
    docs = numbers[((found & mask) >> np.uint64(POSITION_BITS)).astype(np.int64)]
    kept = docs >= 0
    shifted = docs[kept].astype(np.uint64) << np.uint64(POSITION_BITS)
    renumbered: U64 = (found[kept] & ~mask) | shifted
    return renumbered
