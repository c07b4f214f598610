"""The full-text index as a whole: a full build, and the small change that one item makes.

At most three segments: the base, a middle one, and a small newest one that alone is rewritten while it holds few
documents. What changed or vanished in an older segment is named dead in the manifest. The folder ``state`` keeps
what the next run needs (who is in which segment, spills of the two upper segments); without it, or with one of
another format, the caller builds in full.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.segment import FOLDER, MapPartitions, build_segment, in_order, plan_segment, segment_info
from zhanqun.stages.search.spill import SpillRef, merge_spills, tokenize_batch

FORMAT = 1
SMALL_DOCS = 48
MIDDLE_DOCS = 4_096
SMALL_PLACES = 130_000
"""Letters in the newest segment: keeps one change below 400 kB."""
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
    """Folders below the output (``search/<segment>/``) that no manifest names any more."""
    full_build_due: bool
    """The older segments have grown or died so much that a full build would pay; nothing is wrong yet."""


@dataclass(slots=True)
class Part:
    """One segment as the state knows it."""

    level: int
    """0 base, 1 middle, 2 newest."""
    name: str
    addresses: list[Address]
    lengths: list[int]
    dead: set[int] = field(default_factory=set)
    spills: list[SpillRef] = field(default_factory=list)

    def live(self) -> list[Address]:
        return [address for i, address in enumerate(self.addresses) if i not in self.dead]


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
        plan = plan_segment(cards, spills)
        yield from build_segment(plan, cards, map_partitions)
        info = segment_info(plan, cards)
        parts.append(Part(0, info.name, list(info.addresses), list(info.lengths)))
    if state is not None:
        shutil.rmtree(state, ignore_errors=True)
        _write_state(state, parts)
    yield manifest_file(parts, labels)


def update_index(
    cards: Sequence[Card],
    changed: Sequence[SearchDoc],
    removed: Collection[Address],
    labels: Labels,
    state: Path,
) -> SearchUpdate:
    """What ``changed`` (new or different) documents and ``removed`` addresses make of the index.

    ``cards``: all cards now, newest first. Raises StateError when ``state`` cannot serve: build in full then.
    """
    if len(changed) > MOST_CHANGED:
        raise StateError(f"改动 {len(changed)} 条，超过 {MOST_CHANGED} 条：整个重建更快")
    parts = _read_state(state)
    before = {part.name for part in parts}
    gone = set(removed) | {doc.card.address for doc in changed}
    for part in parts:
        part.dead |= {i for i, address in enumerate(part.addresses) if address in gone}
    by_address = {card.address: card for card in cards}
    newest = _level(parts, 2)
    middle = _level(parts, 1)
    if changed:
        newest.spills.append(tokenize_batch(changed, state / _spill_name(parts)))
    wanted = newest.live() + [doc.card.address for doc in changed]
    files: list[OutputFile] = []
    if len(wanted) > SMALL_DOCS or (_places(newest, changed) > SMALL_PLACES and len(wanted) > len(changed)):
        # One spill instead of one for each of the small changes.
        middle.spills.append(merge_spills(newest.spills, set(wanted), state / _spill_name(parts, newest)))
        files += _rebuild(middle, [*middle.live(), *wanted], by_address, small=False)
        newest.spills, wanted = [], []
    if changed or newest.dead or not wanted:
        files += _rebuild(newest, wanted, by_address, small=True)
    parts = [part for part in (_base(parts), middle, newest) if part is not None and part.live()]
    live = sum(len(part.live()) for part in parts)
    if live != len(by_address):
        raise StateError(f"检索索引的状态与本次内容不符：应有 {len(by_address)} 条，实有 {live} 条")
    _write_state(state, parts)
    gone_segments = before - {part.name for part in parts}
    files.append(manifest_file(parts, labels))
    return SearchUpdate(
        tuple(files), tuple(sorted(f"{FOLDER}/{name}/" for name in gone_segments)), _full_build_due(parts)
    )


class StateError(Exception):
    """The kept state does not fit; the index must be built in full."""


def _level(parts: Sequence[Part], level: int) -> Part:
    return next((part for part in parts if part.level == level), Part(level, "", [], []))


def _base(parts: Sequence[Part]) -> Part | None:
    return next((part for part in parts if part.level == 0), None)


def _places(newest: Part, changed: Sequence[SearchDoc]) -> int:
    kept = sum(length for i, length in enumerate(newest.lengths) if i not in newest.dead)
    return kept + sum(len(doc.body) + sum(len(text) for _, text in doc.attachments) for doc in changed)


def _rebuild(
    part: Part, addresses: Sequence[Address], cards: Mapping[Address, Card], *, small: bool
) -> list[OutputFile]:
    """Build the segment anew from its spills with these documents; [] when nothing is left of it."""
    chosen = sorted((cards[address] for address in addresses), key=newest_first)
    part.dead = set()
    if not chosen:
        part.name, part.addresses, part.lengths, part.spills = "", [], [], []
        return []
    held = {card.address for card in chosen}
    part.spills = [spill for spill in part.spills if not held.isdisjoint(spill.addresses)]
    plan = plan_segment(chosen, part.spills, small=small)
    info = segment_info(plan, chosen)
    part.addresses, part.lengths = list(info.addresses), list(info.lengths)
    if info.name == part.name:
        return []
    part.name = info.name
    return list(build_segment(plan, chosen))


def newest_first(card: Card) -> tuple[int, int, str]:
    """Sort key: 发布日期 descending, then address."""
    clock = card.published.clock
    minutes = clock.hour * 60 + clock.minute if clock else 0
    return (-card.published.day.toordinal(), -minutes, card.address)


def _full_build_due(parts: Sequence[Part]) -> bool:
    base, middle = _base(parts), _level(parts, 1)
    if base is None:
        return len(middle.addresses) > 0
    return len(middle.addresses) > MIDDLE_DOCS or len(base.dead) > DEAD_SHARE * len(base.addresses)


def manifest_file(parts: Sequence[Part], labels: Labels) -> OutputFile:
    """``search/manifest.json``: the only file that changes under its name."""
    lengths = [length for part in parts for i, length in enumerate(part.lengths) if i not in part.dead]
    manifest = {
        "v": FORMAT,
        "docs": len(lengths),
        "average": round(sum(lengths) / max(1, len(lengths)), 2),
        "segments": [{"id": p.name, "docs": len(p.addresses), "dead": sorted(p.dead)} for p in parts],
        "sites": [list(pair) for pair in labels.sites],
        "columns": [list(row) for row in labels.columns],
    }
    data = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()
    return OutputFile(Address(f"{FOLDER}/manifest.json"), data)


def _spill_name(parts: Sequence[Part], *more: Part) -> str:
    used = {spill.path.name for part in (*parts, *more) for spill in part.spills}
    number = 0
    while f"spill-{number:06d}" in used:
        number += 1
    return f"spill-{number:06d}"


def _write_state(state: Path, parts: Sequence[Part]) -> None:
    state.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = [
        {
            "level": part.level,
            "name": part.name,
            "addresses": part.addresses,
            "lengths": part.lengths,
            "dead": sorted(part.dead),
            "spills": [[s.path.name, list(s.addresses), s.occurrences] for s in part.spills],
        }
        for part in parts
    ]
    target = state / "state.json"
    draft = state / "state.json.new"
    draft.write_text(json.dumps({"v": FORMAT, "parts": rows}, ensure_ascii=False), "utf-8")
    draft.replace(target)
    kept = {spill.path.name for part in parts for spill in part.spills}
    for path in sorted(state.glob("spill-*")):
        if path.name.split(".")[0] not in kept:
            path.unlink()


def _read_state(state: Path) -> list[Part]:
    try:
        whole = json.loads((state / "state.json").read_text("utf-8"))
        if whole["v"] != FORMAT:
            raise StateError(f"检索索引的状态是第 {whole['v']} 版，本程序用第 {FORMAT} 版")
        return [
            Part(
                row["level"],
                row["name"],
                row["addresses"],
                row["lengths"],
                set(row["dead"]),
                [SpillRef(state / name, tuple(addresses), n, ()) for name, addresses, n in row["spills"]],
            )
            for row in whole["parts"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StateError(f"检索索引的状态读不出来：{type(error).__name__}") from error
