"""Suggestions: any two characters of a title find it."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from datetime import date
from pathlib import Path

from lunr.builder import Builder

from helpers.node import Node
from helpers.titles import title_index
from unit.search.cards import card, newest_first
from zhanqun.model.output import OutputFile
from zhanqun.stages.search.folding import normalise
from zhanqun.stages.search.lunr_index import pack_lunr
from zhanqun.stages.search.titles import title_tokens

TITLES = (
    "关于印发《黄州区城乡低保资金分配方案》的通知",
    "医疗救助对象名单（2024年第3批）",
    "PM2.5监测数据公告",
    "公告",
    "𠮷野家餐饮许可，𠮷𠮷村",
    "3,000.5元补助#公示+/<b>",
    "A",
)


def write(folder: Path, files: list[OutputFile]) -> Path:
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return folder / "jiaoyu" / "search"


def test_any_two_characters_of_a_title_find_it(tmp_path: Path, node: Node) -> None:
    cards = newest_first([card(i, title) for i, title in enumerate(TITLES)])
    folder = write(tmp_path, title_index("jiaoyu/", cards))
    for i, title in enumerate(TITLES):
        units = normalise(title)
        pairs = [
            "".join(chr(letter.unit) for letter in pair).encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
            for pair in itertools.pairwise(units)
            if pair[1].position == pair[0].position + 1
        ]
        queries = [pair for pair in pairs if len(pair.encode("utf-16-le")) == 4]
        for query, found in zip(queries, node.ask("titleSearchMany", str(folder), queries, 50), strict=True):
            assert f"a/2024/{i}.html" in found, (query, title)


def test_numbers_and_keywords_find_an_item(tmp_path: Path, node: Node) -> None:
    item = card(1, "通知", doc_no="黄民〔2024〕15号", index_no="014222/2024-00012", keywords=("危房改造",))
    folder = write(tmp_path, title_index("jiaoyu/", [item, card(2, "其他")]))
    for query in ("黄民〔2024〕15号", "黄民2024 15", "[2024]15号", "014222/2024-00012", "00012", "危房", "黄", "通"):
        assert [hit["address"] for hit in node.ask("titleSearch", str(folder), query, 8)] == ["a/2024/1.html"], query


def test_one_character_finds_titles_by_any_of_their_letters(tmp_path: Path, node: Node) -> None:
    folder = write(tmp_path, title_index("jiaoyu/", [card(1, "甲乙，丙丁"), card(2, "戊")]))
    for query in "甲乙丙丁":
        assert [hit["address"] for hit in node.ask("titleSearch", str(folder), query, 8)] == ["a/2024/1.html"]
    assert len(node.ask("titleSearch", str(folder), "戊", 8)) == 1
    assert node.ask("titleSearch", str(folder), "，。", 8) == []


def test_a_misspelt_title_has_similar_ones(tmp_path: Path, node: Node) -> None:
    folder = write(tmp_path, title_index("jiaoyu/", [card(1, "城乡居民医疗保险办法"), card(2, "道路施工公告")]))
    assert node.ask("similar", str(folder), "城乡具民医疗保险")[0]["address"] == "a/2024/1.html"


def test_the_unpacked_index_is_the_one_lunr_py_builds(node: Node) -> None:
    docs = [(title_tokens(title), ["2024", "15号", "15号"]) for title in TITLES]
    builder = Builder()
    builder.ref("id")
    builder.field("t", boost=2)
    builder.field("n")
    builder.b(0)
    for number, (title, numbers) in enumerate(docs):
        builder.add({"id": str(number), "t": title, "n": numbers})
    reference = json.loads(json.dumps(builder.build().serialize()))
    ours = node.ask("unpackLunr", pack_lunr(docs))
    assert [term for term, _ in ours["invertedIndex"]] == [term for term, _ in reference["invertedIndex"]]
    names = {entry["_index"]: term for term, entry in reference["invertedIndex"]}
    for (_, mine), (_, theirs) in zip(ours["invertedIndex"], reference["invertedIndex"], strict=True):
        assert {field: mine[field] for field in "tn"} == {field: theirs[field] for field in "tn"}
    vectors = {ref: {names[k]: v for k, v in zip(x[::2], x[1::2], strict=True)} for ref, x in reference["fieldVectors"]}
    terms = [term for term, _ in ours["invertedIndex"]]
    for ref, vector in ours["fieldVectors"]:
        mine = {terms[k]: v for k, v in zip(vector[::2], vector[1::2], strict=True)}
        assert mine.keys() == vectors[ref].keys()
        assert all(abs(mine[term] - vectors[ref][term]) <= 0.0011 for term in mine)


def test_a_part_of_two_thousand_items_stays_small_and_old_parts_do_not_move() -> None:
    words = [
        "关于",
        "印发",
        "城乡",
        "低保",
        "资金",
        "分配",
        "方案",
        "医疗",
        "救助",
        "公告",
        "公示",
        "批复",
        "街道",
        "学校",
    ]
    chance = random.Random(7)

    def some(i: int) -> str:
        return "".join(chance.choices(words, k=8)) + "的通知"

    cards = [
        card(i, some(i), day=date(2000 + i // 300, 1 + i % 12, 1), doc_no=f"黄民〔{2000 + i // 300}〕{i % 300}号")
        for i in range(5000)
    ]
    files = title_index("jiaoyu/", newest_first(cards))
    assert all(len(gzip.compress(file.data)) < 150_000 for file in files)
    more = title_index("jiaoyu/", newest_first([*cards, card(9999, "新的", day=date(2020, 1, 1))]))
    assert len({file.path for file in more} - {file.path for file in files}) == 1
    assert title_index("jiaoyu/", newest_first(cards)) == files


def test_a_site_without_items_has_an_empty_index() -> None:
    [manifest] = title_index("", [])
    assert manifest.path == "search/titles.json"
    assert json.loads(manifest.data)["parts"] == []
