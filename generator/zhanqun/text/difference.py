"""A difference of two texts in whole lines and, within a changed line, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Piece = tuple[str, str]
"""Mark (space: unchanged, ``-`` gone, ``+`` new) and text."""

_NEAR = 30
"""Unchanged characters kept around a change."""
_WORD = re.compile(r"[0-9A-Za-z_.,%]+|\s+|.", re.DOTALL)
_LONG = 4_000
"""Characters of two lines beyond which they are told as a whole: comparing is quadratic."""
_RATIO = 0.5
_REACH = 8
"""How many new lines are compared with an old one."""
_LINES = 2_000
"""Lines of both texts beyond which only what lies between the same beginning and end is told."""


def difference(before: str, after: str) -> list[list[Piece]]:
    """Changed lines in order, each in pieces; empty when nothing changed."""
    old, new = before.split("\n"), after.split("\n")
    if len(old) + len(new) > _LINES:
        old, new = _middle(old, new)
        if len(old) + len(new) > _LINES:
            return [*([("-", line)] for line in old), *([("+", line)] for line in new)]
    lines: list[list[Piece]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += _block(old[i1:i2], new[j1:j2])
    return lines


def _middle(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return old[head : len(old) - tail], new[head : len(new) - tail]


def _block(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Piece]]:
    """Lines that resemble each other are told together, in order; the rest as taken out or put in."""
    at = 0
    for left in old:
        found = next((n for n in range(at, min(len(new), at + _REACH)) if _alike(left, new[n])), None)
        if found is None:
            yield [("-", left)]
            continue
        yield from ([("+", right)] for right in new[at:found])
        yield list(_words(left, new[found]))
        at = found + 1
    yield from ([("+", right)] for right in new[at:])


def _alike(old: str, new: str) -> bool:
    if len(old) + len(new) > _LONG:
        return False
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return matcher.real_quick_ratio() > _RATIO and matcher.quick_ratio() > _RATIO and matcher.ratio() > _RATIO


def _words(old: str, new: str) -> Iterator[Piece]:
    left, right = _WORD.findall(old), _WORD.findall(new)
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for number, (tag, i1, i2, j1, j2) in enumerate(codes):
        gone, come = "".join(left[i1:i2]), "".join(right[j1:j2])
        if tag == "equal":
            yield " ", _around(gone, first=number == 0, last=number == len(codes) - 1)
            continue
        if gone:
            yield "-", gone
        if come:
            yield "+", come


def _around(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * _NEAR:
        return text
    return ("" if first else text[:_NEAR]) + "……" + ("" if last else text[-_NEAR:])
