"""Counts tokens into a lunr index and packs it.

What lunr.py 0.8 builds and serialises takes 160 bytes gzip a title, half of it said twice (inverted index and field
vectors). The pack holds terms and gaps only; the browser (lunr-pack.js) unfolds it into the very JSON that lunr
2.3.9 loads. lunr.py's Builder itself is not run here: 0.36 ms a title, most of it Token objects; a test proves that
the unpacked index equals what lunr.py builds from the same tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

FIELDS = ("t", "n")
BOOSTS = (2, 1)
FIRST_CODE = 0x23
"""Numbers are written as characters from here on; most gaps take one byte of UTF-8."""

Counts = dict[str, dict[int, int]]


def pack_lunr(docs: Sequence[tuple[list[str], list[str]]]) -> dict[str, object]:
    """Packed index over (title tokens, number tokens); references are positions in ``docs``.

    ``terms``: joined by a blank, sorted. For each field: ``df`` one number a term, ``gaps`` the distances between
    documents, ``tf`` triples (term, document, frequency) where a token occurs more than once.
    """
    fields: list[Counts] = [{}, {}]
    for number, tokens_of in enumerate(docs):
        for counts, tokens in zip(fields, tokens_of, strict=True):
            for token in tokens:
                found = counts.setdefault(token, {})
                found[number] = found.get(number, 0) + 1
    terms = sorted(fields[0].keys() | fields[1].keys())
    packed: dict[str, object] = {"docs": len(docs), "terms": " ".join(terms)}
    for name, boost, counts in zip(FIELDS, BOOSTS, fields, strict=True):
        packed[name] = {"boost": boost, **_pack_field(terms, counts)}
    return packed


def _pack_field(terms: Sequence[str], counts: Counts) -> dict[str, object]:
    sizes: list[int] = []
    gaps: list[int] = []
    repeated: list[int] = []
    for term_number, term in enumerate(terms):
        found = counts.get(term)
        if found is None:
            sizes.append(0)
            continue
        sizes.append(len(found))
        if len(found) == 1:
            gaps += found
        else:
            gaps += [b - a - 1 for a, b in pairwise((-1, *found))]
        if max(found.values()) > 1:
            repeated += [x for doc, tf in found.items() if tf > 1 for x in (term_number, doc, tf)]
    return {"df": _characters(sizes), "gaps": _characters(gaps), "tf": repeated}


def _characters(numbers: Sequence[int]) -> str:
    return "".join([_CHARACTERS[number] if number < _KEPT else _character(number) for number in numbers])


def _character(number: int) -> str:
    code = number + FIRST_CODE
    # The surrogates cannot stand alone in UTF-8, and a backslash would be written twice.
    return chr(code + 1 + (0x800 if code >= 0xD7FF else 0)) if code >= 0x5C else chr(code)


_KEPT = 2048
_CHARACTERS = tuple(map(_character, range(_KEPT)))
