"""A shard's columns as postings, some occurrences out of them, and columns again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhanqun.stages.search.shards import Columns, code_columns, shard_file
from zhanqun.stages.search.streams import narrow, wide
from zhanqun.stages.search.terms import I64, POSITION_BITS, Flags

_DOC_ROOM = 22


class NotThere(Exception):
    """An occurrence that must go is not in the file that should hold it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Occurrences that must go, by hash, document, position."""

    hashes: I64
    owners: I64
    places: I64

    def of(self, some: Flags) -> Taken:
        return Taken(self.hashes[some], self.owners[some], self.places[some])


@dataclass(frozen=True, slots=True)
class Postings(Columns):
    classes: I64
    """Length class of each posting's document."""


def decode_postings(c: Sequence[memoryview], first_hash: int) -> Postings:
    """From the first fifteen columns of a shard."""
    hashes = np.cumsum(wide(c[0:3]) + 1) - 1 + first_hash
    term_start = _ends(wide(c[3:6]) + 1)
    posting_start = _ends(narrow(c[9:11]) + 1)
    return Postings(
        hashes,
        term_start,
        _from_gaps(wide(c[6:9]), term_start),
        posting_start,
        _from_gaps(wide(c[12:15]), posting_start),
        np.frombuffer(c[11], np.uint8).astype(np.int64),
    )


def _ends(sizes: I64) -> I64:
    ends = np.zeros(sizes.size + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return ends


def _from_gaps(gaps: I64, starts: I64) -> I64:
    """Numbers of runs that begin at ``starts`` (with the end): the first of each as it is, then distances less one."""
    sums = _ends(gaps + 1)
    values: I64 = sums[1:] - np.repeat(sums[starts[:-1]], np.diff(starts)) - 1
    return values


def take_out(postings: Postings, lost: Taken) -> Postings:
    """Without the lost occurrences, each of which must be there."""
    df, tf = np.diff(postings.term_start), np.diff(postings.posting_start)
    term = np.searchsorted(postings.term_hash, lost.hashes)
    posting = np.repeat(np.arange(df.size), df) << _DOC_ROOM | postings.docs
    asked = term << _DOC_ROOM | lost.owners
    at = np.searchsorted(posting, asked)
    if (term >= df.size).any() or (at >= posting.size).any():
        raise NotThere("posting")
    if (postings.term_hash[term] != lost.hashes).any() or (posting[at] != asked).any():
        raise NotThere("posting")
    whole = np.repeat(np.arange(posting.size), tf) << POSITION_BITS | postings.places
    wanted = at << POSITION_BITS | lost.places
    place = np.searchsorted(whole, wanted)
    if (place >= whole.size).any() or (whole[place] != wanted).any():
        raise NotThere("position")
    keep = np.ones(whole.size, dtype=np.bool_)
    keep[place] = False
    tf = tf - np.bincount(at, minlength=tf.size)
    stays = tf > 0
    df = df - np.bincount(np.repeat(np.arange(df.size), df)[~stays], minlength=df.size)
    held = df > 0
    return Postings(
        postings.term_hash[held],
        _ends(df[held]),
        postings.docs[stays],
        _ends(tf[stays]),
        postings.places[keep],
        postings.classes[stays],
    )


def encode_shard(
    postings: Postings, tag: int, number: int, first_hash: int, stubs: Mapping[str, object], edition: int
) -> bytes:
    count = postings.term_hash.size
    first = np.zeros(min(1, count), dtype=np.int64)
    coded = code_columns(postings, postings.term_hash - first_hash, first, postings.classes)
    return shard_file(coded, tag, number, 0, count, stubs, edition)
