"""Segments as the next run must know them, and the folder that keeps it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from zhanqun.model.catalog import Card
from zhanqun.model.ids import Address
from zhanqun.stages.search.spill import SpillRef
from zhanqun.stages.search.terms import U64

FORMAT = 5
STATE = "state.bin"


class StateError(Exception):
    """The kept state does not fit; the index must be built in full."""


@dataclass(slots=True)
class Part:
    """One segment as the state knows it."""

    level: int
    """0 base, 1 middle, 2 recent, 3 newest."""
    name: str = ""
    addresses: list[Address] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    """Of each document's text: only what gives the same may be taken for it."""
    shards: int = 0
    dead: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    """Dead documents of which the files still hold some wording that is published elsewhere."""
    purged: int = 0
    """How often files of the segment were written anew."""
    spills: list[SpillRef] = field(default_factory=list)
    cards: dict[Address, Card] = field(default_factory=dict)
    """Of the documents of all segments but the base: these are built anew."""

    def live(self) -> list[Address]:
        return [address for i, address in enumerate(self.addresses) if i not in self.dead]

    @property
    def count(self) -> int:
        """How many documents are alive."""
        return len(self.addresses) - len(self.dead)

    def bury(self, gone: Collection[Address]) -> None:
        """These are dead from now on."""
        self.dead |= {i for i, address in enumerate(self.addresses) if address in gone}

    def clear(self) -> None:
        self.name, self.addresses, self.lengths, self.digests, self.shards = "", [], [], [], 0
        self.dead, self.left, self.purged, self.spills, self.cards = set(), set(), 0, [], {}


class _Row(msgspec.Struct):
    level: int
    name: str
    addresses: list[Address]
    lengths: list[int]
    digests: list[str]
    shards: int
    dead: list[int]
    left: list[int]
    purged: int
    spills: list[tuple[str, tuple[Address, ...], int]]
    cards: list[Card]


class _State(msgspec.Struct):
    v: int
    parts: list[_Row]


class _Head(msgspec.Struct):
    """The two fields of a row that tell what is published: the hundred thousand addresses are skipped."""

    name: str
    dead: list[int]


class _Heads(msgspec.Struct):
    v: int
    parts: list[_Head]


_Kind = TypeVar("_Kind", _State, _Heads)


def write_state(state: Path, parts: Sequence[Part]) -> None:
    state.mkdir(parents=True, exist_ok=True)
    rows = [
        _Row(
            part.level, part.name, part.addresses, part.lengths, part.digests, part.shards, sorted(part.dead),
            sorted(part.left), part.purged, [(s.path.name, s.addresses, s.occurrences) for s in part.spills],
            list(part.cards.values()),
        )
        for part in parts
    ]
    draft = state / f"{STATE}.new"
    draft.unlink(missing_ok=True)  # what a kill left may be shared with the published state
    draft.write_bytes(msgspec.msgpack.encode(_State(FORMAT, rows)))
    draft.replace(state / STATE)
    kept = {spill.path.name for part in parts for spill in part.spills}
    kept |= {left_name(part, doc) for part in parts for doc in part.left}
    for path in sorted((*state.glob("spill-*"), *state.glob("left-*"))):
        if path.name.split(".")[0] not in kept:
            path.unlink()


def read_state(state: Path) -> list[Part]:
    return [
        Part(
            row.level, row.name, row.addresses, row.lengths, row.digests, row.shards, set(row.dead), set(row.left),
            row.purged, [SpillRef(state / name, addresses, n, ()) for name, addresses, n in row.spills],
            {card.address: card for card in row.cards},
        )
        for row in map(_fitting, _load(state, _State).parts)
    ]


def _fitting(row: _Row) -> _Row:
    """The row, when its columns tell of the same documents."""
    count = len(row.addresses)
    if not len(row.lengths) == len(row.digests) == count or not all(0 <= doc < count for doc in row.dead):
        raise StateError("检索索引的状态前后不一")
    return row


def published_segments(state: Path) -> list[tuple[str, list[int]]]:
    """Name and dead documents of each segment, as the manifest that goes with the state tells them."""
    return [(part.name, sorted(part.dead)) for part in _load(state, _Heads).parts]


def _load(state: Path, kind: type[_Kind]) -> _Kind:
    try:
        whole = msgspec.msgpack.decode((state / STATE).read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise StateError(f"检索索引的状态读不出来：{type(error).__name__}") from error
    if whole.v != FORMAT:
        raise StateError(f"检索索引的状态是第 {whole.v} 版，本程序用第 {FORMAT} 版")
    return whole


def left_name(part: Part, doc: int) -> str:
    return f"left-{part.name}-{doc}"


def save_left(state: Path, part: Part, doc: int, found: U64) -> None:
    """Note what the files go on holding of a dead document. Never written over: the file may be shared."""
    path = state / f"{left_name(part, doc)}.npy"
    path.unlink(missing_ok=True)
    part.left.discard(doc)
    if found.size:
        np.save(path, found)
        part.left.add(doc)


def load_left(state: Path, part: Part, doc: int) -> U64:
    try:
        found: U64 = np.load(state / f"{left_name(part, doc)}.npy")
        return found
    except (OSError, ValueError) as error:
        raise StateError("检索索引的状态不全") from error


def new_spill(state: Path) -> Path:
    """Where nothing lies yet: whatever lies in a state may be shared with the published one, even what is needed no more."""
    taken = {path.name.split(".")[0] for path in state.glob("spill-*")}
    number = 0
    while f"spill-{number:06d}" in taken:
        number += 1
    return state / f"spill-{number:06d}"
