"""The commonest runs of two, three and four letters, of which the index keeps one number for each document, no places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from zhanqun.stages.search.common_pairs import COMMON_FOURS, COMMON_PAIRS, COMMON_THREES
from zhanqun.stages.search.terms import (
    I64,
    SEED_FOUR,
    U32,
    U64,
    Flags,
    Letters,
    extend,
    hash_keys,
    token_keys,
    triple_keys,
)
from zhanqun.text.distinct import distinct

_SLOT_BITS = 20


@dataclass(frozen=True, slots=True)
class _Ranks:
    """A table without collisions: slot -> rank, rank -> key; what is not listed has rank -1."""

    keys: U64
    slots: npt.NDArray[np.int16]
    multiplier: np.uint64

    def of(self, keys: U64) -> I64:
        ranks: I64 = self.slots[(keys * self.multiplier) >> np.uint64(64 - _SLOT_BITS)].astype(np.int64)
        ranks[self.keys[ranks] != keys] = -1
        return ranks


def _rank(listed: U64) -> _Ranks:
    multiplier = 0x9E3779B97F4A7C15
    while True:
        at = (listed * np.uint64(multiplier)) >> np.uint64(64 - _SLOT_BITS)
        if distinct(at).size == listed.size:
            break
        multiplier = (multiplier + 0x61C8864680B583EB) & 0xFFFFFFFFFFFFFFFF | 1
    slots = np.full(1 << _SLOT_BITS, -1, dtype=np.int16)
    slots[at] = np.arange(listed.size)
    return _Ranks(listed, slots, np.uint64(multiplier))


@cache
def _pairs() -> tuple[U32, _Ranks]:
    listed = [ord(group[0]) << 16 | ord(second) for group in COMMON_PAIRS.split(" ") for second in group[1:]]
    pairs = np.array(listed, dtype=np.uint32)
    return pairs, _rank(pairs.astype(np.uint64))


@cache
def _fours() -> tuple[U32, _Ranks]:
    """Keys of the common runs of four, and their ranks by both pairs."""
    units = np.array([ord(char) for char in COMMON_FOURS], dtype=np.uint32).reshape(-1, 4)
    hashed = np.full(len(units), SEED_FOUR, dtype=np.uint32)
    for column in range(4):
        hashed = extend(hashed, units[:, column])
    listed = units.astype(np.uint64) @ (np.uint64(1) << np.array([48, 32, 16, 0], dtype=np.uint64))
    return token_keys(hashed), _rank(listed)


@cache
def _threes() -> tuple[U32, _Ranks, Flags]:
    """Keys of the common triples, their ranks by letters, and for each rank of a pair (-1 too) whether it begins, ends one."""
    units = np.array([ord(char) for char in COMMON_THREES], dtype=np.uint32).reshape(-1, 3)
    pairs = units[:, :2] << np.uint32(16) | units[:, 1:]
    ranks = common_ranks(pairs.ravel()).reshape(-1, 2)
    keys = np.where(ranks[:, 0] >= 0, triple_keys(ranks[:, 0], units[:, 2]), triple_keys(ranks[:, 1], units[:, 0], left=True))
    ends = np.zeros((2, _pairs()[0].size + 1), dtype=np.bool_)
    ends[0, ranks[:, 0]] = ends[1, ranks[:, 1]] = True
    return keys, _rank(pairs[:, 0].astype(np.uint64) << np.uint64(16) | units[:, 2]), ends


@cache
def _begins_four() -> Flags:
    """For each rank of a pair whether a common run of four begins with it; at the end, for -1: no."""
    first = np.array([ord(char) for char in COMMON_FOURS], dtype=np.uint32).reshape(-1, 4)
    ranks = common_ranks(first[:, 0] << np.uint32(16) | first[:, 1])
    begins = np.zeros(_pairs()[0].size + 1, dtype=np.bool_)
    begins[ranks] = True
    begins[-1] = False
    return begins


def common_ranks(keys: U32) -> I64:
    """Rank of each gram among the common pairs, -1 for the others."""
    return _pairs()[1].of(keys.astype(np.uint64))


def common_threes(letters: Letters, keys: U32, at: I64, pair_ranks: I64) -> I64:
    """For each gram the rank of the common triple that begins with it, or -1."""
    _, ranks, (begins, ends) = _threes()
    run = np.flatnonzero(begins[pair_ranks[:-1]] & ends[pair_ranks[1:]])
    run = run[at[run + 1] - at[run] == 1]
    threes = np.full(at.size, -1)
    threes[run] = ranks.of(keys[run].astype(np.uint64) << np.uint64(16) | letters.units[at[run] + 2])
    return threes


def common_fours(keys: U32, at: I64, pair_ranks: I64) -> tuple[I64, I64]:
    """Letter indexes and ranks, behind those of the pairs, of common runs of four; from the grams and their ranks."""
    run = np.flatnonzero(_begins_four()[pair_ranks[:-2]])
    run = run[at[run + 2] - at[run] == 2]
    ranks = _fours()[1].of(keys[run].astype(np.uint64) << np.uint64(32) | keys[run + 2])
    found = ranks >= 0
    return at[run[found]], ranks[found] + _pairs()[0].size


@cache
def common_hashes() -> U32:
    """Hashes of the common pairs, runs of four, and triples, in this order: terms without places."""
    return hash_keys(np.concatenate((_pairs()[0], _fours()[0], _threes()[0])))


def first_three() -> int:
    """Rank of the first common triple among all terms without places."""
    return int(common_hashes().size - _threes()[0].size)


def is_counted(hashes: I64) -> Flags:
    """Which terms are common pairs, triples or runs of four."""
    counted: Flags = np.isin(hashes, common_hashes().astype(np.int64))
    return counted
