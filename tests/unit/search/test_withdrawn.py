"""What is withdrawn or changed away leaves every file of the index in the same build; nothing else does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from helpers.node import Node
from unit.search.cards import card
from unit.search.corpus import truth, write_index
from unit.search.holdings import Held, holdings
from unit.search.test_update import make_docs, publish
from zhanqun.model.searching import SearchDoc
from zhanqun.pipeline.fulltext_state import copy_state
from zhanqun.stages.search import metas, segment, shards, update, withdraw
from zhanqun.stages.search.common_terms import common_hashes
from zhanqun.stages.search.parts import read_state
from zhanqun.stages.search.spill import tokenize_one
from zhanqun.stages.search.terms import POSITION_BITS
from zhanqun.stages.search.update import Labels, StateError, update_index

BODY = "经研究决定，自即日起调整全县农村危房改造补助标准，由各乡镇逐户核实后张榜公布，接受群众监督，按季度拨付到户。"


@pytest.fixture(params=["rare", "frequent"])
def sizes(request: pytest.FixtureRequest) -> Iterator[str]:
    """Terms in shards, and again with limits so low that most have files of their own."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "frequent":
            patch.setattr(shards, "HOT_BYTES", 20)
            patch.setattr(shards, "DOCS_IN_FILE", 4)
            patch.setattr(shards, "PLACES_IN_FILE", 5)
            patch.setattr(shards, "HEAD", 3)
            patch.setattr(metas, "META_DOCS", 4)
            patch.setattr(metas, "TOLD_BY_LINES", 1)
            patch.setattr(segment, "SHARD_PLACES", 30)
        yield request.param


def occurrences(doc: SearchDoc) -> set[tuple[int, int]]:
    found, _ = tokenize_one(doc)
    hashes, places = found >> np.uint64(32), found & np.uint64((1 << POSITION_BITS) - 1)
    return set(zip(hashes.tolist(), places.tolist(), strict=True))


class Cluster:
    """Documents, and an index of them that is kept up to date by small changes."""

    def __init__(self, folder: Path, docs: list[SearchDoc]) -> None:
        self.folder, self.state = folder, folder / "state"
        self.docs = {doc.card.address: doc for doc in docs}
        self.index = write_index(folder, docs, state=self.state)

    def change(self, changed: list[SearchDoc] | None = None, removed: tuple[str, ...] = ()) -> int:
        """How many files were written."""
        before = dict(self.docs)
        self.docs.update({doc.card.address: doc for doc in changed or []})
        for address in removed:
            del self.docs[address]
        following = self.folder / "following"
        copy_state(self.state, following)
        kept = {path: path.read_bytes() for path in sorted(self.state.rglob("*")) if path.is_file()}
        result = update_index(
            len(self.docs), changed or [], removed, Labels(), following, self.folder, before.get  # type: ignore[arg-type]
        )
        # The build may yet be refused or stopped: what is published must go on fitting its state.
        assert all(path.read_bytes() == data for path, data in kept.items())
        publish(self.folder, result)
        shutil.rmtree(self.state)
        following.rename(self.state)
        return len(result.files)

    def held(self) -> Mapping[tuple[str, int], Held]:
        return holdings(self.index)

    def check(self) -> None:
        """Live documents are held whole, dead ones only as far as their new version says the same."""
        held = self.held()
        for part in read_state(self.state):
            for number, address in enumerate(part.addresses):
                mine = held.get((part.name, number), Held())
                if number not in part.dead:
                    assert mine.line and mine.found == occurrences(self.docs[address])
                    continue
                assert not mine.line and not mine.text
                new = occurrences(self.docs[address]) if address in self.docs else set()
                hashes = {hashed for hashed, _ in new}
                assert {hashed for hashed, _ in mine.found} | mine.terms <= hashes
                assert _neighbours(mine.found) <= _neighbours(new)


def _neighbours(found: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Pairs of terms of which the second begins one place after the first."""
    at: dict[int, list[int]] = {}
    counted = set(common_hashes().tolist())
    for hashed, place in found:
        if hashed in counted:
            continue
        at.setdefault(place, []).append(hashed)
    return {(one, two) for place, here in at.items() for one in here for two in at.get(place + 1, ())}


def with_text(doc: SearchDoc, body: str) -> SearchDoc:
    return SearchDoc(replace(doc.card, sha256=body[:9]), body, doc.attachments)


def new(number: int, count: int) -> list[SearchDoc]:
    """Newer than all of ``some``."""
    return [
        SearchDoc(card(number + i, f"第{number + i}件", day=date(2025, 1, 1)), f"{BODY}第{number + i}号琥珀", ())
        for i in range(count)]


def some(count: int = 40) -> list[SearchDoc]:
    docs = make_docs(count)
    docs[7] = SearchDoc(docs[7].card, BODY + "联系人琥珀，电话8765432。" + docs[7].body, (("名单.csv", "琉璃壹号\n玛瑙"),))
    return docs


@pytest.mark.usefixtures("sizes")
def test_a_withdrawn_item_leaves_no_posting_line_or_snippet(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, some())
    address = some()[7].card.address
    number = read_state(cluster.state)[0].addresses.index(address)
    name = read_state(cluster.state)[0].name
    assert cluster.held()[name, number].found and cluster.held()[name, number].text
    cluster.change(removed=(address,))
    assert read_state(cluster.state)[0].name == name
    assert (name, number) not in cluster.held()
    cluster.check()


@pytest.mark.usefixtures("sizes")
def test_only_the_wording_that_is_gone_leaves(tmp_path: Path) -> None:
    docs = some()
    cluster = Cluster(tmp_path, docs)
    number = read_state(cluster.state)[0].addresses.index(docs[7].card.address)
    name = read_state(cluster.state)[0].name
    whole = cluster.held()[name, number].found
    cluster.change([with_text(docs[7], docs[7].body.replace("8765432", "8760000"))])
    left = cluster.held()[name, number].found
    assert 0 < len(whole) - len(left) < 40
    cluster.check()


def test_an_added_sentence_takes_nothing_out(tmp_path: Path) -> None:
    docs = some()
    cluster = Cluster(tmp_path, docs)
    name = read_state(cluster.state)[0].name
    number = read_state(cluster.state)[0].addresses.index(docs[7].card.address)
    whole = cluster.held()[name, number].found
    cluster.change([with_text(docs[7], docs[7].body + "\n补充一句。")])
    assert cluster.held()[name, number].found == whole
    cluster.check()


@pytest.mark.usefixtures("sizes")
def test_what_an_older_version_left_goes_with_the_item(tmp_path: Path) -> None:
    docs = some()
    cluster = Cluster(tmp_path, docs)
    cluster.change([with_text(docs[7], docs[7].body + "\n补充一句。")])
    cluster.change([with_text(docs[7], docs[7].body.replace("琥珀", "水晶"))])
    cluster.check()
    cluster.change(removed=(docs[7].card.address,))
    cluster.check()
    name = read_state(cluster.state)[0].name
    assert not [key for key in cluster.held() if key[0] == name and key[1] in read_state(cluster.state)[0].dead]


@pytest.mark.usefixtures("sizes")
def test_wording_that_moves_within_the_item_may_stay(tmp_path: Path) -> None:
    docs = some()
    cluster = Cluster(tmp_path, docs)
    cluster.change([with_text(docs[7], docs[7].body.replace(BODY, "") + "\n" + BODY)])
    cluster.check()


@pytest.mark.usefixtures("sizes")
def test_nothing_tells_that_one_stretch_followed_another(tmp_path: Path) -> None:
    one, two = "本村低保户琥珀等三十五户家庭名单公示期满无异议", "由乡镇人民政府统一组织发放到户不得截留挪用克扣"
    docs = some()
    docs[7] = with_text(docs[7], f"{one}村{two}。此外无他。")
    cluster = Cluster(tmp_path, docs)
    cluster.change([with_text(docs[7], f"村{two}，{one}村。此外无他。")])
    cluster.check()
    part = read_state(cluster.state)[0]
    left = cluster.held()[part.name, part.addresses.index(docs[7].card.address)].found
    assert len(left) > 20


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize(("level", "room"), [(1, 0), (2, 128)])
def test_the_segments_between_are_cleaned_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: int, room: int
) -> None:
    monkeypatch.setattr(update, "SMALL_DOCS", 3)
    monkeypatch.setattr(update, "RECENT_DOCS", room)
    cluster = Cluster(tmp_path, some())
    more = new(600, 8)
    for doc in more:
        cluster.change([doc])
    middle = read_state(cluster.state)[1]
    assert middle.level == level and more[1].card.address in middle.addresses
    cluster.change([with_text(more[0], BODY)], (more[1].card.address,))
    assert read_state(cluster.state)[1].name == middle.name
    cluster.check()
    # Back to what it was: the segment may get its old name again, and must be whole.
    monkeypatch.setattr(update, "SMALL_DOCS", 0)
    cluster.change([more[0], more[1]])
    cluster.check()


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("room", [0, 128])
def test_many_that_leave_a_segment_between_do_not_cost_the_whole_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(update, "SMALL_DOCS", 3)
    monkeypatch.setattr(update, "RECENT_DOCS", room)
    cluster = Cluster(tmp_path, some())
    more = new(600, 20)
    for doc in more:
        cluster.change([doc])
    base, segment = read_state(cluster.state)[:2]
    assert len(segment.addresses) >= 16
    cluster.change([with_text(more[0], BODY)], tuple(doc.card.address for doc in more[1:14]))
    cluster.check()
    kept = read_state(cluster.state)
    assert kept[0].name == base.name and segment.name not in {part.name for part in kept}
    assert not (cluster.index / segment.name).exists()
    cluster.change([], tuple(doc.card.address for doc in more if doc.card.address in cluster.docs))
    cluster.check()
    assert [part.name for part in read_state(cluster.state)] == [base.name]


def test_a_segment_that_empties_leaves_no_name_to_what_is_written_in_the_same_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of its texts is shared with the published state: a build that is stopped must not have written into it."""
    monkeypatch.setattr(update, "SMALL_DOCS", 2)
    monkeypatch.setattr(update, "RECENT_DOCS", 6)
    cluster = Cluster(tmp_path, some())
    many = new(600, 7)
    others = new(700, 3)
    cluster.change(many)
    assert [part.level for part in read_state(cluster.state)] == [0, 1]
    cluster.change(others, tuple(doc.card.address for doc in many))
    assert [part.level for part in read_state(cluster.state)] == [0, 2]
    cluster.check()


@pytest.mark.usefixtures("sizes")
def test_answers_stay_exact(tmp_path: Path, node: Node) -> None:
    docs = some()
    cluster = Cluster(tmp_path, docs)
    for step in range(6):
        cluster.change([with_text(docs[step], docs[step].body[:-5] + "医疗救助")], (docs[20 + step].card.address,))
        now = list(cluster.docs.values())
        queries = ["低保", "医疗救助", "资金分", "8765432", "琥珀", "保资"]
        for query, found in zip(queries, node.ask("searchMany", str(cluster.index), queries, {"counts": True}), strict=True):
            wanted = truth(now, [query])
            assert {hit["address"] for hit in found["hits"]} == wanted, query
            assert found["total"] == len(wanted) == sum(found["facets"]["year"].values()), query


def test_older_and_newer_files_of_a_segment_may_be_mixed(tmp_path: Path, node: Node) -> None:
    """A visitor in the middle of a publication: whichever files he gets, what is published is found exactly."""
    docs = some()
    cluster = Cluster(tmp_path, docs)
    old = {path: path.read_bytes() for path in sorted(cluster.index.rglob("*.bin"))}
    manifest = (cluster.index / "manifest.json").read_bytes()
    cluster.change(removed=(docs[7].card.address, docs[9].card.address))
    written = {path: path.read_bytes() for path in old if path.exists() and path.read_bytes() != old[path]}
    assert written
    now = list(cluster.docs.values())
    gone = {docs[7].card.address, docs[9].card.address}
    for kept in (0, 1):
        for path in list(written)[kept::2]:
            path.write_bytes(old[path])
        for query in ("低保", "医疗救助", "资金分", "危房改造"):
            found = node.ask("search", str(cluster.index), query)
            assert {hit["address"] for hit in found["hits"]} == truth(now, [query]), query
        if kept:
            # The older list of segments, too: what was withdrawn may be found still, or not, and nothing else changes.
            for path, data in written.items():
                path.write_bytes(data)
            (cluster.index / "manifest.json").write_bytes(manifest)
            for query in ("低保", "医疗救助"):
                found = {hit["address"] for hit in node.ask("search", str(cluster.index), query)["hits"]}
                assert truth(now, [query]) <= found <= truth(docs, [query]) and gone.isdisjoint(found)
        for path, data in written.items():
            path.write_bytes(data)


@pytest.mark.parametrize("fault", ["unknown", "other text", "damaged", "emptied"])
def test_what_cannot_be_taken_out_to_the_last_letter_asks_for_a_full_build(tmp_path: Path, fault: str) -> None:
    docs = some()
    cluster = Cluster(tmp_path, docs)
    victim = docs[7]
    known: SearchDoc | None = victim
    if fault == "unknown":
        known = None
    elif fault == "other text":
        known = with_text(victim, victim.body + "多")
    else:
        for path in cluster.index.glob("*/c/*/*.bin"):
            if fault == "damaged":
                path.write_bytes(path.read_bytes()[:-9])
            else:
                path.unlink()
    with pytest.raises(StateError):
        update_index(39, [], (victim.card.address,), Labels(), cluster.state, tmp_path, lambda _: known)


def test_many_withdrawals_at_once_ask_for_a_full_build(tmp_path: Path) -> None:
    docs = some()
    cluster = Cluster(tmp_path, docs)
    many = tuple(doc.card.address for doc in docs[: withdraw.FEW + 1])
    with pytest.raises(StateError, match="整个重建更快"):
        cluster.change(removed=many)


def test_the_manifest_tells_that_kept_copies_may_be_old(tmp_path: Path) -> None:
    docs = some()
    cluster = Cluster(tmp_path, docs)
    cluster.change(removed=(docs[7].card.address,))
    cluster.change(removed=(docs[8].card.address,))
    entry = json.loads((cluster.index / "manifest.json").read_text("utf-8"))["segments"][0]
    assert entry["purged"] == 2 and len(entry["dead"]) == 2
