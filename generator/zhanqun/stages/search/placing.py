"""The letters of a batch of documents with their places in the index, and what begins at each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.terms import (
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
    """Sorted, each once: hash of the term 32 | document 12 | position 20."""
    letters, fits = placed.letters, placed.fits
    texts = np.arange(placed.counts.size)
    title = np.repeat(texts % GROUPS == 0, placed.counts)
    low = np.repeat((texts // GROUPS) << POSITION_BITS, placed.counts)
    low |= placed.positions
    keys, at = grams(letters)
    parts: list[tuple[U32, I64]] = [(keys, at), tokens(letters), triples(letters, keys, at)]
    for keys, at in parts[:2]:
        inside = np.flatnonzero(title[at])
        parts.append((title_keys(keys[inside]), at[inside]))
    titles = np.flatnonzero(title)
    parts.append((letters.units[titles] << np.uint32(16), titles))
    found = np.empty(sum(at.size for _, at in parts), dtype=np.uint64)
    end = 0
    for keys, at in parts:
        if fits is not None:
            keys, at = keys[fits[at]], at[fits[at]]
        mine = found[end : end + at.size]
        mine[:] = hash_keys(keys)
        mine <<= np.uint64(32)
        mine |= low[at].view(np.uint64)
        end += at.size
    found = found[:end]
    found.sort()
    twice = found[1:] == found[:-1]
    # Two prefixes of one word may come to the same key.
    return found[np.append(True, ~twice)] if twice.any() else found
