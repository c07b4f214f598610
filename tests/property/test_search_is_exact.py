"""Any run of two or more letters finds exactly the documents that hold it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.node import Node
from unit.search.cards import card
from unit.search.corpus import truth, write_index
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search import metas, segment, shards
from zhanqun.stages.search.folding import normalise

ALPHABET = "人民政府人民政乙ab12 ，〔-.𠮷"
TEXT = st.text(st.sampled_from(ALPHABET), max_size=30)
DOCS = st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def engine() -> Iterator[Node]:
    process = Node(Path(__file__).parents[1] / "unit" / "search" / "driver.js")
    yield process
    process.close()


def phrases_of(text: str) -> list[str]:
    """Every stretch of letters of ``text`` that begins at a character and crosses no boundary."""
    letters = normalise(text)
    found: set[str] = set()
    for i in range(len(text)):
        for j in range(i + 1, min(len(text), i + 9) + 1):
            piece = normalise(text[i:j])
            if len(piece) > 1 and piece[-1].position == len(piece) - 1 and '"' not in text[i:j]:
                found.add(text[i:j].strip())
    return sorted(found) if letters else []


@pytest.fixture(scope="module", params=["rare", "frequent"])
def sizes(request: pytest.FixtureRequest) -> Iterator[str]:
    """The same with limits so low that every term has files of its own, cut in the middle."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "frequent":
            patch.setattr(shards, "HOT_BYTES", 8)
            patch.setattr(shards, "DOCS_IN_FILE", 4)
            patch.setattr(shards, "PLACES_IN_FILE", 5)
            patch.setattr(shards, "HEAD", 3)
            patch.setattr(metas, "META_DOCS", 2)
            patch.setattr(metas, "TOLD_BY_LINES", 1)
            patch.setattr(metas, "FACET_DOCS", 5)
            patch.setattr(segment, "PARTITION_PLACES", 20)
            patch.setattr(segment, "SHARD_PLACES", 9)
        yield request.param


@pytest.mark.usefixtures("sizes")
@settings(max_examples=16)
@given(DOCS, st.data())
def test_every_stretch_of_every_text_is_found_and_nothing_else(
    engine: Node, rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    docs = [
        SearchDoc(card(i, title, keywords=(extra,)), body, (("附件.pdf", extra), ("二.pdf", title)))
        for i, (title, body, extra) in enumerate(rows)
    ]
    queries = sorted({phrase for row in rows for text in row for phrase in phrases_of(text)})
    queries += data.draw(st.lists(st.text(st.sampled_from("人民政ab12〔"), min_size=2, max_size=5), max_size=6))
    queries = [query for query in queries if len(normalise(query)) > 1 and not query.startswith("-")][:120]
    with tempfile.TemporaryDirectory() as folder:
        index = write_index(Path(folder), docs)
        quoted = [f'"{query}"' for query in queries]
        for query, found in zip(queries, engine.ask("searchMany", str(index), quoted), strict=True):
            letters = normalise(query)
            if letters[-1].position != len(letters) - 1:
                continue
            wanted = truth(docs, [query])
            assert {hit["address"] for hit in found["hits"]} == wanted, query
            assert found["total"] == len(wanted), query
        for query, found in zip(queries, engine.ask("searchMany", str(index), quoted, {"title": True}), strict=True):
            if normalise(query)[-1].position == len(normalise(query)) - 1:
                assert {hit["address"] for hit in found["hits"]} == truth(docs, [query], title=True), query
