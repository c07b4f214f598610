"""Build one segment of the full-text index from spills.

Documents are numbered newest first. Partitions of the terms are built one after the other (or by ``map_partitions``
in several processes), each in memory by itself: peak memory does not grow with the number of documents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from zhanqun.model.catalog import Card
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.search.metas import facet_files, head_file, meta_files, text_path
from zhanqun.stages.search.shards import Layout, encode_partition
from zhanqun.stages.search.spill import DocFacts, SpillRef, read_attachment_file, read_facts, read_occurrences
from zhanqun.stages.search.streams import MAGIC, length_class
from zhanqun.stages.search.terms import DOC_BITS, I64, POSITION_BITS, U64
from zhanqun.text.fingerprint import fingerprint

FOLDER = "search"
SHARD_PLACES = 1_600
MOST_SHARDS = 65_536
CROWDED_PLACES = 3_250
"""Positions in one shard, on average, frequent terms included: about 7 kB; more of them beyond 32,768 shards."""
LEAST_SHARDS = 14
SMALL_SHARDS = (3, 20)
"""Of the newest segment, least and most: few files change with one item."""
SMALL_SHARD_PLACES = 450
MIDDLE_SHARD_PLACES, MIDDLE_SHARDS = 400, 2_500
"""Few documents share few terms: a shard for fewer letters, up to so many shards, is as large as one of the base."""
PARTITION_PLACES = 1_500_000
NEWEST = 3
"""Level of the newest segment; 0 is the base, 1 the middle segment, 2 the recent one."""

Pieces = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """All that a process needs to build any one partition."""

    name: str
    layout: Layout
    spills: tuple[SpillRef, ...]
    numbers: tuple[I64, ...]
    """For each spill: its documents' numbers in the segment, -1 for those that are not in it."""
    doc_bits: int
    cuts: tuple[int, ...]
    """First shard of each partition, and the end."""


def plan_segment(
    cards: Sequence[Card], spills: Sequence[SpillRef], level: int = 0
) -> tuple[SegmentPlan, list[DocFacts]]:
    """``cards`` newest first; each card's document is taken from the last spill that has it.

    ``level``: 0 for the base to ``NEWEST``. With the plan come the facts of each document, which no process needs.
    """
    number = {card.address: i for i, card in enumerate(cards)}
    taken: set[Address] = set()
    numbers: list[I64] = []
    for spill in reversed(spills):
        mine = [number.get(a, -1) if a not in taken else -1 for a in spill.addresses]
        taken.update(spill.addresses)
        numbers.append(np.array(mine, dtype=np.int64))
    numbers.reverse()
    missing = sorted(number.keys() - taken)
    if missing:
        raise ValueError(f"{len(missing)} documents are in no spill, first {missing[0]}")
    facts = collect_facts(spills, numbers, len(cards))
    lengths = np.array([fact.length for fact in facts], dtype=np.int64)
    places = int(lengths.sum())
    if level == NEWEST:
        shards = max(SMALL_SHARDS[0], min(places // SMALL_SHARD_PLACES, SMALL_SHARDS[1]))
    else:
        shards = max(LEAST_SHARDS, min(places // SHARD_PLACES, MOST_SHARDS), places // CROWDED_PLACES)
    if 0 < level < NEWEST:
        shards = max(shards, min(places // MIDDLE_SHARD_PLACES, MIDDLE_SHARDS))
    name = _name(cards, facts, shards)
    layout = Layout(
        tag=int(name[:8], 16),
        shards=shards,
        docs=len(cards),
        average=max(1.0, places / max(1, len(cards))),
        classes=length_class(lengths),
    )
    doc_bits = max(1, (len(cards) - 1).bit_length())
    cuts = _cuts(layout, places, doc_bits)
    return SegmentPlan(name, layout, tuple(spills), tuple(numbers), doc_bits, cuts), facts


def collect_facts(spills: Sequence[SpillRef], numbers: Sequence[I64], count: int) -> list[DocFacts]:
    facts: list[DocFacts] = [DocFacts(0, (), (0, 0), "")] * count
    for spill, mapping in zip(spills, numbers, strict=True):
        for fact, number in zip(read_facts(spill), mapping, strict=True):
            if number >= 0:
                facts[number] = fact
    return facts


def _name(cards: Sequence[Card], facts: Sequence[DocFacts], shards: int) -> str:
    """Equal content, equal name, however the documents were batched."""
    digest = hashlib.sha256(f"{MAGIC} {shards}".encode())
    for card, fact in zip(cards, facts, strict=True):
        digest.update(fingerprint(card, fact.digest))
    return digest.hexdigest()[:16]


def _cuts(layout: Layout, places: int, doc_bits: int) -> tuple[int, ...]:
    hash_bits = 64 - POSITION_BITS - doc_bits
    fit = max(1, 1 << max(0, 32 - hash_bits))
    wanted = max(-(-places // PARTITION_PLACES), fit if fit == 1 else 2 * fit)
    each = max(1, layout.shards // wanted)
    return (*range(0, layout.shards, each), layout.shards)


def build_partition(plan: SegmentPlan, partition: int) -> Pieces:
    """Files of one partition."""
    first, end = plan.cuts[partition], plan.cuts[partition + 1]
    low, high = plan.layout.first_hash(first), plan.layout.first_hash(end)
    parts: list[U64] = []
    for spill, numbers in zip(plan.spills, plan.numbers, strict=True):
        whole = read_occurrences(spill)
        start = int(np.searchsorted(whole, np.uint64(low << 32)))
        stop = whole.size if high >= 1 << 32 else int(np.searchsorted(whole, np.uint64(high << 32)))
        parts.append(_renumber(np.asarray(whole[start:stop]), numbers, low, plan.doc_bits))
    found = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    # Though each spill's part is sorted already: numpy's vectorised sort is quicker than one that merges runs.
    found.sort()
    return list(encode_partition(found, first, end, plan.doc_bits, plan.layout))


def _renumber(found: U64, numbers: I64, low: int, doc_bits: int) -> U64:
    local = (found >> np.uint64(POSITION_BITS)) & np.uint64((1 << DOC_BITS) - 1)
    docs = numbers[local.astype(np.int64)]
    if docs.size and docs.min() < 0:
        kept = docs >= 0
        found, docs = found[kept], docs[kept]
    hashed = (found >> np.uint64(32)) - np.uint64(low)
    places = found & np.uint64((1 << POSITION_BITS) - 1)
    shifted = hashed << np.uint64(doc_bits + POSITION_BITS)
    whole: U64 = shifted | docs.astype(np.uint64) << np.uint64(POSITION_BITS) | places
    return whole


MapPartitions = Callable[[Callable[[SegmentPlan, int], Pieces], SegmentPlan, range], Iterable[Pieces]]


def in_order(build: Callable[[SegmentPlan, int], Pieces], plan: SegmentPlan, numbers: range) -> Iterable[Pieces]:
    return (build(plan, number) for number in numbers)


def build_segment(
    plan: SegmentPlan, cards: Sequence[Card], facts: Sequence[DocFacts], map_partitions: MapPartitions = in_order
) -> Iterator[OutputFile]:
    """All files of the segment, below ``search/<name>/``. ``cards`` as given to plan_segment."""
    for pieces in map_partitions(build_partition, plan, range(len(plan.cuts) - 1)):
        for piece in pieces:
            yield _file(plan, piece)
    for piece in _text_files(plan):
        yield _file(plan, piece)
    for piece in meta_files(cards, facts, plan.layout.tag):
        yield _file(plan, piece)
    for piece in facet_files(cards, plan.layout.tag):
        yield _file(plan, piece)
    yield _file(plan, head_file(cards, plan.layout))


def _text_files(plan: SegmentPlan) -> Iterator[tuple[str, bytes]]:
    for spill, numbers in zip(plan.spills, plan.numbers, strict=True):
        if not spill.path.with_suffix(".txt").stat().st_size:
            continue
        for fact, number in zip(read_facts(spill), numbers, strict=True):
            if number >= 0 and fact.text[1] > fact.text[0]:
                yield text_path(number), read_attachment_file(spill, fact)


def _file(plan: SegmentPlan, piece: tuple[str, bytes]) -> OutputFile:
    return OutputFile(Address(f"{FOLDER}/{plan.name}/{piece[0]}"), piece[1])
