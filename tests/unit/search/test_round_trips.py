"""A visit's first query: the manifest, shards beside heads, lists of frequent terms, lines of results; four trips."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.node import Node
from unit.search.corpus import truth, write_index
from unit.search.test_update import make_docs
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search import shards

QUERIES = ("低保", "低保资", "医疗救助", "城乡低保资金", "低保 医疗 救助", "医疗救助 资金", "PM2.5", "2024 15号", "资金分配 对象名单")


@pytest.mark.parametrize("limit", [60, 6000])
def test_a_first_query_takes_four_round_trips(tmp_path: Path, node: Node, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(shards, "HOT_BYTES", limit)
    monkeypatch.setattr(shards, "PLACES_IN_FILE", 40)
    more = "城乡低保资金分配方案，医疗救助对象名单"
    docs = [SearchDoc(doc.card, doc.body + more[: 6 + i % 16], ()) for i, doc in enumerate(make_docs(120))]
    index = write_index(tmp_path, docs)
    found = {query: node.ask("trips", str(index), query) for query in QUERIES}
    assert {query: row["trips"] for query, row in found.items() if row["trips"] > 4} == {}
    assert max(row["trips"] for row in found.values()) == (4 if limit == 60 else 3)
    assert all(row["total"] == len(truth(docs, query.split())) for query, row in found.items() if "2" not in query)
    assert found["低保 医疗 救助"]["total"] > 20
