"""A difference that people can read: by line, and within a changed line by the words that changed.

Chinese paragraphs are one long line each, so a plain line difference shows a whole page for one changed word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from zhanqun.model.comparison import DiffLine

CONTEXT = 2
"""Unchanged lines shown around a change."""
_NEAR = 24
"""Unchanged characters shown around a changed word."""
_LINE = 20_000
"""Characters of one line shown."""
_TOO_MANY = 4000
"""Lines beyond which whole blocks are told rather than compared line by line: comparing is quadratic."""
_WORD = re.compile(r"[0-9A-Za-z_.%]+|\s+|.", re.DOTALL)


def difference(before: str, after: str) -> list[DiffLine]:
    """Lines that tell how ``after`` came from ``before``."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[-1] == new[-1] == "":
        old.pop()
        new.pop()
    if len(old) + len(new) > _TOO_MANY:
        return list(_coarse(old, new))
    lines: list[DiffLine] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        if lines or group[0][1] > 0:
            lines.append(DiffLine("@", "……"))
        for tag, i1, i2, j1, j2 in group:
            lines += _block(tag, old[i1:i2], new[j1:j2])
    return lines


def whole(text: str, mark: str) -> list[DiffLine]:
    """A text that is all new, or all gone."""
    return [DiffLine(mark, _short(line)) for line in text.strip("\n").splitlines()]


def _block(tag: str, old: Sequence[str], new: Sequence[str]) -> Iterator[DiffLine]:
    if tag == "equal":
        for line in old:
            yield DiffLine(" ", _short(line))
        return
    pairs = min(len(old), len(new)) if len(old) == len(new) else 0
    for at in range(pairs):
        yield from _pair(old[at], new[at])
    for line in old[pairs:]:
        yield DiffLine("-", _short(line))
    for line in new[pairs:]:
        yield DiffLine("+", _short(line))


def _pair(old: str, new: str) -> Iterator[DiffLine]:
    """Two versions of one line: within the line when they resemble each other."""
    if len(old) + len(new) < 4000:
        left, right = _WORD.findall(old), _WORD.findall(new)
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        if len(left) > 3 and matcher.ratio() > 0.5:
            yield DiffLine("!", "".join(_within(matcher, left, right)))
            return
    yield DiffLine("-", _short(old))
    yield DiffLine("+", _short(new))


def _within(matcher: SequenceMatcher[str], left: list[str], right: list[str]) -> Iterator[str]:
    codes = matcher.get_opcodes()
    for number, (tag, i1, i2, j1, j2) in enumerate(codes):
        gone, come = "".join(left[i1:i2]), "".join(right[j1:j2])
        if tag == "equal":
            yield _middle(gone, first=number == 0, last=number == len(codes) - 1)
            continue
        if gone:
            yield f"[-{_short(gone)}-]"
        if come:
            yield f"{{+{_short(come)}+}}"


def _middle(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * _NEAR:
        return text
    return ("" if first else text[:_NEAR]) + "……" + ("" if last else text[-_NEAR:])


def _coarse(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    """Huge texts: what is the same at both ends is left out, the rest is told as taken out and put in."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head:
        yield DiffLine("@", f"……前 {head} 行没有变")
    for line in old[head : len(old) - tail]:
        yield DiffLine("-", _short(line))
    for line in new[head : len(new) - tail]:
        yield DiffLine("+", _short(line))


def _short(line: str) -> str:
    return line if len(line) <= _LINE else line[:_LINE] + f"……（此行共 {len(line)} 字，后面没有列出）"
