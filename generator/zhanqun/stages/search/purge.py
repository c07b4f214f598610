"""Take occurrences out of a published segment: the files that hold them are written anew, under the same names.

What is taken out belongs to documents that the manifest names dead. So a reader who mixes older and newer files of the
segment finds the same of all that is published: a dead document is left out whichever file he has.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from zhanqun.stages.search import metas
from zhanqun.stages.search.purge_columns import NotThere, Taken, decode_postings, encode_shard, take_out
from zhanqun.stages.search.shards import docs_file, hot_path, places_file, shard_path, weigh
from zhanqun.stages.search.streams import Damaged, narrow, pack, unpack, wide
from zhanqun.stages.search.terms import I64, POSITION_BITS, U64
from zhanqun.text.distinct import distinct

SHARDS_IN_STEP = 96

Piece = tuple[str, bytes]
Stub = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PurgePlan:
    """What must leave one segment. Small enough to be sent to a process."""

    folder: Path
    """Of the published segment."""
    tag: int
    shards: int
    docs: int
    """In the segment, dead ones too."""
    edition: int
    dead: tuple[int, ...]
    """Documents that have no line of their own any more."""
    hashes: I64
    owners: I64
    places: I64
    """What is to be taken out, by hash, document, position."""
    cuts: tuple[int, ...]
    """First occurrence of each step, and the end; a step holds whole shards."""


def plan_purge(
    folder: Path, name: str, shards: int, docs: int, edition: int, lost: Sequence[tuple[int, U64]]
) -> PurgePlan:
    """``lost``: for each dead document its occurrences (hash << 32 | position) that must go."""
    hashes = np.concatenate([(found >> np.uint64(32)).astype(np.int64) for _, found in lost])
    places = np.concatenate([(found & np.uint64((1 << POSITION_BITS) - 1)).astype(np.int64) for _, found in lost])
    owners = np.repeat(np.array([doc for doc, _ in lost]), [found.size for _, found in lost])
    order = np.lexsort((places, owners, hashes))
    hashes, owners, places = hashes[order], owners[order], places[order]
    first = np.flatnonzero(np.diff(hashes * shards >> 32, prepend=-1))
    cuts = (*first[::SHARDS_IN_STEP].tolist(), hashes.size)
    dead = tuple(doc for doc, _ in lost)
    return PurgePlan(folder / name, int(name[:8], 16), shards, docs, edition, dead, hashes, owners, places, cuts)


MapPurge = Callable[[Callable[[PurgePlan, int], list[Piece]], PurgePlan, range], Iterable[list[Piece]]]


def purge_segment(plan: PurgePlan, map_steps: MapPurge) -> Iterator[Piece]:
    """The files to be written anew. Raises Damaged or NotThere when the segment is not what it should be."""
    for pieces in map_steps(purge_step, plan, range(len(plan.cuts) - 1)):
        yield from pieces
    yield from _without_lines(plan)


def purge_step(plan: PurgePlan, step: int) -> list[Piece]:
    mine = slice(plan.cuts[step], plan.cuts[step + 1])
    hashes, owners, places = plan.hashes[mine], plan.owners[mine], plan.places[mine]
    numbers = hashes * plan.shards >> 32
    first = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
    pieces: list[Piece] = []
    for start, end in zip(first, [*first[1:], hashes.size], strict=True):
        pieces += _shard(plan, int(numbers[start]), Taken(hashes[start:end], owners[start:end], places[start:end]))
    return pieces


def _read(plan: PurgePlan, path: str, kind: str, tag: int) -> tuple[list[int], list[memoryview]]:
    try:
        return unpack((plan.folder / path).read_bytes(), kind, tag)
    except OSError as error:
        raise Damaged(path) from error


def _shard(plan: PurgePlan, number: int, lost: Taken) -> Iterator[Piece]:
    path = shard_path(number)
    _, columns = _read(plan, path, "shard", plan.tag)
    first_hash = -(-number * (1 << 32) // plan.shards)
    stubs: dict[str, Stub] = json.loads(bytes(columns[15])) if len(columns[15]) else {}
    told = np.array(sorted(int(name, 16) for name in stubs), dtype=np.int64)
    hot = np.isin(lost.hashes, told)
    if hot.any():
        for hashed in distinct(lost.hashes[hot]).tolist():
            yield from _hot(plan, hashed, stubs[f"{hashed:x}"], lost.of(lost.hashes == hashed))
    postings = decode_postings(columns, first_hash)
    if not hot.all():
        postings = take_out(postings, lost.of(~hot))
    yield path, encode_shard(postings, plan.tag, number, first_hash, stubs, plan.edition)


def _hot(plan: PurgePlan, hashed: int, stub: Stub, lost: Taken) -> Iterator[Piece]:
    """Files of a frequent term; ``stub`` is changed in place."""
    # Of a common pair there is one number for each document, and no position: what is lost is all there is.
    left: dict[int, int] = {} if stub["p"] else dict.fromkeys(lost.owners.tolist(), 0)
    homes = [bisect_right(stub["p"], doc) - 1 for doc in lost.owners.tolist() if stub["p"]]
    for i in sorted(set(homes), reverse=True):
        yield _places(plan, hashed, stub, i, lost.of(np.array(homes) == i), left)
    homes = [bisect_right(stub["d"], doc) - 1 for doc in sorted(left) if stub["d"]]
    for i in sorted(set(homes), reverse=True):
        mine = {doc: left[doc] for doc, home in zip(sorted(left), homes, strict=True) if home == i}
        yield _docs(plan, hashed, stub, i, mine)
    stub["n"] -= sum(1 for weight in left.values() if not weight)
    stub["best"] = [row for row in stub["best"] if row[0] not in left]


def _places(plan: PurgePlan, hashed: int, stub: Stub, i: int, lost: Taken, left: dict[int, int]) -> Piece:
    """One file of positions; notes in ``left`` the weight that each document keeps."""
    path = hot_path(hashed, f"p{i}")
    counts, c = _read(plan, path, "places", plan.tag)
    if counts[:2] != [hashed, i]:
        raise Damaged(path)
    postings = take_out(decode_postings([*_one_term(hashed, counts[2]), *c], 0), lost)
    starts, docs = postings.posting_start, postings.docs
    data = places_file(plan.tag, hashed, i, docs, starts, postings.places, postings.classes, plan.edition)
    weights = dict(zip(docs.tolist(), weigh(postings.places, starts).tolist() if docs.size else (), strict=True))
    left.update({doc: weights.get(doc, 0) for doc in set(lost.owners.tolist())})
    _note_first(stub["p"], i, docs, plan.docs)
    return path, data


def _one_term(hashed: int, count: int) -> list[memoryview]:
    """Columns of terms and list lengths, as a shard with this one term would have them."""
    row = [memoryview(b"\0"), memoryview(b"\xff"), memoryview(np.array([hashed], "<u4").tobytes())]
    return [*row, row[0], row[1], memoryview(np.array([count - 1], "<u4").tobytes())]


def _docs(plan: PurgePlan, hashed: int, stub: Stub, i: int, left: dict[int, int]) -> Piece:
    path = hot_path(hashed, f"d{i}")
    counts, c = _read(plan, path, "docs", plan.tag)
    docs, weights = np.cumsum(wide(c[0:3]) + 1) - 1, narrow(c[3:5]) + 1
    classes = np.frombuffer(c[5], np.uint8)
    asked = np.array(sorted(left))
    at = np.searchsorted(docs, asked)
    if counts[:2] != [hashed, i] or at[-1] >= docs.size or (docs[at] != asked).any():
        raise NotThere(path)
    weights[at] = [left[doc] for doc in sorted(left)]
    kept = weights > 0
    docs, weights, classes = docs[kept], weights[kept], classes[kept]
    _note_first(stub["d"], i, docs, plan.docs)
    return path, docs_file(plan.tag, hashed, i, docs, weights, classes.astype(np.int64), plan.edition)


def _note_first(firsts: list[int], i: int, docs: I64, end: int) -> None:
    """No file may begin with a document that is gone; an empty one begins where the next does and is never asked."""
    firsts[i] = int(docs[0]) if docs.size else (firsts[i + 1] if i + 1 < len(firsts) else end)


def _without_lines(plan: PurgePlan) -> Iterator[Piece]:
    """Result lines of the dead become 0."""
    groups: dict[int, list[int]] = {}
    for doc in plan.dead:
        groups.setdefault(doc // metas.META_DOCS, []).append(doc % metas.META_DOCS)
    for number, rows in sorted(groups.items()):
        path = metas.meta_path(number)
        counts, columns = _read(plan, path, "meta", plan.tag)
        lines = json.loads(bytes(columns[0]))
        for row in rows:
            lines[row] = 0
        yield path, pack("meta", plan.tag, counts, [metas.as_json(lines)], plan.edition)
