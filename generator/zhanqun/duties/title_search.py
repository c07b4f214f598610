"""The search self-test: a published title, typed as it is, must be found on the first screen (国办秘函〔2019〕19号).

That the index finds every item by its title is proved where it is built (tests/property/test_search_is_exact.py), and
that a title outweighs a body is its scoring. What content can spoil is looked for here, in the search stage's own
normal form: a title that more titles hold than a screen has room for, be they equal or longer, so that nobody can
promise which of them are shown; and a title without a searchable letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from zhanqun.model.catalog import Card
from zhanqun.stages.search.folding import normalise


def missed_titles(cards: Sequence[Card], first: int) -> list[Card]:
    """Cards, in their order, whose own title is not sure to bring them onto a screen of ``first`` results."""
    same: defaultdict[str, list[int]] = defaultdict(list)
    for number, card in enumerate(cards):
        same["".join(chr(letter.unit) for letter in normalise(card.title))].append(number)
    keys = list(same)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        for token in {key[at : at + 2] for at in range(len(key))}:
            holders[token].append(number)
    missed: list[int] = []
    for key, numbers in same.items():
        if not key or _crowded(key, keys, holders, same, first):
            missed += numbers
    return [cards[number] for number in sorted(missed)]


def _crowded(
    key: str, keys: Sequence[str], holders: dict[str, list[int]], same: dict[str, list[int]], first: int
) -> bool:
    """More than ``first`` titles hold this one. Walks the rarest of its pairs only."""
    pairs = [key[at : at + 2] for at in range(len(key) - 1)]
    near = min((holders[pair] for pair in pairs), key=len) if pairs else range(len(keys))
    room = first
    for number in near:
        if key in keys[number]:
            room -= len(same[keys[number]])
            if room < 0:
                return True
    return False
