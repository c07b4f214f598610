"""Encode one partition of the terms: shards of rare terms, and files of their own for frequent ones.

Input is a sorted array of (hash, document, position); everything is cut from columns computed once for the whole
partition, so that the cost is per occurrence in numpy and per shard, not per term, in Python.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from zhanqun.stages.search.common_terms import is_counted
from zhanqun.stages.search.streams import Narrow, Wide, pack
from zhanqun.stages.search.terms import I64, POSITION_BITS, U64, ZONE_WEIGHTS, ZONES, Flags

HOT_BYTES = 4_000
"""A term whose list is longer lives in files of its own."""
DOCS_IN_FILE = 8_192
PLACES_IN_FILE = 5_000
"""Positions in one file of a frequent term; more in large segments, for fewer files."""
TELLING = 3
"""So many files of positions, at most, are read when only the documents are asked."""
HEAD = 20
"""Best documents of a frequent term told in its shard."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Shape of a segment: what both sides compute places of files from."""

    tag: int
    """First 32 bits of the segment's name; every file repeats it."""
    shards: int
    docs: int
    average: float
    """Letters of a document on average: for choosing the head of a frequent term only."""
    classes: I64
    """Length class of each document."""

    def first_hash(self, shard: int) -> int:
        """Smallest hash in the shard; the shard of a hash is hash * shards >> 32."""
        return -(-shard * (1 << 32) // self.shards)


@dataclass(frozen=True, slots=True)
class Columns:
    """A partition, posting by posting."""

    term_hash: I64
    term_start: I64
    """Index of each term's first posting, and the end."""
    docs: I64
    posting_start: I64
    """Index of each posting's first position, and the end."""
    places: I64


def split_columns(found: U64, first_hash: int, doc_bits: int) -> Columns:
    """``found``: sorted (hash - first_hash) << (doc_bits + 20) | document << 20 | position."""
    posting = found >> np.uint64(POSITION_BITS)
    new_posting = _changes(posting)
    heads = posting[new_posting]
    term = heads >> np.uint64(doc_bits)
    new_term = _changes(term)
    return Columns(
        term_hash=term[new_term].astype(np.int64) + first_hash,
        term_start=np.append(new_term, heads.size),
        docs=(heads & np.uint64((1 << doc_bits) - 1)).astype(np.int64),
        posting_start=np.append(new_posting, found.size),
        places=(found & np.uint64((1 << POSITION_BITS) - 1)).astype(np.int64),
    )


def _changes(values: U64) -> I64:
    """Where a value differs from the one before; the first always does."""
    return np.flatnonzero(np.concatenate((np.ones(min(1, values.size), np.bool_), values[1:] != values[:-1])))


def _select(columns: Columns, terms: Flags) -> Columns:
    """The columns of some terms only."""
    df = np.diff(columns.term_start)
    postings = np.repeat(terms, df)
    tf = np.diff(columns.posting_start)
    places = np.repeat(postings, tf)
    return Columns(
        columns.term_hash[terms],
        np.append(0, np.cumsum(df[terms])),
        columns.docs[postings],
        np.append(0, np.cumsum(tf[postings])),
        columns.places[places],
    )


def _gaps(values: I64, starts: I64) -> I64:
    """Distances less one inside each run that begins at ``starts``; the first of a run as it is."""
    gaps = np.empty_like(values)
    np.subtract(values[1:], values[:-1], out=gaps[1:])
    gaps -= 1
    gaps[starts] = values[starts]
    return gaps


def encode_partition(
    found: U64, first_shard: int, end_shard: int, doc_bits: int, layout: Layout
) -> Iterator[tuple[str, bytes]]:
    """Files (path below the segment's folder, bytes) of the shards from ``first_shard`` on."""
    columns = split_columns(found, layout.first_hash(first_shard), doc_bits)
    places_of_term = np.diff(columns.posting_start[columns.term_start])
    size = places_of_term * 1.4 + np.diff(columns.term_start) * 1.8
    counted = is_counted(columns.term_hash)
    hot = size > HOT_BYTES
    stubs: dict[int, dict[str, object]] = {}
    for number in np.flatnonzero(hot):
        hashed = int(columns.term_hash[number])
        stub = yield from _hot_files(columns, int(number), layout, counted=bool(counted[number]))
        stubs[hashed] = stub
    cold = _select(columns, ~hot) if stubs else columns
    yield from _cold_files(cold, stubs, first_shard, end_shard, layout)


def shard_path(number: int) -> str:
    return f"c/{number >> 8:x}/{number & 255:02x}.bin"


def hot_path(hashed: int, part: str) -> str:
    return f"h/{hashed >> 24:02x}/{hashed & 0xFFFFFF:06x}-{part}.bin"


@dataclass(frozen=True, slots=True)
class Coded:
    """Columns of many shards, ready to be cut."""

    columns: Columns
    keys: Wide
    sizes: Wide
    gaps: Wide
    tf: Narrow
    classes: bytes
    places: Wide


def code_columns(columns: Columns, offsets: I64, first_terms: I64, classes: I64) -> Coded:
    """``offsets``: of the hashes in their shards; ``first_terms``: of each shard that has one; classes by posting."""
    return Coded(
        columns,
        Wide(_gaps(offsets, first_terms)),
        Wide(np.diff(columns.term_start) - 1),
        Wide(_gaps(columns.docs, columns.term_start[:-1])),
        Narrow(np.diff(columns.posting_start) - 1),
        classes.astype(np.uint8).tobytes(),
        Wide(_gaps(columns.places, columns.posting_start[:-1])),
    )


def shard_file(
    coded: Coded, tag: int, number: int, t0: int, t1: int, stubs: Mapping[str, object], edition: int = 0
) -> bytes:
    """The shard of the terms from t0 to t1."""
    columns = coded.columns
    p0, p1 = int(columns.term_start[t0]), int(columns.term_start[t1])
    x0, x1 = int(columns.posting_start[p0]), int(columns.posting_start[p1])
    parts = [
        *coded.keys.columns(t0, t1),
        *coded.sizes.columns(t0, t1),
        *coded.gaps.columns(p0, p1),
        *coded.tf.columns(p0, p1),
        coded.classes[p0:p1],
        *coded.places.columns(x0, x1),
        json.dumps(stubs, separators=(",", ":")).encode() if stubs else b"",
    ]
    return pack("shard", tag, (number, t1 - t0, p1 - p0, x1 - x0), parts, edition)


def _cold_files(
    columns: Columns, stubs: dict[int, dict[str, object]], first_shard: int, end_shard: int, layout: Layout
) -> Iterator[tuple[str, bytes]]:
    bounds = np.array([layout.first_hash(shard) for shard in range(first_shard, end_shard + 1)])
    term_at = np.searchsorted(columns.term_hash, bounds)
    shard_of = np.repeat(np.arange(end_shard - first_shard), np.diff(term_at))
    coded = code_columns(
        columns, columns.term_hash - bounds[shard_of], term_at[:-1][np.diff(term_at) > 0], layout.classes[columns.docs]
    )
    held = sorted(stubs)
    for i in range(end_shard - first_shard):
        mine = held[bisect_left(held, int(bounds[i])) : bisect_left(held, int(bounds[i + 1]))]
        told = {f"{hashed:x}": stubs[hashed] for hashed in mine}
        number = first_shard + i
        yield shard_path(number), shard_file(coded, layout.tag, number, int(term_at[i]), int(term_at[i + 1]), told)


def docs_file(
    tag: int, hashed: int, number: int, docs: I64, weights: I64, classes: I64, edition: int = 0
) -> bytes:
    """Documents of a frequent term and how well they fit."""
    gaps, weight = Wide(_gaps(docs, np.zeros(min(1, docs.size), np.int64))), Narrow(weights - 1)
    rows = [*gaps.columns(0, docs.size), *weight.columns(0, docs.size), classes.astype(np.uint8).tobytes()]
    return pack("docs", tag, (hashed, number, docs.size), rows, edition)


def places_file(
    tag: int, hashed: int, number: int, docs: I64, starts: I64, places: I64, classes: I64, edition: int = 0
) -> bytes:
    """Documents of a frequent term and its positions in them; ``starts`` from 0, with the end."""
    gaps, counts = Wide(_gaps(docs, np.zeros(min(1, docs.size), np.int64))), Narrow(np.diff(starts) - 1)
    rows = [*gaps.columns(0, docs.size), *counts.columns(0, docs.size), classes.astype(np.uint8).tobytes()]
    rows += Wide(_gaps(places, starts[:-1])).columns(0, places.size)
    return pack("places", tag, (hashed, number, docs.size), rows, edition)


def _hot_files(
    columns: Columns, number: int, layout: Layout, *, counted: bool
) -> Generator[tuple[str, bytes], None, dict[str, object]]:
    """Files of one frequent term; returns its stub.

    ``d`` files answer which documents and how well; ``p`` files hold documents and positions, so that a phrase whose
    other terms leave few documents reads only the ``p`` files of these. A common pair (``counted``) has no positions.
    """
    p0, p1 = int(columns.term_start[number]), int(columns.term_start[number + 1])
    starts = columns.posting_start[p0 : p1 + 1]
    docs = columns.docs[p0:p1]
    places = columns.places[int(starts[0]) : int(starts[-1])]
    starts = starts - starts[0]
    weights = places if counted else weigh(places, starts)
    classes = layout.classes[docs]
    hashed = int(columns.term_hash[number])
    cuts_p = [] if counted else _cuts(starts, max(PLACES_IN_FILE, layout.docs // 12))
    # Few files of positions tell the documents, too.
    cuts_d = [] if 1 <= len(cuts_p) <= TELLING else list(range(0, docs.size, DOCS_IN_FILE))
    for i, start in enumerate(cuts_d):
        mine = slice(start, start + DOCS_IN_FILE)
        yield hot_path(hashed, f"d{i}"), docs_file(layout.tag, hashed, i, docs[mine], weights[mine], classes[mine])
    for i, (start, end) in enumerate(pairwise([*cuts_p, docs.size])):
        mine, low, high = slice(start, end), int(starts[start]), int(starts[end])
        yield hot_path(hashed, f"p{i}"), places_file(
            layout.tag, hashed, i, docs[mine], starts[start : end + 1] - low, places[low:high], classes[mine]
        )
    return {
        "n": int(docs.size),
        "d": [int(docs[start]) for start in cuts_d],
        "p": [int(docs[start]) for start in cuts_p],
        "best": _head(docs, weights, classes, layout),
    }


def weigh(places: I64, starts: I64) -> I64:
    """Weight of each posting in halves of a body occurrence."""
    zone = np.searchsorted(np.array(ZONES[1:-1]), places, side="right")
    weights: I64 = np.add.reduceat(np.array(ZONE_WEIGHTS)[zone], starts[:-1])
    return weights


def _cuts(starts: I64, most: int) -> list[int]:
    """First posting of each file of about ``most`` positions; a posting is never cut."""
    cuts = [0]
    while True:
        following = int(np.searchsorted(starts, starts[cuts[-1]] + most, side="right")) - 1
        following = max(following, cuts[-1] + 1)
        if following >= starts.size - 1:
            return cuts
        cuts.append(following)


def _head(docs: I64, weights: I64, classes: I64, layout: Layout) -> list[list[int]]:
    """[[document, weight, length class], …] best first; equal ones newest first."""
    half = weights / 2
    length = 64 * 2.0**classes
    score = half / (half + 1.2 * (0.25 + 0.75 * length / layout.average))
    best = np.lexsort((docs, -score))[:HEAD]
    return [[int(docs[i]), int(weights[i]), int(classes[i])] for i in best]
