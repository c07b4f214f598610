"""From texts to terms: every place where a query could begin to match, as (hashed key, document, position).

All documents of a batch are folded in one pass over one array; the rules are those of folding.py, and a test holds
both to each other. Terms of a run of letters:

* a gram for each two adjacent letters, except inside a word;
* inside words (Latin, digits) one token for each prefix of 2 to 16 letters, and again for each further 16 letters;
* a gram whose first letter ends a word (of 16 letters or fewer) is a term of the whole word and the letter after it:
  ``15条`` is one term, and ``5条`` does not match in it; two such in a row, ``1998年1月``, are one more;
* of a pair among the commonest (common_pairs.py) no place is kept, only how much it weighs in a document; instead a
  triple for each three adjacent letters that begin or end with one: their lists are shorter by far;
* of a triple among the commonest no place is kept either; instead a run of four for each that begins or ends with one;
* other common runs of four likewise, one number for each document;
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
CHAINED = 4
"""Letters of a word that makes one term with its neighbour."""

SEED_WORD, SEED_MORE, SEED_CLOSED, SEED_TITLE = 0x811C9DC5, 0x1B873593, 0x2545F491, 0x3C6EF372
SEED_FOUR, SEED_CHAIN = 0x7F4A7C15, 0x2C1B3C6D
_FNV = np.uint32(0x01000193)
_MIX = np.uint32(0x5BD1E995)
_SPREAD = np.uint32(0x9E3779B1)
_TOKEN_SPACE = np.uint32(0xE0000000)
_TRIPLE_SPACE = np.uint32(0xF0000000)
_LEFT = np.uint32(0x08000000)
"""Of the key of a triple that ends with its common pair and does not begin with one."""
_AFTER, _BEFORE = np.uint32(0xE000), np.uint32(0xE800)
"""With the rank of a common triple the second half of a key, the letter after or before it being the first: no letter."""


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


def token_keys(hashed: U32) -> U32:
    mixed = (hashed ^ (hashed >> np.uint32(13))) * _MIX
    return (mixed >> np.uint32(4)) | _TOKEN_SPACE


def extend(hashed: U32, units: U32) -> U32:
    return (hashed ^ units) * _FNV


def hash_keys(keys: U32) -> U32:
    """Spreads keys over the shards; one to one."""
    return keys * _SPREAD


def title_keys(keys: U32) -> U32:
    """Keys of the same terms when only titles are asked."""
    seed = np.full(keys.size, SEED_TITLE, dtype=np.uint32)
    return token_keys(extend(extend(seed, keys >> np.uint32(16)), keys & np.uint32(0xFFFF)))


def triple_keys(ranks: I64, units: U32, *, left: bool = False) -> U32:
    """Of a common pair, by rank, and the letter after it, or before it (``left``)."""
    return (_TRIPLE_SPACE | (_LEFT if left else np.uint32(0))) | (ranks.astype(np.uint32) << np.uint32(16)) | units


def triples(letters: Letters, at: I64, ranks: I64, threes: I64) -> tuple[U32, I64]:
    """Keys and letter indexes of triples, and of what stands in the place of the common ones: runs of four.

    From the grams of the same letters, their ranks, and those of the common triples that begin with them.
    """
    follows = np.diff(at) == 1
    common = ranks >= 0
    plain = follows & (threes[:-1] < 0)
    right, left = np.flatnonzero(plain & common[:-1]), np.flatnonzero(plain & ~common[:-1] & common[1:])
    units = letters.units
    some = np.flatnonzero(threes[:-1] >= 0)
    after = some[:-1] if some.size and some[-1] + 2 >= at.size else some
    after = after[follows[after + 1]]
    before = some[1:] if some.size and not some[0] else some
    before = before[plain[before - 1]]
    begin_right, begin_left = at[right], at[left]
    keys = np.concatenate(
        (
            triple_keys(ranks[right], units[begin_right + 2]),
            triple_keys(ranks[left + 1], units[begin_left], left=True),
            units[at[after] + 3] << np.uint32(16) | (_AFTER + threes[after].astype(np.uint32)),
            units[at[before - 1]] << np.uint32(16) | (_BEFORE + threes[before].astype(np.uint32)),
        )
    )
    return keys, np.concatenate((begin_right, begin_left, at[after], at[before - 1]))


def grams(letters: Letters) -> tuple[U32, I64]:
    """Keys and letter indexes of every adjacent pair that is not inside a word; the second may begin one."""
    units, starts = letters.units, letters.starts
    wordly = units < FIRST_WIDE
    inside = np.zeros(units.size, dtype=np.bool_)
    inside[:-1] = wordly[:-1] & wordly[1:] & ~starts[1:]
    adjacent = np.zeros(units.size, dtype=np.bool_)
    adjacent[:-1] = np.diff(letters.places) == 1
    at = np.flatnonzero(adjacent & ~inside)
    return (units[at] << np.uint32(16)) | units[at + 1], at


def close_words(letters: Letters, keys: U32, at: I64) -> tuple[U32, I64]:
    """The grams again, those that end a word as terms of the whole word and what follows it."""
    units = letters.units
    ends = np.flatnonzero(units[at] < FIRST_WIDE)
    if not ends.size:
        return keys, at
    begins = np.flatnonzero(letters.starts)
    start = begins[np.searchsorted(begins, at[ends], side="right") - 1]
    length = at[ends] - start + 1
    short = length <= BLOCK
    ends, start, length = ends[short], start[short], length[short]
    keys, at = keys.copy(), at.copy()
    keys[ends], at[ends] = token_keys(_hash_runs(units, start, length + 1, SEED_CLOSED)), start
    return keys, at


def number_chains(letters: Letters) -> tuple[U32, I64]:
    """Two short words, a letter after each (``1998年1月``), as one term: keys and letter indexes."""
    units, places = letters.units, letters.places
    begins = np.flatnonzero(letters.starts)
    if begins.size < 2:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    wide = np.append(np.flatnonzero(units >= FIRST_WIDE), units.size)
    close = wide[np.searchsorted(wide, begins)]
    first, second = begins[:-1], begins[1:]
    # Between the first word and the second one letter, and one after the second; nothing else, and no boundary.
    good = (close[:-1] + 1 == second) & (close[1:] < units.size) & (second - first <= CHAINED + 1)
    good &= (close[1:] - second <= CHAINED) & (np.append(begins[2:], units.size) > close[1:])
    first, close = first[good], close[1:][good]
    whole = places[close] - places[first] == close - first
    first, close = first[whole], close[whole]
    return token_keys(_hash_runs(units, first, close - first + 1, SEED_CHAIN)), first


def _hash_runs(units: U32, start: I64, length: I64, seed: int) -> U32:
    hashed = np.full(start.size, seed, dtype=np.uint32)
    for i in range(int(length.max(initial=0))):
        mine = i < length
        hashed[mine] = extend(hashed[mine], units[start[mine] + i])
    return hashed


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
        hashed = extend(hashed, units[at + (size - 1)])
        wanted = more if size == 1 else slice(None)
        keys.append(token_keys(hashed[wanted]))
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
