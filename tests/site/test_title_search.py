"""The self-test of titles in ``report inspection`` against the engine that readers have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from helpers.node import Node
from helpers.sample import DAY, REPOSITORY
from zhanqun.duties.title_search import missed_titles
from zhanqun.model.catalog import Card
from zhanqun.pipeline import BuildOptions, judge_cluster

SCREEN = 10


@pytest.fixture(scope="module")
def engine() -> Iterator[Node]:
    process = Node(Path(__file__).parents[1] / "unit" / "search" / "driver.js")
    yield process
    process.close()


@pytest.fixture(scope="module")
def cards() -> tuple[Card, ...]:
    judged = judge_cluster(BuildOptions(
        root=REPOSITORY, out=REPOSITORY / "dist", now=datetime.fromisoformat(DAY), jobs=1, cache=False,
        progress=lambda stage, done, total: None,
    ))
    return judged.catalog.cards


def test_every_title_that_the_self_test_lets_pass_is_on_the_first_screen(
    sample: Path, engine: Node, cards: tuple[Card, ...]
) -> None:
    """What the browser's engine shows first for a title, typed as it stands: the same function, on the built index."""
    unsure = {card.address for card in missed_titles(cards, SCREEN)}
    found = engine.ask("searchMany", str(sample / "search"), [card.title for card in cards], {}, SCREEN)
    lost = [
        card.title for card, answer in zip(cards, found, strict=True)
        if card.address not in unsure and card.address not in {hit["address"] for hit in answer["hits"]}
    ]
    assert len(cards) > 200
    assert lost == []
