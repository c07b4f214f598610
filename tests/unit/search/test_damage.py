"""A damaged, missing or foreign file is an error that names it, never another answer."""

from __future__ import annotations

import json
import shutil
import zlib
from pathlib import Path

import pytest

from helpers.node import Node, NodeError
from unit.search.corpus import write_index
from unit.search.test_update import make_docs
from zhanqun.stages.search import shards

QUERIES = ("低保", "医疗救助", "PM2.5", "2024")
OPTIONS = {"counts": True}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "HOT_BYTES", 60)
        return write_index(tmp_path_factory.mktemp("sound"), make_docs(25))


def files_of(index: Path) -> list[Path]:
    return sorted(path.relative_to(index) for path in index.rglob("*") if path.is_file())


def damaged(kind: str, data: bytes, other: bytes) -> bytes | None:
    if kind == "missing":
        return None
    if kind == "truncated":
        return data[: len(data) // 2]
    if kind == "flipped":
        middle = len(data) // 2
        return data[:middle] + bytes([data[middle] ^ 0x55]) + data[middle + 1 :]
    if kind == "another":
        return other
    if kind == "page":
        return "<!doctype html><title>未找到</title>".encode()
    plain = bytearray(zlib.decompress(data))
    plain[0] += 1
    return zlib.compress(bytes(plain))


@pytest.mark.parametrize("kind", ["missing", "truncated", "flipped", "another", "page", "version"])
def test_no_damage_changes_an_answer(kind: str, sound: Path, tmp_path: Path, node: Node) -> None:
    expected = node.ask("searchMany", str(sound), QUERIES, OPTIONS)
    copy = tmp_path / "copy"
    shutil.copytree(sound, copy)
    binaries = [path for path in files_of(sound) if path.suffix == ".bin"]
    failures = 0
    for number, path in enumerate(binaries):
        sound_bytes = (sound / path).read_bytes()
        broken = damaged(kind, sound_bytes, (sound / binaries[number - 1]).read_bytes())
        if broken is None:
            (copy / path).unlink()
        else:
            (copy / path).write_bytes(broken)
        for query, right in zip(QUERIES, expected, strict=True):
            try:
                assert node.ask("search", str(copy), query, OPTIONS) == right, (path, query)
            except NodeError as error:
                failures += 1
                assert "/".join(path.parts[1:]) in str(error)
        (copy / path).write_bytes(sound_bytes)
    assert failures > len(QUERIES)


def test_a_manifest_of_another_version_asks_to_reload(sound: Path, tmp_path: Path, node: Node) -> None:
    manifest = json.loads((sound / "manifest.json").read_text("utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "v": manifest["v"] + 1}), "utf-8")
    with pytest.raises(NodeError, match="版本"):
        node.ask("search", str(tmp_path), "低保")
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(NodeError, match=r"manifest\.json"):
        node.ask("search", str(tmp_path), "低保")


@pytest.mark.parametrize(
    "query", ["", "-", '"', "低" * 3000, "\x00\ud800", "标题:", "-低保", "a" * 400, "((((", "𠮷", "。，"]
)
def test_hostile_queries_have_an_answer(query: str, sound: Path, node: Node) -> None:
    assert node.ask("search", str(sound), query, OPTIONS)["total"] >= 0


def test_minus_quotes_and_titles(sound: Path, node: Node) -> None:
    everything = {hit["address"] for hit in node.ask("search", str(sound), "低保")["hits"]}
    without = {hit["address"] for hit in node.ask("search", str(sound), "低保 -医疗")["hits"]}
    both = {hit["address"] for hit in node.ask("search", str(sound), "低保 医疗")["hits"]}
    assert without == everything - both
    titles = {hit["address"] for hit in node.ask("search", str(sound), "标题:资金")["hits"]}
    assert titles == {hit["address"] for hit in node.ask("search", str(sound), "资金", {"title": True})["hits"]}
