"""What changed or vanished leaves the older segments: found in their files and taken out, in the same build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.lost import lost_occurrences
from zhanqun.stages.search.metas import text_path
from zhanqun.stages.search.parts import Part, StateError, load_left, save_left
from zhanqun.stages.search.purge import MapPurge, Piece, PurgePlan, plan_purge, purge_segment
from zhanqun.stages.search.purge_columns import NotThere
from zhanqun.stages.search.segment import FOLDER
from zhanqun.stages.search.spill import SpillRef, read_document, tokenize_one
from zhanqun.stages.search.streams import Damaged
from zhanqun.stages.search.terms import U64

OldText = Callable[[Address], SearchDoc | None]
"""What was published at an address before this build, as the index holds it; None when nobody knows any more."""
FEW = 8
SHARE = 0.005
"""Of a segment: with more documents to be taken out a full build is no slower."""


def in_order(work: Callable[[PurgePlan, int], list[Piece]], plan: PurgePlan, steps: range) -> Iterable[list[Piece]]:
    return (work(plan, step) for step in steps)


def take_out(
    parts: Sequence[Part],
    gone: frozenset[Address],
    following: Mapping[Address, U64],
    old_text: OldText,
    state: Path,
    published: Path,
    map_steps: MapPurge,
) -> tuple[list[OutputFile], list[str]]:
    """Files of the segments to write anew, and paths to remove. ``gone``: addresses that changed or vanished.

    ``following``: occurrences of the new version of those that changed. A segment of which nothing is left is
    cleared. Raises StateError when it cannot be done to the last letter.
    """
    files: list[OutputFile] = []
    remove: list[str] = []
    for part in parts:
        if gone.issuperset(part.live()):
            part.clear()
            continue
        written, off = _take_out_of(part, gone, following, old_text, state, published, map_steps)
        files, remove = files + written, remove + off
    return files, remove


def too_many(part: Part, gone: frozenset[Address]) -> bool:
    """Whether making the segment anew is quicker than taking these out of its files."""
    return len(_concerned(part, gone)) > _most(part)


def _most(part: Part) -> float:
    return max(FEW, SHARE * len(part.addresses))


def _concerned(part: Part, gone: frozenset[Address]) -> list[int]:
    """Documents of which the segment's files hold something that goes."""
    return [i for i, address in enumerate(part.addresses) if address in gone and (i not in part.dead or i in part.left)]


def _take_out_of(
    part: Part,
    gone: frozenset[Address],
    following: Mapping[Address, U64],
    old_text: OldText,
    state: Path,
    published: Path,
    map_steps: MapPurge,
) -> tuple[list[OutputFile], list[str]]:
    docs = _concerned(part, gone)
    if len(docs) > _most(part):
        raise StateError(f"{len(docs)} 条改动或撤下的信息在旧的检索段里：整个重建更快")
    lost: list[tuple[int, U64]] = []
    for doc in docs:
        held = _held(part, doc, old_text, state)
        new = following.get(part.addresses[doc])
        go = np.ones(held.size, np.bool_) if new is None else lost_occurrences(held, new)
        if go.any() or doc not in part.dead:
            lost.append((doc, held[go]))
        part.dead.add(doc)
        save_left(state, part, doc, held[~go])
    if not lost:
        return [], []
    part.purged += 1
    plan = plan_purge(published / FOLDER, part.name, part.shards, len(part.addresses), part.purged, lost)
    try:
        files = [OutputFile(Address(f"{FOLDER}/{part.name}/{path}"), data) for path, data in purge_segment(plan, map_steps)]
    except (Damaged, NotThere) as error:
        raise StateError("已发布的检索文件与记录不符") from error
    return files, [f"{FOLDER}/{part.name}/{text_path(doc)}" for doc, _ in lost]


def _held(part: Part, doc: int, old_text: OldText, state: Path) -> U64:
    """Every occurrence of the document in the segment's files."""
    if doc in part.dead:
        return load_left(state, part, doc)
    address = part.addresses[doc]
    for spill in reversed(part.spills):
        if address in spill.addresses:
            return _in_spill(spill, address)
    text = old_text(address)
    if text is not None:
        found, digest = tokenize_one(text)
        if digest == part.digests[doc]:
            return found
    raise StateError("撤下的文字原来是什么已无从得知")


def _in_spill(spill: SpillRef, address: Address) -> U64:
    return read_document(spill, spill.addresses.index(address))


def new_occurrences(spills: Sequence[SpillRef]) -> dict[Address, U64]:
    """Of every document of some small spills."""
    return {
        address: read_document(spill, local) for spill in spills for local, address in enumerate(spill.addresses)
    }
