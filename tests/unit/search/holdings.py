"""Everything a published index says about each of its documents, read from every file of it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from zhanqun.stages.search import metas
from zhanqun.stages.search.common_terms import common_hashes
from zhanqun.stages.search.purge import _one_term
from zhanqun.stages.search.purge_columns import Postings, decode_postings
from zhanqun.stages.search.streams import narrow, unpack, wide


@dataclass
class Held:
    """What files hold of one document of a segment."""

    found: set[tuple[int, int]] = field(default_factory=set)
    """(hash, position); of a common pair (hash, weight)."""
    terms: set[int] = field(default_factory=set)
    """Hashes of frequent terms whose lists or stubs name the document."""
    line: bool = False
    text: bool = False


def holdings(index: Path) -> dict[tuple[str, int], Held]:
    """(segment, document) -> what is held of it. Documents of which nothing is held are left out."""
    held: dict[tuple[str, int], Held] = defaultdict(Held)
    shape = {entry["id"]: entry for entry in json.loads((index / "manifest.json").read_text("utf-8"))["segments"]}
    for path in sorted(index.rglob("*.bin")):
        segment, kind = path.relative_to(index).parts[:2]
        tag = int(segment[:8], 16)
        if kind == "c":
            counts, columns = unpack(path.read_bytes(), "shard", tag)
            _note(held, segment, decode_postings(columns, -(-counts[0] * (1 << 32) // shape[segment]["shards"])))
            stubs = json.loads(bytes(columns[15])) if len(columns[15]) else {}
            for name, stub in stubs.items():
                for doc in (*stub["d"], *stub["p"], *(row[0] for row in stub["best"])):
                    held[segment, doc].terms.add(int(name, 16))
        elif kind == "h" and "-p" in path.name:
            counts, columns = unpack(path.read_bytes(), "places", tag)
            _note(held, segment, decode_postings([*_one_term(counts[0], counts[2]), *columns], 0))
        elif kind == "h":
            counts, columns = unpack(path.read_bytes(), "docs", tag)
            counted = counts[0] in common_hashes()
            rows = zip((np.cumsum(wide(columns[:3]) + 1) - 1).tolist(), (narrow(columns[3:5]) + 1).tolist(), strict=True)
            for doc, weight in rows:
                held[segment, doc].terms.add(counts[0])
                if counted:
                    held[segment, doc].found.add((counts[0], weight))
        elif kind == "m":
            counts, columns = unpack(path.read_bytes(), "meta", tag)
            for i, row in enumerate(json.loads(bytes(columns[0]))):
                if row != 0:
                    held[segment, counts[0] * metas.META_DOCS + i].line = True
        elif kind == "t":
            held[segment, int(path.parent.name, 16) << 8 | int(path.stem, 16)].text = True
    # Where an empty file begins is the end of the segment: nobody's number.
    return {key: value for key, value in held.items() if value != Held() and key[1] < shape[key[0]]["docs"]}


def _note(held: dict[tuple[str, int], Held], segment: str, postings: Postings) -> None:
    terms = np.repeat(postings.term_hash, np.diff(postings.term_start))
    tf = np.diff(postings.posting_start)
    rows = zip(
        np.repeat(postings.docs, tf).tolist(), np.repeat(terms, tf).tolist(), postings.places.tolist(), strict=True
    )
    for doc, hashed, place in rows:
        held[segment, doc].found.add((hashed, place))
