"""The letters of a batch of documents with their places in the index, and what begins at each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.common_terms import common_fours, common_hashes, common_ranks, common_threes, first_three
from zhanqun.stages.search.terms import (
    I64,
    POSITION_BITS,
    U32,
    U64,
    ZONE_WEIGHTS,
    ZONES,
    Flags,
    Letters,
    close_words,
    code_unit_row,
    grams,
    hash_keys,
    number_chains,
    read_letters,
    title_keys,
    tokens,
    triples,
)

GROUPS = len(ZONES) - 1
"""Texts of a document, one for each zone."""


@dataclass(frozen=True, slots=True)
class Placed:
    letters: Letters
    begins: I64
    """Index into the code units of each text's first."""
    counts: I64
    """Letters of each text."""
    positions: I64
    """Of each letter in its document."""
    fits: Flags | None
    """Which letters are indexed; None: all."""


def texts_of(doc: SearchDoc) -> tuple[str, str, str, str, str, str]:
    card = doc.card
    return (
        card.title,
        f"{card.doc_no}。{card.index_no}",
        "。".join((*card.keywords, *card.topics)),
        card.issuer,
        doc.body,
        "。".join(text for _, text in doc.attachments),
    )


def place_letters(batch: Sequence[SearchDoc]) -> Placed:
    row, begins = code_unit_row([text for doc in batch for text in texts_of(doc)])
    letters = read_letters(row)
    ends = np.append(np.searchsorted(letters.origin, begins[1:]), letters.origin.size)
    counts = np.diff(ends, prepend=0)
    some = counts > 0
    zone = np.arange(begins.size) % GROUPS
    base = np.array(ZONES)[zone]
    base[some] -= letters.places[ends[some] - counts[some]]
    positions = letters.places + np.repeat(base, counts)
    # The last place of a zone stays empty, so that no phrase runs into the next one.
    limit = np.array(ZONES)[zone + 1] - 1
    if (positions[ends[some] - 1] < limit[some]).all():
        return Placed(letters, begins, counts, positions, None)
    return Placed(letters, begins, counts, positions, positions < np.repeat(limit, counts))


def find_occurrences(placed: Placed) -> U64:
    """Sorted, each once: hash of the term 32 | document 12 | position 20; of a common pair, weight instead of position."""
    letters, fits = placed.letters, placed.fits
    texts = np.arange(placed.counts.size)
    title = np.repeat(texts % GROUPS == 0, placed.counts)
    low = np.repeat((texts // GROUPS) << POSITION_BITS, placed.counts)
    low |= placed.positions
    keys, at = grams(letters)
    ranks = common_ranks(keys)
    rare = ranks < 0
    threes = common_threes(letters, keys, at, ranks)
    words, longer = tokens(letters), triples(letters, at, ranks, threes)
    fours, their_ranks = common_fours(keys, at, ranks)
    some = threes >= 0
    counted = _count_common(
        placed,
        np.concatenate((at[~rare], fours, at[some])),
        np.concatenate((ranks[~rare], their_ranks, threes[some] + first_three())),
    )
    keys, at = close_words(letters, keys, at)
    parts: list[tuple[U32, I64]] = [(keys[rare], at[rare]), words, longer, number_chains(letters)]
    for terms, where in ((keys, at), words):
        inside = np.flatnonzero(title[where])
        parts.append((title_keys(terms[inside]), where[inside]))
    titles = np.flatnonzero(title)
    parts.append((letters.units[titles] << np.uint32(16), titles))
    found = np.empty(sum(where.size for _, where in parts) + counted.size, dtype=np.uint64)
    end = 0
    for terms, where in parts:
        if fits is not None:
            terms, where = terms[fits[where]], where[fits[where]]
        mine = found[end : end + where.size]
        mine[:] = hash_keys(terms)
        mine <<= np.uint64(32)
        mine |= low[where].view(np.uint64)
        end += where.size
    found[end : end + counted.size] = counted
    found = found[: end + counted.size]
    found.sort()
    twice = found[1:] == found[:-1]
    # Two prefixes of one word may come to the same key.
    return found[np.append(True, ~twice)] if twice.any() else found


def _count_common(placed: Placed, at: I64, ranks: I64) -> U64:
    """For each common pair or run of four and document that has it, one number with its weight in the place of a position."""
    if placed.fits is not None:
        at, ranks = at[placed.fits[at]], ranks[placed.fits[at]]
    texts = np.arange(placed.counts.size)
    text = np.repeat(texts, placed.counts)[at]
    hashes = common_hashes()
    docs = placed.counts.size // GROUPS
    # Document by document: what is counted at one time lies close together.
    cells = (texts // GROUPS * hashes.size)[text]
    cells += ranks
    weights = np.bincount(cells, np.tile(np.array(ZONE_WEIGHTS, dtype=np.float64), docs)[text], docs * hashes.size)
    some = np.flatnonzero(weights)
    most = np.minimum(weights[some], (1 << POSITION_BITS) - 1).astype(np.uint64)
    doc, rank = (some // hashes.size).astype(np.uint64), some % hashes.size
    return hashes[rank].astype(np.uint64) << np.uint64(32) | doc << np.uint64(POSITION_BITS) | most
