"""Small bodies of documents, indexes of them, and the plain truth about what a phrase finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from zhanqun.model.output import OutputFile
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.folding import Letter, normalise
from zhanqun.stages.search.spill import tokenize_batch
from zhanqun.stages.search.update import Labels, build_index, newest_first


def write_files(folder: Path, files: Iterable[OutputFile]) -> int:
    count = 0
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        count += 1
    return count


def write_index(folder: Path, docs: Sequence[SearchDoc], batch: int = 7, state: Path | None = None) -> Path:
    """Index ``docs`` in batches; the folder that holds the manifest."""
    spills = [
        tokenize_batch(docs[start : start + batch], folder / "spills" / f"{start}")
        for start in range(0, len(docs), batch)
    ]
    cards = sorted((doc.card for doc in docs), key=newest_first)
    write_files(folder, build_index(cards, spills, Labels(), state))
    return folder / "search"


def fields(doc: SearchDoc) -> list[str]:
    card = doc.card
    return [
        card.title,
        f"{card.doc_no}。{card.index_no}",
        "。".join((*card.keywords, *card.topics)),
        card.issuer,
        doc.body,
        "。".join(text for _, text in doc.attachments),
    ]


def holds(letters: Sequence[Letter], phrase: Sequence[Letter]) -> bool:
    """The definition of a hit: same letters, unbroken, words beginning where the phrase's begin."""
    size = len(phrase)
    wanted = [(letter.unit, letter.starts_word) for letter in phrase]
    for i in range(len(letters) - size + 1):
        window = letters[i : i + size]
        if window[-1].position - window[0].position != size - 1:
            continue
        if [(letter.unit, letter.starts_word) for letter in window] == wanted:
            return True
    return False


def truth(docs: Sequence[SearchDoc], phrases: Sequence[str], *, title: bool = False) -> set[str]:
    """Addresses of the documents that hold every phrase (each without a boundary inside)."""
    wanted = [normalise(phrase) for phrase in phrases]
    found: set[str] = set()
    for doc in docs:
        texts = [normalise(text) for text in (fields(doc)[:1] if title else fields(doc))]
        if all(any(holds(text, phrase) for text in texts) for phrase in wanted):
            found.add(doc.card.address)
    return found
