"""Runs of twelve letters as keyed 64-bit numbers: what of a withheld text may be remembered to find it again.

A letter is a letter, digit or ideograph; width, case and whatever stands between letters do not count. A run never
goes over the end of a line, a quotation mark, a tag, a cell or a comma.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zhanqun.text.distinct import distinct

RUN = 12
_PER_VALUE, _PER_TEXT = 24, 40
_BITS = 21
_STOP = 1
"""Stands for whatever a run may not go over."""

_PART, _AROUND, _TRIES = 4, 32, 50
"""Letters by which a run is found in a text, characters around them that are looked at, and at how many places."""

Numbers = NDArray[np.uint64]


@cache
def _letters() -> NDArray[np.uint32]:
    """Code point -> folded letter, 0 for what is left out, 1 for a stop; beyond the first plane nothing is folded."""
    table = np.zeros(0x10000, np.uint32)
    for code in range(0x10000):
        if 0x3400 <= code < 0xA000 or 0xAC00 <= code < 0xD7A4:
            table[code] = code
            continue
        char = unicodedata.normalize("NFKC", chr(code)).lower() if not 0xD800 <= code < 0xF900 else ""
        if len(char) == 1 and char.isalnum():
            table[code] = ord(char)
    for char in '\n\r\t"<>|,':
        table[ord(char)] = _STOP
    return table


def letters_of(text: str) -> str:
    """The letters of a text and nothing else."""
    codes = _codes(text)
    return _spelt(codes[codes != _STOP])


def _spelt(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "ignore")


def _codes(text: str) -> NDArray[np.uint32]:
    codes: NDArray[np.uint32] = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")
    if codes.size and int(codes.max()) >= 0x10000:
        folded = np.where(codes < 0x10000, _letters()[np.minimum(codes, 0xFFFF)], codes)
    else:
        folded = _letters()[codes]
    kept: NDArray[np.uint32] = folded[folded != 0]
    return kept


class Runs:
    """Numbers runs under one secret key: without it they tell nothing, not even to who guesses the text."""

    def __init__(self, key: bytes) -> None:
        """``key``: at least 8 random bytes."""
        factor = int.from_bytes(key[:8], "little") | 1
        powers = [pow(factor, power, 1 << 64) for power in (1, 2, 3, 6)]
        self._a1, self._a2, self._a3, self._a6 = (np.uint64(power) for power in powers)

    def of(self, text: str) -> Numbers:
        """The number of the run at each letter; those that go over a stop are of no use and stay in."""
        codes = _codes(text).astype(np.uint64)
        if codes.size < RUN:
            return np.zeros(0, np.uint64)
        three = codes[:-2] * self._a2
        three += codes[1:-1] * self._a1
        three += codes[2:]
        six = three[:-3] * self._a3
        six += three[3:]
        twelve: Numbers = six[:-6] * self._a6
        twelve += six[6:]
        return twelve

    def sample(self, values: Iterable[str], text: str) -> Numbers:
        """Few numbers for a source: of each value its first and last, of the text its first, last, and some between."""
        parts = [_spread(self._whole(value), _PER_VALUE) for value in values]
        parts.append(_spread(self._whole(text), _PER_TEXT))
        return distinct(np.concatenate(parts))

    def _whole(self, text: str) -> Numbers:
        """Numbers of runs that go over no stop."""
        found = self.of(text)
        if not found.size:
            return found
        stops = np.cumsum(np.append(0, _codes(text) == _STOP))
        whole: Numbers = found[stops[RUN:] == stops[:-RUN]]
        return whole


def _spread(found: Numbers, most: int) -> Numbers:
    if found.size <= most:
        return found
    ends = most // 4
    middle = np.linspace(ends, found.size - ends - 1, most - 2 * ends).astype(np.int64)
    return np.concatenate((found[:ends], found[middle], found[-ends:]))


def _stands_in(letters: str, text: str) -> bool:
    """Whether a text has these letters in a row, whatever stands between them. Looked for at a part of them only."""
    for start in range(0, RUN, _PART):
        part, at, tries = letters[start : start + _PART], -1, 0
        while tries < _TRIES and (at := text.find(part, at + 1)) >= 0:
            if letters in _spelt(_codes(text[max(0, at - _AROUND) : at + _AROUND])):
                return True
            tries += 1
    return False


class Watch:
    """The runs that must not be in the output."""

    def __init__(self, runs: Runs, forbidden: Numbers) -> None:
        self.runs = runs
        self._forbidden = distinct(forbidden)
        self._table = np.zeros(1 << _BITS, bool)
        self._table[self._places(self._forbidden)] = True
        self._fine: set[int] = set()
        self.allowed = ""
        """The last text of which everything was taken out."""

    def __len__(self) -> int:
        return len(self._forbidden)

    @property
    def numbers(self) -> Numbers:
        """What is forbidden, to be watched for somewhere else under the same key."""
        return self._forbidden

    def hits(self, text: str) -> frozenset[int]:
        """Forbidden runs in a text, without those that were found to be fine."""
        if not self._forbidden.size:
            return frozenset()
        return self.rest(self._in(text))

    def rest(self, numbers: frozenset[int]) -> frozenset[int]:
        """Those that were not found to be fine."""
        return numbers - self._fine

    def allow(self, text: str) -> None:
        """Take out, for good, whatever occurs in a text that is cleared."""
        self._fine |= self._in(text)
        self.allowed = text

    def written(self, text: str, numbers: Collection[int]) -> dict[int, str]:
        """Letters of these runs of a text, for ``allow_written``."""
        codes, found = _codes(text), self.runs.of(text)
        places = np.flatnonzero(np.isin(found, np.array(sorted(numbers), np.uint64)))
        return {int(found[place]): _spelt(codes[place : place + RUN]) for place in places.tolist()}

    def allow_written(self, runs: Mapping[int, str], text: str) -> None:
        """Take out, for good, those of the runs that are found in a cleared text by their letters. Some may be overlooked."""
        self._fine.update(number for number, letters in runs.items() if _stands_in(letters, text))

    def _in(self, text: str) -> frozenset[int]:
        found = self.runs.of(text)
        maybe = found[self._table[self._places(found)]]
        if not maybe.size:
            return frozenset()
        places = np.minimum(np.searchsorted(self._forbidden, maybe), self._forbidden.size - 1)
        return frozenset(maybe[self._forbidden[places] == maybe].tolist())

    @staticmethod
    def _places(found: Numbers) -> Numbers:
        places: Numbers = found >> np.uint64(64 - _BITS)
        return places
