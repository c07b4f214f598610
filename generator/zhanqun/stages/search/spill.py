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

from zhanqun.model.ids import Address
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.streams import pack
from zhanqun.stages.search.terms import (
    DOC_BITS,
    I64,
    POSITION_BITS,
    U32,
    U64,
    ZONES,
    Flags,
    Letters,
    code_unit_row,
    grams,
    hash_keys,
    read_letters,
    title_keys,
    tokens,
    triples,
)

MAX_BATCH = 1 << DOC_BITS
GROUPS = len(ZONES) - 1
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


def tokenize_batch(docs: Iterable[SearchDoc], spill: Path) -> SpillRef:
    """Write ``spill``.npy and ``spill``.json; at most 4,096 documents (a few hundred keep memory low)."""
    batch = list(docs)
    if len(batch) > MAX_BATCH:
        raise ValueError(f"a batch has {len(batch)} documents; at most {MAX_BATCH} fit")
    letters, begins, group, positions, fits = _place(batch)
    found = _occurrences(letters, group, positions, fits)
    spill.parent.mkdir(parents=True, exist_ok=True)
    np.save(spill.with_suffix(".npy"), found)
    lengths = np.bincount(group[fits] // GROUPS, minlength=len(batch))
    starts = _attachment_starts(batch, letters, positions, begins)
    texts = [_attachment_file(doc) for doc in batch]
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    spill.with_suffix(".txt").write_bytes(b"".join(texts))
    facts = [
        [int(lengths[i]), starts[i], int(ends[i]) - len(texts[i]), int(ends[i]), _digest(doc)]
        for i, doc in enumerate(batch)
    ]
    spill.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    too_long = sorted({int(g) // GROUPS for g in np.unique(group[~fits])})
    addresses = tuple(doc.card.address for doc in batch)
    return SpillRef(spill, addresses, int(found.size), tuple(addresses[i] for i in too_long))


def tokenize_one(doc: SearchDoc) -> tuple[U64, str]:
    """Occurrences (hash << 32 | position) of one document, sorted, and the digest of its text."""
    letters, _, group, positions, fits = _place([doc])
    return _occurrences(letters, group, positions, fits), _digest(doc)


def _place(batch: Sequence[SearchDoc]) -> tuple[Letters, I64, I64, I64, Flags]:
    """Letters of all texts, where each text begins, and for each letter its text, its position, whether it fits."""
    row, begins = code_unit_row([text for doc in batch for text in _texts(doc)])
    letters = read_letters(row)
    group = np.searchsorted(begins, letters.origin, side="right") - 1
    zone = group % GROUPS
    positions = letters.places - _first_places(letters, group, len(begins))[group] + np.array(ZONES)[zone]
    # The last place of a zone stays empty, so that no phrase runs into the next one.
    return letters, begins, group, positions, positions < np.array(ZONES)[zone + 1] - 1


def _texts(doc: SearchDoc) -> tuple[str, str, str, str, str, str]:
    card = doc.card
    return (
        card.title,
        f"{card.doc_no}。{card.index_no}",
        "。".join((*card.keywords, *card.topics)),
        card.issuer,
        doc.body,
        "。".join(text for _, text in doc.attachments),
    )


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
    whole = "\0".join((*_texts(doc), names)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=8).hexdigest()


def _first_places(letters: Letters, group: I64, groups: int) -> I64:
    first = np.zeros(groups, dtype=np.int64)
    if group.size:
        new = np.flatnonzero(np.diff(group, prepend=-1))
        first[group[new]] = letters.places[new]
    return first


def _occurrences(letters: Letters, group: I64, positions: I64, fits: Flags) -> U64:
    """Sorted, each once: hash of the term 32 | document 12 | position 20."""
    zone = group % GROUPS
    keys, at = grams(letters)
    parts: list[tuple[U32, I64]] = [(keys, at), tokens(letters), triples(letters, keys, at)]
    for keys, at in parts[:2]:
        inside = np.flatnonzero(zone[at] == 0)
        parts.append((title_keys(keys[inside]), at[inside]))
    titles = np.flatnonzero(zone == 0)
    parts.append((letters.units[titles] << np.uint32(16), titles))
    packed: list[U64] = []
    low = (group // GROUPS).astype(np.uint64) << np.uint64(POSITION_BITS) | positions.astype(np.uint64)
    for keys, at in parts:
        whole = fits[at]
        keys, at = keys[whole], at[whole]
        packed.append(hash_keys(keys).astype(np.uint64) << np.uint64(32) | low[at])
    found: U64 = np.concatenate(packed)
    found.sort()
    twice = found[1:] == found[:-1]
    # Two prefixes of one word may come to the same key.
    return found[np.append(True, ~twice)] if twice.any() else found


def _attachment_starts(docs: list[SearchDoc], letters: Letters, positions: I64, begins: I64) -> list[list[Any]]:
    """For each document [[name, first position], …] of its attachments that hold a letter."""
    rows: list[list[Any]] = []
    for number, doc in enumerate(docs):
        row: list[Any] = []
        at = int(begins[number * GROUPS + GROUPS - 1])
        for name, text in doc.attachments:
            size = len(text.encode("utf-16-le", "surrogatepass")) // 2
            first = int(np.searchsorted(letters.origin, at))
            if first < letters.origin.size and letters.origin[first] < at + size:
                row.append([name, int(positions[first])])
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
