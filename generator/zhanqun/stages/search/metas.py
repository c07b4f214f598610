"""What is known of documents besides their words: lines of results, facets, and the head of a segment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np

from zhanqun.model.catalog import Card
from zhanqun.stages.search.shards import HotTerm, Layout
from zhanqun.stages.search.spill import DocFacts
from zhanqun.stages.search.streams import Wide, pack

META_DOCS = 8
"""Documents in one file of result lines."""
FACET_DOCS = 16_384
"""Documents in one file of facets."""
PLANNED_BYTES = 128_000
"""Frequent terms told to the browser before any query: it plans around lists from this size on."""
VALID = ("有效", "")


def meta_path(number: int) -> str:
    return f"m/{number >> 8:x}/{number & 255:02x}.bin"


def text_path(doc: int) -> str:
    return f"t/{doc >> 8:x}/{doc & 255:02x}.bin"


def meta_files(cards: Sequence[Card], facts: Sequence[DocFacts], tag: int) -> Iterator[tuple[str, bytes]]:
    """Rows [title, address, day, site, column, document number, validity, length, attachments]."""
    for number, start in enumerate(range(0, len(cards), META_DOCS)):
        rows = []
        for card, fact in zip(cards[start : start + META_DOCS], facts[start : start + META_DOCS], strict=True):
            row: list[object] = [card.title, card.address, str(card.published), card.site, card.column]
            row += [card.doc_no, card.validity, fact.length]
            if fact.attachments:
                row.append([list(pair) for pair in fact.attachments])
            rows.append(row)
        yield meta_path(number), pack("meta", tag, (number, len(rows)), [as_json(rows)])


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def dictionaries(cards: Sequence[Card]) -> dict[str, list[str]]:
    """Values of each facet in this segment, sorted; facet files hold their positions."""
    return {
        "site": sorted({card.site for card in cards}),
        "column": sorted({card.column for card in cards}),
        "validity": sorted({card.validity for card in cards}),
    }


def facet_files(cards: Sequence[Card], tag: int) -> Iterator[tuple[str, bytes]]:
    """Site, column and validity of 16,384 documents each, as columns of positions in the head's dictionaries."""
    names = dictionaries(cards)
    numbers = {facet: {value: i for i, value in enumerate(values)} for facet, values in names.items()}
    for number, start in enumerate(range(0, len(cards), FACET_DOCS)):
        window = cards[start : start + FACET_DOCS]
        columns: list[bytes] = []
        for values in (
            [numbers["site"][card.site] for card in window],
            [numbers["column"][card.column] for card in window],
            [numbers["validity"][card.validity] for card in window],
        ):
            columns += Wide(np.array(values, dtype=np.int64)).columns(0, len(window))
        yield f"f/{number:x}.bin", pack("facets", tag, (number, len(window)), columns)


def head_file(cards: Sequence[Card], layout: Layout, hot: Sequence[HotTerm]) -> tuple[str, bytes]:
    """Shape, years as ranges of documents, facet dictionaries, and the table of frequent terms for planning."""
    years = []
    start = 0
    for year, group in groupby(cards, key=lambda card: card.year):
        count = len(list(group))
        years.append([year, start, start + count])
        start += count
    planned = sorted((term.hashed, term.bytes) for term in hot if term.bytes >= PLANNED_BYTES)
    hashed = np.array([h for h, _ in planned], dtype=np.int64)
    sizes = np.array([min(254, round(8 * np.log2(size / PLANNED_BYTES))) for _, size in planned], dtype=np.uint8)
    lapsed = [i for i, card in enumerate(cards) if card.validity not in VALID]
    head = {
        "docs": layout.docs,
        "shards": layout.shards,
        "years": years,
        "meta_docs": META_DOCS,
        "facet_docs": FACET_DOCS,
        "planned": PLANNED_BYTES,
        **dictionaries(cards),
    }
    gaps = Wide(np.array([b - a - 1 for a, b in pairwise((-1, *lapsed))], dtype=np.int64))
    columns = [
        as_json(head),
        (hashed >> 24).astype(np.uint8).tobytes(),
        (hashed & 0xFFFFFF).astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes(),
        sizes.tobytes(),
        *gaps.columns(0, len(lapsed)),
    ]
    return "head.bin", pack("head", layout.tag, (len(planned), len(lapsed)), columns)
