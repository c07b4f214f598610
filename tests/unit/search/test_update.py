"""Small changes to the full-text index: few files, the same answers as a full build."""

from __future__ import annotations

import json
import random
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import msgspec
import pytest

from helpers.node import Node
from unit.search.cards import card
from unit.search.corpus import truth, write_files, write_index
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search import segment, update
from zhanqun.stages.search.parts import read_state
from zhanqun.stages.search.spill import tokenize_batch
from zhanqun.stages.search.update import Labels, StateError, build_index, newest_first, update_index

WORDS = ["城乡低保资金分配方案医疗救助对象名单危房改造补贴2024第15号通知PM2.5监测"][0]


def make_docs(count: int, seed: int = 1) -> list[SearchDoc]:
    chance = random.Random(seed)

    def text(size: int) -> str:
        return "".join(chance.choice(WORDS) + chance.choice(["", "", "，", " "]) for _ in range(size))

    return [
        SearchDoc(card(i, text(8), day=date(2020, 1, 1) + timedelta(days=i), site=f"s{i % 3}"), text(60), ())
        for i in range(count)
    ]


def nobody(_: str) -> None:
    """Knows no older text."""


def publish(folder: Path, result: update.SearchUpdate) -> None:
    """What writing the output does with an update."""
    for path in result.remove:
        if path.endswith("/"):
            shutil.rmtree(folder / path)
        else:
            (folder / path).unlink(missing_ok=True)
    write_files(folder, result.files)


def cards_of(docs: list[SearchDoc]) -> list:  # type: ignore[type-arg]
    return sorted((doc.card for doc in docs), key=newest_first)


def test_changes_answer_like_a_full_build(tmp_path: Path, node: Node) -> None:
    docs = {doc.card.address: doc for doc in make_docs(90)}
    state = tmp_path / "state"
    index = write_index(tmp_path / "out", list(docs.values()), state=state)
    chance = random.Random(5)
    fresh = make_docs(200, seed=9)[90:]
    for step in range(12):
        changed = [fresh.pop() for _ in range(chance.randint(0, 12))]
        victims = chance.sample(sorted(docs), 3)
        old = docs[victims[0]]
        changed.append(SearchDoc(replace(old.card, title=old.card.title + "更正"), old.body + "新增低保一句", ()))
        before = dict(docs)
        docs.update({doc.card.address: doc for doc in changed})
        removed = victims[1:]
        for address in removed:
            docs.pop(address, None)
        now = list(docs.values())
        result = update_index(len(now), changed, removed, Labels(), state, tmp_path / "out", before.get)
        publish(tmp_path / "out", result)
        manifest = json.loads((index / "manifest.json").read_text("utf-8"))
        assert len(manifest["segments"]) <= 4
        assert {p.name for p in index.iterdir() if p.is_dir()} == {s["id"] for s in manifest["segments"]}
        queries = ["低保", "医疗救助", "更正", "新增低保一句", "2024", "资金分", "PM2.5", "保资"]
        full = write_index(tmp_path / f"full{step}", now)
        options = {"counts": True}
        for query, ours, theirs in zip(
            queries,
            node.ask("searchMany", str(index), queries, options),
            node.ask("searchMany", str(full), queries, options),
            strict=True,
        ):
            assert {hit["address"] for hit in ours["hits"]} == truth(now, [query]), query
            assert [hit["address"] for hit in ours["hits"]] == [hit["address"] for hit in theirs["hits"]], query
            assert ours["total"] == theirs["total"] and ours["facets"] == theirs["facets"]


def test_one_item_changes_few_files(tmp_path: Path) -> None:
    docs = make_docs(300)
    state = tmp_path / "state"
    write_index(tmp_path / "out", docs, state=state)
    changed = SearchDoc(card(999, "新的通知", day=date(2025, 1, 1)), docs[0].body * 40, ())
    result = update_index(301, [changed], [], Labels(), state, tmp_path / "out", nobody)
    assert len(result.files) <= 9
    assert sum(len(file.data) for file in result.files) < 30_000
    assert result.remove == () and not result.full_build_due
    assert result.files[-1].path == "search/manifest.json"


def test_state_that_does_not_fit_asks_for_a_full_build(tmp_path: Path) -> None:
    docs = make_docs(5)
    state = tmp_path / "state"
    with pytest.raises(StateError, match="读不出来"):
        update_index(5, [], [], Labels(), state, tmp_path / "out", nobody)
    write_index(tmp_path / "out", docs, state=state)
    with pytest.raises(StateError, match="应有 4 条"):
        update_index(4, [], [], Labels(), state, tmp_path / "out", nobody)
    (state / "state.bin").write_bytes(msgspec.msgpack.encode({"v": 99, "parts": []}))
    with pytest.raises(StateError, match="第 99 版"):
        update_index(5, [], [], Labels(), state, tmp_path / "out", nobody)


def test_the_newest_segment_is_merged_before_it_grows_heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "SMALL_DOCS", 4)
    docs = make_docs(10)
    state = tmp_path / "state"
    write_index(tmp_path / "out", docs, state=state)
    for i in range(9):
        more = SearchDoc(card(500 + i, f"第{i}件新的", day=date(2025, 1, 1)), "甲乙丙", ())
        docs.append(more)
        update_index(len(docs), [more], [], Labels(), state, tmp_path / "out", nobody)
    parts = read_state(state)
    assert [part.level for part in parts] == [0, 2, 3]
    assert sum(len(part.addresses) for part in parts) == 19


def test_a_full_segment_goes_into_the_next_that_has_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, node: Node) -> None:
    monkeypatch.setattr(update, "SMALL_DOCS", 2)
    monkeypatch.setattr(update, "RECENT_DOCS", 7)
    docs = {doc.card.address: doc for doc in make_docs(10)}
    state = tmp_path / "state"
    index = write_index(tmp_path / "out", list(docs.values()), state=state)
    levels, first = [], ""
    for i in range(30):
        more = SearchDoc(card(500 + i, f"第{i}件新的", day=date(2025, 1, 1)), f"甲乙丙，琥珀{i}", ())
        again = [SearchDoc(docs[first].card, f"甲乙丙，玛瑙{i}", ())] if i % 5 == 4 else []
        first = first or more.card.address
        before = dict(docs)
        docs |= {doc.card.address: doc for doc in (more, *again)}
        publish(tmp_path / "out", update_index(
            len(docs), [more, *again], [], Labels(), state, tmp_path / "out", before.get))
        levels.append([(part.level, part.count) for part in read_state(state)[1:]])
        for query in ("甲乙丙", "琥珀", f"琥珀{i}", "玛瑙"):
            found = {hit["address"] for hit in node.ask("search", str(index), query)["hits"]}
            assert found == truth(list(docs.values()), [query]), (i, query)
    assert levels[:4] == [[(3, 1)], [(3, 2)], [(2, 3)], [(2, 3), (3, 1)]]
    assert [(1, 8)] in levels and {level for each in levels for level, _ in each} == {1, 2, 3}
    # Nothing is left of segments that went into others.
    assert {p.name for p in index.iterdir() if p.is_dir()} == {part.name for part in read_state(state)}


def test_what_is_too_long_for_the_newest_segment_goes_to_the_recent_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "SMALL_PLACES", 300)
    docs = make_docs(10)
    state = tmp_path / "state"
    write_index(tmp_path / "out", docs, state=state)
    levels = []
    for i, size in enumerate((250, 250, 20, 400)):
        more = SearchDoc(card(500 + i, f"第{i}件新的", day=date(2025, 1, 1)), "甲" * size, ())
        docs.append(more)
        update_index(len(docs), [more], [], Labels(), state, tmp_path / "out", nobody)
        levels.append([(part.level, len(part.addresses)) for part in read_state(state)[1:]])
    assert levels == [[(3, 1)], [(2, 2)], [(2, 2), (3, 1)], [(2, 4)]]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    docs = make_docs(20)
    one, two = write_index(tmp_path / "1", docs), write_index(tmp_path / "2", docs, batch=7)
    names = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(two) for p in two.rglob("*") if p.is_file())
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names)


def test_partitions_built_in_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "PARTITION_PLACES", 300)
    docs = make_docs(30)
    one = write_index(tmp_path / "1", docs)
    spill = tokenize_batch(docs, tmp_path / "spill")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        plan_files = build_index(
            cards_of(docs), [spill], Labels(), map_partitions=lambda build, plan, n: pool.map(build, [plan] * len(n), n)
        )
        files = {file.path: file.data for file in plan_files}
    other = {
        path.relative_to(tmp_path / "1").as_posix(): path.read_bytes() for path in one.rglob("*") if path.is_file()
    }
    assert files == other


def test_an_empty_cluster_has_an_empty_index(tmp_path: Path, node: Node) -> None:
    index = write_index(tmp_path, [], state=tmp_path / "state")
    assert node.ask("search", str(index), "低保")["total"] == 0
