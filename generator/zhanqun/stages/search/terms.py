"""From texts to terms: every place where a query could begin to match, as (hashed key, document, position).

All documents of a batch are folded in one pass over one array; the rules are those of folding.py, and a test holds
both to each other. Terms of a run of letters:

* a gram for each two adjacent letters, except inside a word;
* inside words (Latin, digits) one token for each prefix of 2 to 16 letters, and again for each further 16 letters;
* a gram whose first letter is a whole word by itself has a key of its own (``5条`` must not match in ``15条``);
* a triple for three adjacent letters of which both pairs are among the commonest (common_pairs.py): not needed to
  find anything, it spares reading the long lists of common pairs;
* in titles each letter alone, and every gram and token once more under a key of its own, for title-only queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from zhanqun.stages.search.folding import BOUNDARY, DROP, FIRST_LETTER, FIRST_WIDE, NUMERIC, TRANSPARENT, fold_table

U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ZONES = (0, 1024, 1280, 1792, 2048, 1 << 19, 1 << 20)
"""First position of title, numbers, keywords, issuer, body, attachments; the end. What does not fit is not indexed."""
ZONE_WEIGHTS = (16, 16, 8, 4, 2, 1)
"""Weight of one occurrence, in halves of an occurrence in the body."""
POSITION_BITS = 20
DOC_BITS = 12
BLOCK = 16
"""Letters of a word that one token covers."""

SEED_WORD, SEED_MORE, SEED_LONE, SEED_TITLE = 0x811C9DC5, 0x1B873593, 0x2545F491, 0x3C6EF372
_FNV = np.uint32(0x01000193)
_MIX = np.uint32(0x5BD1E995)
_SPREAD = np.uint32(0x9E3779B1)
_TOKEN_SPACE = np.uint32(0xE0000000)
_TRIPLE_SPACE = np.uint32(0xF0000000)
_SLOT_BITS = 20


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters of many pieces of text in one row."""

    units: U32
    places: I64
    """Position in the whole row: adjacent letters differ by one, letters parted by a boundary by two."""
    starts: Flags
    origin: I64
    """Index into the row of code units."""


@cache
def _table() -> U16:
    return np.array(fold_table(), dtype=np.uint16)


def read_letters(units: U16) -> Letters:
    """Fold a row of UTF-16 code units."""
    values = _table()[units]
    kept = np.flatnonzero(values != DROP)
    values = values[kept]
    marks = np.flatnonzero(values == NUMERIC)
    if marks.size:
        digit = (values >= 0x30) & (values <= 0x39)
        around = np.concatenate(([False], digit, [False]))
        inside = around[marks] & around[marks + 2]
        values[marks] = np.where(inside, TRANSPARENT, BOUNDARY).astype(np.uint16)
    at = np.flatnonzero(values >= FIRST_LETTER)
    boundaries = np.cumsum(values == BOUNDARY)[at]
    letters = values[at].astype(np.uint32)
    gaps = np.diff(boundaries, prepend=boundaries[:1]) > 0
    places = np.arange(at.size, dtype=np.int64) + np.cumsum(gaps)
    wordly = letters < FIRST_WIDE
    starts = wordly.copy()
    if at.size > 1:
        starts[1:] &= ~(wordly[:-1] & (np.diff(at) == 1))
    return Letters(letters, places, starts, kept[at])


def _token_keys(hashed: U32) -> U32:
    mixed = (hashed ^ (hashed >> np.uint32(13))) * _MIX
    return (mixed >> np.uint32(4)) | _TOKEN_SPACE


def _extend(hashed: U32, units: U32) -> U32:
    return (hashed ^ units) * _FNV


def hash_keys(keys: U32) -> U32:
    """Spreads keys over the shards; one to one."""
    return keys * _SPREAD


def title_keys(keys: U32) -> U32:
    """Keys of the same terms when only titles are asked."""
    seed = np.full(keys.size, SEED_TITLE, dtype=np.uint32)
    return _token_keys(_extend(_extend(seed, keys >> np.uint32(16)), keys & np.uint32(0xFFFF)))


@cache
def _common() -> tuple[U32, U32, npt.NDArray[np.int16], np.uint32]:
    """Pairs by rank, then a table without collisions: slot -> pair, slot -> rank, and its multiplier."""
    from zhanqun.stages.search.common_pairs import COMMON_PAIRS

    units = np.array([ord(char) for char in COMMON_PAIRS], dtype=np.uint32)
    pairs = (units[::2] << np.uint32(16)) | units[1::2]
    multiplier = 0x9E3779B1
    while True:
        slots = _slots(pairs, np.uint32(multiplier))
        if np.unique(slots).size == pairs.size:
            break
        multiplier = (multiplier + 0x61C88646) & 0xFFFFFFFF | 1
    table = np.zeros(1 << _SLOT_BITS, dtype=np.uint32)
    ranks = np.zeros(1 << _SLOT_BITS, dtype=np.int16)
    table[slots], ranks[slots] = pairs, np.arange(pairs.size, dtype=np.int16)
    return pairs, table, ranks, np.uint32(multiplier)


def _slots(keys: U32, multiplier: np.uint32) -> U32:
    return (keys * multiplier) >> np.uint32(32 - _SLOT_BITS)


def triples(letters: Letters, keys: U32, at: I64) -> tuple[U32, I64]:
    """Keys and letter indexes of triples, from the grams of the same letters."""
    _, table, ranks, multiplier = _common()
    slots = _slots(keys, multiplier)
    common = np.flatnonzero(table[slots] == keys)
    if common.size < 2:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    first = common[:-1][np.diff(at[common]) == 1]
    begin = at[first]
    rank = ranks[slots[first]].astype(np.uint32)
    return _TRIPLE_SPACE | (rank << np.uint32(16)) | letters.units[begin + 2], begin


def grams(letters: Letters) -> tuple[U32, I64]:
    """Keys and letter indexes of every adjacent pair that is not inside a word."""
    units, starts = letters.units, letters.starts
    wordly = units < FIRST_WIDE
    inside = np.zeros(units.size, dtype=np.bool_)
    inside[:-1] = wordly[:-1] & wordly[1:] & ~starts[1:]
    adjacent = np.zeros(units.size, dtype=np.bool_)
    adjacent[:-1] = np.diff(letters.places) == 1
    at = np.flatnonzero(adjacent & ~inside)
    first, second = units[at], units[at + 1]
    keys = (first << np.uint32(16)) | second
    lone = np.flatnonzero(starts[at])
    if lone.size:
        seed = np.full(lone.size, SEED_LONE, dtype=np.uint32)
        keys[lone] = _token_keys(_extend(_extend(seed, first[lone]), second[lone]))
    return keys, at


def tokens(letters: Letters) -> tuple[U32, I64]:
    """Keys and letter indexes of every prefix of every word, block by block."""
    units, starts = letters.units, letters.starts
    wordly = units < FIRST_WIDE
    begins = np.flatnonzero(starts)
    last = wordly.copy()
    last[:-1] &= ~(wordly[1:] & ~starts[1:])
    lengths = np.flatnonzero(last) - begins + 1
    blocks = (lengths + BLOCK - 1) // BLOCK
    number = np.arange(blocks.sum(), dtype=np.int64) - np.repeat(np.cumsum(blocks) - blocks, blocks)
    at = np.repeat(begins, blocks) + number * BLOCK
    left = np.minimum(np.repeat(lengths, blocks) - number * BLOCK, BLOCK)
    hashed = np.where(number == 0, SEED_WORD, SEED_MORE).astype(np.uint32)
    keys: list[U32] = []
    places: list[I64] = []
    more = number > 0
    for size in range(1, BLOCK + 1):
        alive = left >= size
        at, left, hashed, more = at[alive], left[alive], hashed[alive], more[alive]
        if not at.size:
            break
        hashed = _extend(hashed, units[at + (size - 1)])
        wanted = more if size == 1 else slice(None)
        keys.append(_token_keys(hashed[wanted]))
        places.append(at[wanted])
    if not keys:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    return np.concatenate(keys), np.concatenate(places)


def code_unit_row(texts: Sequence[str]) -> tuple[U16, I64]:
    """All texts in one row, each closed by a sentence mark, and where each begins."""
    parts = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    sizes = np.fromiter((len(part) // 2 + 1 for part in parts), dtype=np.int64, count=len(parts))
    row = np.frombuffer(b"\x02\x30".join([*parts, b""]), dtype="<u2")
    return row, np.cumsum(sizes) - sizes
