"""The search self-test: a published title, typed as it is, must be found on the first screen (国办秘函〔2019〕19号).

That the index finds every item by its title is proved where it is built (tests/property/test_search_is_exact.py).
What content can spoil is looked for here: more equal titles than a screen holds, and titles without a searchable letter.
Titles are compared in the search stage's own normal form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from zhanqun.model.catalog import Card
from zhanqun.stages.search.folding import normalise


def missed_titles(cards: Sequence[Card], first: int) -> list[Card]:
    """Cards, newest first, whose own title does not bring them onto a screen of ``first`` results.

    What holds the query and more is longer and comes after; of equal titles the newest come first.
    """
    same: defaultdict[str, list[int]] = defaultdict(list)
    for number, card in enumerate(cards):
        same["".join(chr(letter.unit) for letter in normalise(card.title))].append(number)
    missed = [number for key, numbers in same.items() for number in (numbers[first:] if key else numbers)]
    return [cards[number] for number in sorted(missed)]
