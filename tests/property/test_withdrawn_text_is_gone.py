"""Whatever is changed or withdrawn, in whatever order: no file of the index tells it any more, and the rest is whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.search.cards import card
from unit.search.test_withdrawn import Cluster, with_text
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search import metas, segment, shards, update

TEXT = st.text(st.sampled_from("人民政府应当管理甲乙丙ab12 ，"), min_size=20, max_size=90)
DOCS = st.lists(TEXT, min_size=4, max_size=9)


@pytest.fixture(scope="module", params=["rare", "frequent"])
def sizes(request: pytest.FixtureRequest) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update, "SMALL_DOCS", 2)
        patch.setattr(update, "RECENT_DOCS", 5)
        if request.param == "frequent":
            patch.setattr(shards, "HOT_BYTES", 20)
            patch.setattr(shards, "DOCS_IN_FILE", 3)
            patch.setattr(shards, "PLACES_IN_FILE", 4)
            patch.setattr(metas, "META_DOCS", 2)
            patch.setattr(metas, "TOLD_BY_LINES", 1)
            patch.setattr(segment, "SHARD_PLACES", 20)
        yield request.param


def edited(data: st.DataObject, text: str) -> str:
    """Some stretch of the text taken out, put elsewhere, or replaced."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    rest, piece = text[:start] + text[end:], text[start:end]
    at = data.draw(st.integers(0, len(rest)))
    middle = data.draw(st.sampled_from([piece, "", data.draw(TEXT)]))
    return rest[:at] + middle + rest[at:]


@pytest.mark.usefixtures("sizes")
@settings(max_examples=12, deadline=None)
@given(DOCS, st.data())
def test_the_files_hold_what_is_published_and_nothing_else(texts: list[str], data: st.DataObject) -> None:
    docs = [SearchDoc(card(i, text[:9]), text, (("甲.txt", text[-9:]),)) for i, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder), docs)
        for _ in range(data.draw(st.integers(1, 4))):
            address = data.draw(st.sampled_from(sorted(cluster.docs)))
            if len(cluster.docs) > 2 and data.draw(st.booleans()):
                cluster.change(removed=(address,))
            else:
                old = cluster.docs[address]
                cluster.change([with_text(old, edited(data, old.body))])
            cluster.check()
