"""A whole title index at once, as a build puts it together part by part."""

from __future__ import annotations

from collections.abc import Sequence

from zhanqun.model.catalog import Card
from zhanqun.model.output import OutputFile
from zhanqun.stages.search.titles import cut_parts, title_manifest, title_part


def title_index(prefix: str, cards: Sequence[Card]) -> list[OutputFile]:
    """Title index of the site at ``prefix`` from its cards, newest first."""
    made = [title_part(prefix, cards[start:stop]) for start, stop in cut_parts(
        [card.published.day.year * 12 + card.published.day.month - 1 for card in cards])]
    return [*(file for file, _ in made), title_manifest(prefix, len(cards), [entry for _, entry in made])]
