"""What a killed build left: it is finished only when everything in it would be published now, too."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from zhanqun.memo import Store
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Severity
from zhanqun.model.output import OutputRow
from zhanqun.pipeline.pack import Entry, chunk_count, chunk_of, load_chunk
from zhanqun.pipeline.survey import Survey
from zhanqun.stages.write import Area, ManifestPart, read_index, read_part
from zhanqun.text.fingerprint import fingerprint_hex

MIXED = "上次构建写到一半被中断，之后其中有内容收回、改动或出错，所以没有接着写完；输出里新旧混杂，改正错误后重新构建就会完整"


def resume(area: Area, seen: Survey, store: Store) -> None:
    """Finish a killed build or set it aside. To be asked when everything is judged, and before anything is made.

    The same bytes of the same sources, cleared now as then: whatever pages, lists and indexes say of them may be said.
    """
    journal = area.pending()
    if journal is None:
        return
    wrong = {place.path for finding in seen.findings if finding.severity is Severity.ERROR
             for place in (finding.where, *finding.also)}
    if wrong.isdisjoint(journal.sources) and marks_of(journal.sources, seen.facts(), store) == dict(journal.sources):
        area.finish(journal)
    else:
        area.set_aside(journal)


def marks_of(sources: Iterable[str], facts: Mapping[str, SiteFacts], store: Store) -> dict[str, str]:
    """A mark over what is cleared of each of these sources; those of which nothing is are missing."""
    chunks: dict[tuple[str, int], dict[str, Entry]] = {}
    found: dict[str, str] = {}
    for source in sources:
        parts = source.split("/", 2)
        each = facts.get(parts[1]) if len(parts) == 3 else None
        if each is None:
            continue
        place = (parts[1], chunk_of(source, chunk_count(len(each.paths))))
        if place not in chunks:
            chunks[place] = {entry.path: entry for entry in load_chunk(store, *place) or ()}
        entry = chunks[place].get(source)
        if entry is not None and entry.withheld is None:
            found[source] = _mark(entry)
    return found


def _mark(entry: Entry) -> str:
    outcome = entry.item or entry.page
    if outcome is None:
        return fingerprint_hex(entry.stub)
    return fingerprint_hex(outcome.sha256, [(file.path, file.sha256) for file in outcome.files])


def staged_sources(
    rows: Iterable[OutputRow], staged: Collection[str], facts: Mapping[str, SiteFacts], store: Store,
) -> dict[str, str]:
    """Sources of which a file of their own is new or another now, for the journal. Nothing new is said of any other."""
    paths = set(staged)
    return marks_of(sorted({row.source for row in rows if row.path in paths and row.source.startswith("sites/")}), facts, store)


def last_index(area: Area) -> dict[str, ManifestPart]:
    """The manifest of the last output; empty when it does not say what is there."""
    return {} if area.mixed.exists() else read_index(area.out) or {}


def last_files(area: Area, parts: Sequence[ManifestPart], sites: Collection[str]) -> dict[str, str]:
    """Path -> SHA-256 of what the output holds for the sites that are made. Of a mixed one every file, its digest unknown."""
    if area.mixed.exists():
        stay = {"manifest/index.json", *(ManifestPart(site, 0, 0, "").path for site in sites)}
        return {path: "" for path in _files(area) if path not in stay}
    return {path: digest for part in parts for path, digest in read_part(area.out, part).items()}


def _files(area: Area) -> Iterator[str]:
    for folder, _, names in os.walk(area.out):
        for name in names:
            yield Path(folder, name).relative_to(area.out).as_posix()
