"""What is known of documents besides their words: lines of results, facets, and the head of a segment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np

from zhanqun.model.catalog import Card
from zhanqun.stages.search.shards import Layout
from zhanqun.stages.search.spill import DocFacts
from zhanqun.stages.search.streams import Wide, pack

META_DOCS = 8
"""Documents in one file of result lines."""
FACET_DOCS = 16_384
"""Documents in one file of facets."""
TOLD_BY_LINES = 12
"""Files of result lines that are read rather than one of facets: a segment of no more has none."""
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
    if len(cards) <= TOLD_BY_LINES * META_DOCS:
        return
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


def head_file(cards: Sequence[Card], layout: Layout) -> tuple[str, bytes]:
    """Shape, years as ranges of documents, facet dictionaries, and which documents hold no more."""
    years = []
    start = 0
    for year, group in groupby(cards, key=lambda card: card.year):
        count = len(list(group))
        years.append([year, start, start + count])
        start += count
    lapsed = [i for i, card in enumerate(cards) if card.validity not in VALID]
    head = {
        "docs": layout.docs,
        "years": years,
        "meta_docs": META_DOCS,
        "facet_docs": FACET_DOCS,
        "told_by_lines": TOLD_BY_LINES,
        **dictionaries(cards),
    }
    gaps = Wide(np.array([b - a - 1 for a, b in pairwise((-1, *lapsed))], dtype=np.int64))
    return "head.bin", pack("head", layout.tag, (0, len(lapsed)), [as_json(head), *gaps.columns(0, len(lapsed))])
