"""The full-text index as a whole: a full build, and the small change that one item makes.

At most four segments: the base, a middle one, a recent one, and a small newest one that alone is built anew while it
holds few documents. When it is full it goes into the recent one, and both into the middle one when that has no room:
a small change seldom rewrites a large segment. What changed or vanished in an older segment is named dead in the
manifest, and whatever of its wording is published no more is taken out of the segment's files (withdraw.py). The
folder ``state`` keeps what the next run needs; without it, or with one of another format, the caller builds in full.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search import withdraw
from zhanqun.stages.search.parts import Part, StateError, new_spill, read_state, write_state
from zhanqun.stages.search.purge import MapPurge
from zhanqun.stages.search.segment import (
    FOLDER,
    NEWEST,
    MapPartitions,
    SegmentPlan,
    build_segment,
    in_order,
    plan_segment,
)
from zhanqun.stages.search.spill import DocFacts, SpillRef, merge_spills, newest_first, tokenize_batch

__all__ = ["Labels", "SearchUpdate", "StateError", "build_index", "labels_of", "newest_first", "update_index"]

VERSION = 3
"""Of the format."""
SMALL_DOCS = 48
RECENT_DOCS = 128
"""Half of it is rewritten, on average, with every tenth small change."""
MIDDLE_DOCS = 4_096
SMALL_PLACES = 20_000
"""Letters in the newest segment: a query reads two of its twenty shards, and one change is written in 150 kB."""
MOST_CHANGED = 2_000
DEAD_SHARE = 0.05
"""Of the base: from here on a full build is due."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Names for facets: (id, name) or (id, name, id of the site above) of sites; (code, name, kind) of columns."""

    sites: tuple[tuple[str, ...], ...] = ()
    columns: tuple[tuple[str, str, str], ...] = ()


def labels_of(cluster: Cluster) -> Labels:
    """Short names of the sites, names and kinds of the columns. A change rewrites the manifest only."""
    mother = cluster.mother.id
    return Labels(
        tuple(
            (site.id, site.short or site.name, site.parent) if site.parent and site.parent != mother
            else (site.id, site.short or site.name)
            for site in cluster.sites
        ),
        tuple((column.code, column.name, column.kind) for column in cluster.catalogue.columns),
    )


@dataclass(frozen=True, slots=True)
class SearchUpdate:
    files: tuple[OutputFile, ...]
    """To be written; the manifest is the last one."""
    remove: tuple[str, ...]
    """Folders below the output (``search/<segment>/``) that no manifest names any more, and single files."""
    full_build_due: bool
    """The older segments have grown or died so much that a full build would pay; nothing is wrong yet."""


def build_index(
    cards: Sequence[Card],
    spills: Sequence[SpillRef],
    labels: Labels,
    state: Path | None = None,
    map_partitions: MapPartitions = in_order,
) -> Iterator[OutputFile]:
    """Everything from nothing: one segment and the manifest (last). ``cards`` newest first. Writes below ``state``."""
    parts: list[Part] = []
    if cards:
        plan, facts = plan_segment(cards, spills)
        yield from build_segment(plan, cards, facts, map_partitions)
        parts.append(Part(0))
        _note(parts[0], plan, cards, facts)
    if state is not None:
        shutil.rmtree(state, ignore_errors=True)
        write_state(state, parts)
    yield manifest_file(parts, labels)


def update_index(
    count: int,
    changed: Sequence[SearchDoc],
    removed: Collection[Address],
    labels: Labels,
    state: Path,
    published: Path,
    old_text: withdraw.OldText,
    map_steps: MapPurge = withdraw.in_order,
) -> SearchUpdate:
    """What ``changed`` (new or different) documents and ``removed`` addresses make of the index.

    ``count``: how many documents there are now. ``published``: the output folder as it stands; ``old_text``: what was
    published in it. Raises StateError when these or ``state`` cannot serve: build in full then.
    """
    if len(changed) > MOST_CHANGED:
        raise StateError(f"改动 {len(changed)} 条，超过 {MOST_CHANGED} 条：整个重建更快")
    parts = read_state(state)
    before = {part.name for part in parts}
    base, *others, newest = (_level(parts, level) for level in range(NEWEST + 1))
    gone = frozenset(removed) | {doc.card.address for doc in changed}
    newest.bury(gone)
    new = [tokenize_batch(changed, new_spill(state))] if changed else []
    following = withdraw.new_occurrences(new)
    wanted = newest.live() + [doc.card.address for doc in changed]
    joining = _joining(others, newest, wanted, changed)
    # Their texts are kept, so that they are made anew sooner than the whole index.
    anew = [part for part in others if part not in joining and withdraw.too_many(part, gone)]
    for part in (*joining, *anew):
        part.bury(gone)
    purged = [part for part in (base, *others) if part not in (*joining, *anew)]
    files, remove = withdraw.take_out(purged, gone, following, old_text, state, published, map_steps)
    cards = {address: card for part in (*others, newest) for address, card in part.cards.items()}
    cards |= {doc.card.address: doc.card for doc in changed}
    newest.spills += new
    for part in anew:
        files += _rebuild(part, part.live(), cards)
    if joining:
        files += _join(joining, newest, wanted, cards, new_spill(state))
        wanted = []
    if changed or newest.dead or not wanted:
        files += _rebuild(newest, wanted, cards)
    parts = [part for part in (base, *others, newest) if part.count]
    live = sum(part.count for part in parts)
    if live != count:
        raise StateError(f"检索索引的状态与本次内容不符：应有 {count} 条，实有 {live} 条")
    write_state(state, parts)
    remove += [f"{FOLDER}/{name}/" for name in sorted(before - {part.name for part in parts})]
    files.append(manifest_file(parts, labels))
    return SearchUpdate(tuple(files), tuple(remove), _full_build_due(parts))


def _level(parts: Sequence[Part], level: int) -> Part:
    return next((part for part in parts if part.level == level), Part(level))


def _joining(others: Sequence[Part], newest: Part, wanted: Sequence[Address], changed: Sequence[SearchDoc]) -> list[Part]:
    """While the newest segment has room: none. Else the one that takes its documents, and those above it, which go into it, too."""
    if len(wanted) <= SMALL_DOCS and (_places(newest, changed) <= SMALL_PLACES or len(wanted) <= 1):
        return []
    count = len(wanted)
    for number in range(len(others) - 1, 0, -1):
        count += others[number].count
        if count <= RECENT_DOCS:
            return list(others[number:])
    return list(others)


def _join(
    joining: Sequence[Part], newest: Part, wanted: Sequence[Address], cards: Mapping[Address, Card], target_spill: Path
) -> list[OutputFile]:
    """All documents of the newest segment (``wanted``) and of ``joining`` in the first of these; the others end empty."""
    target, *between = joining
    moved = [*(address for part in between for address in part.live()), *wanted]
    spills = [spill for part in (*between, newest) for spill in part.spills]
    # One spill instead of one for each of the small changes.
    target.spills.append(merge_spills(spills, set(moved), target_spill))
    kept = target.live()
    for part in between:
        part.clear()
    newest.spills = []
    return _rebuild(target, [*kept, *moved], cards)


def _places(newest: Part, changed: Sequence[SearchDoc]) -> int:
    kept = sum(length for i, length in enumerate(newest.lengths) if i not in newest.dead)
    return kept + sum(len(doc.body) + sum(len(text) for _, text in doc.attachments) for doc in changed)


def _rebuild(
    part: Part, addresses: Sequence[Address], cards: Mapping[Address, Card]
) -> list[OutputFile]:
    """Build the segment anew from its spills with these documents; [] when nothing is left of it."""
    chosen = sorted((cards[address] for address in addresses), key=newest_first)
    spills, name, purged = part.spills, part.name, part.purged
    part.clear()
    if not chosen:
        return []
    held = {card.address for card in chosen}
    part.spills = [spill for spill in spills if not held.isdisjoint(spill.addresses)]
    plan, facts = plan_segment(chosen, part.spills, part.level)
    _note(part, plan, chosen, facts)
    part.cards = {card.address: card for card in chosen}
    return [] if part.name == name and not purged else list(build_segment(plan, chosen, facts))


def _note(part: Part, plan: SegmentPlan, cards: Sequence[Card], facts: Sequence[DocFacts]) -> None:
    part.name, part.shards = plan.name, plan.layout.shards
    part.addresses = [card.address for card in cards]
    part.lengths, part.digests = [fact.length for fact in facts], [fact.digest for fact in facts]


def _full_build_due(parts: Sequence[Part]) -> bool:
    base, middle = _level(parts, 0), _level(parts, 1)
    return len(middle.addresses) > MIDDLE_DOCS or len(base.dead) > DEAD_SHARE * len(base.addresses)


def manifest_file(parts: Sequence[Part], labels: Labels) -> OutputFile:
    """``search/manifest.json``: the only file that changes under its name."""
    count = sum(part.count for part in parts)
    length = sum(sum(part.lengths) - sum(part.lengths[i] for i in part.dead) for part in parts)
    manifest = {
        "v": VERSION,
        "docs": count,
        "average": round(length / max(1, count), 2),
        "segments": [_entry(part) for part in parts],
        "sites": [list(pair) for pair in labels.sites],
        "columns": [list(row) for row in labels.columns],
    }
    data = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()
    return OutputFile(Address(f"{FOLDER}/manifest.json"), data)


def _entry(part: Part) -> dict[str, object]:
    """``purged``, if there: files of the segment may be newer than a copy that somebody keeps."""
    entry: dict[str, object] = {
        "id": part.name, "docs": len(part.addresses), "shards": part.shards, "dead": sorted(part.dead)}
    return entry | {"purged": part.purged} if part.purged else entry
