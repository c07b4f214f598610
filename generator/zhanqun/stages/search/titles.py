"""The title index of one site: real lunr indexes in parts, newest first, for suggestions while typing.

lunr has no Chinese; our tokens are every two consecutive letters of the normal form, so any two characters of a
title find it and no dictionary can miss a name. Parts follow the calendar from the oldest, so that a new item
rewrites the newest part only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from operator import add

from zhanqun.model.catalog import Card
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.search.folding import phrases
from zhanqun.stages.search.lunr_index import pack_lunr

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[\x04-\u2e7f]+")
_WIDE_PAIR = re.compile(r"(?=([\x04-\uffff]\x01*[\u2e80-\uffff]|[\u2e80-\uffff]\x01*[\x04-\uffff]|[\x04-\u2e7f]\x01+[\x04-\u2e7f]))")
"""Two letters that are not inside one word."""
PART_ITEMS = 2000
"""Items in one part."""
FORMAT = 1


def title_part(prefix: str, part: Sequence[Card]) -> tuple[OutputFile, dict[str, object]]:
    """One part, and what the manifest says of it."""
    data = _part_bytes(prefix, part)
    name = f"titles-{hashlib.sha256(data).hexdigest()[:16]}.json"
    days = (part[-1].published.day.isoformat(), part[0].published.day.isoformat())
    entry: dict[str, object] = {"file": name, "n": len(part), "from": days[0], "to": days[1], "bytes": len(data)}
    return OutputFile(Address(f"{prefix}search/{name}"), data), entry


def title_manifest(prefix: str, count: int, entries: Sequence[dict[str, object]]) -> OutputFile:
    """``search/titles.json``: the parts, newest first."""
    manifest = {"v": FORMAT, "lunr": "2.3.9", "n": count, "parts": list(entries)}
    data = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()
    return OutputFile(Address(f"{prefix}search/titles.json"), data)


def cut_parts(months: Sequence[int]) -> list[tuple[int, int]]:
    """Ranges of cards, newest part first, from the month of each card, newest first.

    Parts are filled from the oldest, months kept whole unless one alone is too large: a new item changes the newest
    part only.
    """
    sizes: list[int] = [0]
    for _, group in groupby(reversed(months)):
        month = sum(1 for _ in group)
        if sizes[-1] and sizes[-1] + month > PART_ITEMS:
            sizes.append(0)
        while sizes[-1] + month > PART_ITEMS:
            taken = PART_ITEMS - sizes[-1]
            sizes[-1] += taken
            month -= taken
            sizes.append(0)
        sizes[-1] += month
    ranges: list[tuple[int, int]] = []
    start = 0
    for size in reversed(sizes):
        if size:
            ranges.append((start, start + size))
            start += size
    return ranges


def _part_bytes(prefix: str, part: Sequence[Card]) -> bytes:
    index = pack_lunr([(title_tokens(card.title), _number_tokens(card)) for card in part])
    docs = [
        [card.title, card.address.removeprefix(prefix), str(card.published), card.doc_no, card.index_no]
        for card in part
    ]
    whole = {"v": FORMAT, "docs": docs, "index": index}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    # A pair may hold one half of a character beyond the BMP; UTF-8 cannot, JSON's escapes can.
    return _LONE_SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode()


def title_tokens(text: str) -> list[str]:
    """Every two adjacent letters; a letter with none after it alone; words of three letters or more whole too."""
    tokens: list[str] = []
    words: list[str] = []
    for phrase in phrases(text):
        letters = phrase.replace("\x01", "")
        if letters:
            tokens += map(add, letters, letters[1:])
            tokens.append(letters[-1])
            words += [word for word in _WORD.findall(phrase) if len(word) > 2]
    return tokens + words


def _number_tokens(card: Card) -> list[str]:
    """Words and wide pairs of the numbers and keywords: ``黄民〔2024〕15号`` gives 黄民, 民2, 2024, 41, 15, 5号."""
    tokens: list[str] = []
    for text in (card.doc_no, card.index_no, *card.keywords):
        if text:
            tokens += _mixed_tokens(text)
    return tokens


@lru_cache(maxsize=1 << 14)
def _mixed_tokens(text: str) -> tuple[str, ...]:
    """Kept: keywords are few, and a card stands in its own site's index and in the mother's."""
    words: list[str] = []
    pairs: list[str] = []
    for phrase in phrases(text):
        words += _WORD.findall(phrase)
        pairs += _WIDE_PAIR.findall(phrase)
    return (*words, *[pair.replace("\x01", "") for pair in pairs])
