"""At least 200 queries of every kind, cut from the documents, and the truth by brute force over the texts.

The truth shares only the normal form (folding) with the product: a phrase is searched with Python's ``in`` in a string
in which boundaries and beginnings of words are spelled out.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.folding import FIRST_WIDE
from zhanqun.stages.search.terms import ZONE_WEIGHTS, code_unit_row, read_letters

START, BOUNDARY = "\x01", "\x02"
COMMON = (
    "医疗救助", "城乡低保", "行政处罚", "公示", "人民政府", "安全生产", "招标", "通知", "食品安全", "环境保护",
    "中华人民共和国", "财政部门", "义务教育", "土地征收", "社会保险", "突发事件应急预案", "法律责任", "实施细则", "PM2.5", "信息公开",
)  # fmt: skip
PATTERNS = {
    "金额": r"(?<![\d.,])(\d[\d.]*(?:万元|亿元|元))", "日期": r"(?<!\d)(\d{4}年\d{1,2}月\d{1,2}日)",
    "文内文号": r"([\u4e00-\u9fff]{2}〔\d{4}〕\d+号)",
    "百分数": r"(?<![\d.])(\d+\.\d+)%", "外文词": r"(?<![A-Za-z])([A-Za-z]{4,12})(?![A-Za-z])",
    "外文词头": r"(?<![A-Za-z])([A-Za-z]{3})[A-Za-z]{2,}", "地名": r"(?:在|向|和|、)([\u4e00-\u9fff]{2}(?:市|县|镇|村))",
    "附件里的": r"(项目\d{3},\d+\.\d\d)",
}  # fmt: skip
"""What is searched for besides words, as it stands in the texts."""
HAN = re.compile(r"[\u4e00-\u9fff]{8,}")


@dataclass(frozen=True, slots=True)
class Query:
    kind: str
    text: str
    phrases: tuple[str, ...]
    """What must occur, each as it is normalised."""
    title: bool = False


@dataclass(frozen=True, slots=True)
class Flat:
    """A document in normal form, zone by zone."""

    zones: tuple[str, ...]
    length: int


def flatten(text: str) -> str:
    """Normal form with ``START`` before each word and ``BOUNDARY`` at each boundary."""
    row, _ = code_unit_row([text])
    letters = read_letters(row)
    parts: list[str] = []
    expected = None
    for unit, place, starts in zip(
        letters.units.tolist(), letters.places.tolist(), letters.starts.tolist(), strict=True
    ):
        if expected is not None and place != expected:
            parts.append(BOUNDARY)
        parts.append(START + chr(unit) if starts else chr(unit))
        expected = place + 1
    return "".join(parts)


def flat(doc: SearchDoc) -> Flat:
    card = doc.card
    zones = tuple(
        flatten(text)
        for text in (
            card.title, f"{card.doc_no}。{card.index_no}", "。".join((*card.keywords, *card.topics)), card.issuer,
            doc.body, "。".join(text for _, text in doc.attachments),
        )
    )
    return Flat(zones, sum(len(zone) - zone.count(START) - zone.count(BOUNDARY) for zone in zones))


def make_queries(docs: Sequence[SearchDoc], seed: int = 3) -> list[Query]:
    """``docs``: a sample to cut from."""
    rng = random.Random(seed)
    queries: list[Query] = [Query("常用词", word, (word,)) for word in COMMON]
    for size, count in ((2, 25), (3, 25), (4, 25), (6, 20), (8, 20)):
        queries += [_one(f"{size} 字", _piece(rng, docs, size)) for _ in range(count)]
    for words, count in ((2, 15), (3, 15)):
        for _ in range(count):
            doc = rng.choice(docs)
            parts = tuple(_piece(rng, [doc], rng.choice((2, 2, 3, 4))) for _ in range(words))
            queries.append(Query(f"{words} 词", " ".join(parts), parts))
    numbered = [doc for doc in docs if doc.card.doc_no]
    for _ in range(24):
        queries.append(_number(rng, rng.choice(numbered).card.doc_no))
    for kind, pattern in PATTERNS.items():
        found = [m[1] for doc in docs for m in re.finditer(pattern, "。".join((doc.body, *(t for _, t in doc.attachments))))]
        queries += [_one(kind, text) for text in rng.sample(sorted(set(found)), min(12, len(set(found))))]
    queries += [_one("索引号", rng.choice(docs).card.index_no) for _ in range(10)]
    queries += [Query("标题", word, (word,), True) for word in (_piece(rng, docs, 4, title=True) for _ in range(15))]
    return queries


def _one(kind: str, text: str) -> Query:
    return Query(kind, text, (text,))


def _piece(rng: random.Random, docs: Sequence[SearchDoc], size: int, *, title: bool = False) -> str:
    for _ in range(200):
        doc = rng.choice(docs)
        runs = HAN.findall(doc.card.title if title else doc.body)
        if runs:
            run = rng.choice(runs)
            at = rng.randrange(len(run) - size + 1)
            return str(run[at : at + size])
    return "公告"


def _number(rng: random.Random, number: str) -> Query:
    agency, year, serial = re.fullmatch(r"(.+)〔(\d+)〕(\d+)号", number).groups()  # type: ignore[union-attr]
    styles = (
        number,
        f"{agency}({year}){serial}号",
        f"{agency}［{year}］{serial}",
        f"{agency}{year} {serial}",
        f"{year} {serial}号",
    )
    text = rng.choice(styles)
    return Query("文号", text, (text,))


@dataclass(slots=True)
class Truth:
    """Documents of each query with their BM25 over weighted fields."""

    hits: list[dict[str, float]]
    total_docs: int


def brute_force(docs: Iterable[SearchDoc], queries: Sequence[Query]) -> Truth:
    """One pass over the documents; scores need the totals and come at the end."""
    wanted = [tuple(flatten(phrase) for phrase in query.phrases) for query in queries]
    found: list[list[tuple[str, list[float], int]]] = [[] for _ in queries]
    df = [[0] * len(phrases) for phrases in wanted]
    count, letters = 0, 0
    for doc in docs:
        one = flat(doc)
        count += 1
        letters += one.length
        whole, head = BOUNDARY.join(one.zones), one.zones[0]
        for q, phrases in enumerate(wanted):
            text = head if queries[q].title else whole
            inside = [phrase in text for phrase in phrases]
            for i, yes in enumerate(inside):
                df[q][i] += yes
            if all(inside):
                zones = one.zones[:1] if queries[q].title else one.zones
                weights = [_weight(zones, phrase) for phrase in phrases]
                found[q].append((doc.card.address, weights, one.length))
    average = letters / count
    hits = [{a: _bm25(w, n, df[q], count, average) for a, w, n in rows} for q, rows in enumerate(found)]
    return Truth(hits, count)


def _weight(zones: Sequence[str], phrase: str) -> float:
    return sum(_count(zone, phrase) * ZONE_WEIGHTS[i] for i, zone in enumerate(zones)) / 2


def _count(zone: str, phrase: str) -> int:
    return sum(1 for _ in re.finditer(f"(?={re.escape(phrase)})", zone)) if phrase in zone else 0


def _bm25(weights: Sequence[float], length: int, df: Sequence[int], docs: int, average: float) -> float:
    score = 0.0
    for weight, frequency in zip(weights, df, strict=True):
        idf = math.log(1 + (docs - frequency + 0.5) / (frequency + 0.5))
        score += idf * weight * 2.2 / (weight + 1.2 * (0.25 + 0.75 * length / average))
    return score


def is_plain(text: str) -> bool:
    return all(ord(char) >= FIRST_WIDE for char in text)
