"""Words, numbers and what stands around them: every beginning of a word counts, and terms for common runs lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.node import Node
from unit.search.cards import card
from unit.search.corpus import fields, holds, write_index
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search import shards
from zhanqun.stages.search.folding import normalise

TEXTS = (
    "1998年1月1日起施行", "1998年1〕2月3日", "1998年12月3日", "11998年12月3日", "1998年1月11日", "1998年1，1月1日",
    "12345年1月2日", "98年1月1日", "1月1日", "甲520号", "甲〔5〕20号", "甲〔5〕200号", "5条和15条", "第5条", "第15条",
    "人民政府", "人民，政府", "人民政", "民政府部门", "2020部门", "2020〕部门3", "部门2020", "县人民政府部门规定", "部", "abc人民abc",
    "abcdefghijklmnopqrst人民", "abcdefghijklmnopqrstu人民", "有关部门", "关部门有", "人民政府人民政府应当",
    "人民政，府规定", "甲人民政5", "15人民政府的规定", "5人民政府〔的〕规定3", "有关部门有关法有关", "按照国家有关规定",
)  # fmt: skip


def stretches() -> list[str]:
    found = {text[i:j] for text in TEXTS for i in range(len(text)) for j in range(i + 2, len(text) + 1)}
    found |= {"1998年1月1日起", "998年1月", "0号", "20号", "0部门", "020部门", "bc人民", "人民政府应当"}
    letters = {text: normalise(text) for text in found}
    return sorted(text for text, row in letters.items() if len(row) > 1 and row[-1].position == len(row) - 1)


@pytest.mark.parametrize("limit", [8, 6000])
def test_every_stretch_finds_what_holds_it(tmp_path: Path, node: Node, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(shards, "HOT_BYTES", limit)
    docs = [SearchDoc(card(i, f"第{i}件"), text, (("表.csv", TEXTS[-i]),)) for i, text in enumerate(TEXTS)]
    index = write_index(tmp_path, docs)
    queries = stretches()
    texts = {doc.card.address: [normalise(text) for text in fields(doc)] for doc in docs}
    answers = node.ask("searchMany", str(index), [f'"{query}"' for query in queries])
    assert len(queries) > 300
    for query, found in zip(queries, answers, strict=True):
        letters = normalise(query)
        wanted = {address for address, rows in texts.items() if any(holds(row, letters) for row in rows)}
        assert {hit["address"] for hit in found["hits"]} == wanted, query
