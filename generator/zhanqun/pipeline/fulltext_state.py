"""What the full-text index of one output folder holds: kept beside the cache, changed on a copy, put in place last."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from zhanqun.model.searching import SearchDoc
from zhanqun.pipeline.options import BuildOptions
from zhanqun.stages.search.update import StateError

Prints = dict[str, tuple[str, ...]]
"""Address -> digest of everything the index holds of an item, then a digest of each attachment in it."""
_LINE = 8
"""Bytes of a line's digest."""


class Share(msgspec.Struct):
    """What one part of a site's items comes to."""

    prints: Prints
    spill: list[object]
    lines: dict[str, bytes]
    """Address -> digests of the lines of text that the index holds; only of what was tokenised."""


def state_folder(options: BuildOptions) -> Path | None:
    """Where the state of this output folder's index is; none when nothing can be kept."""
    if not options.cache:
        return None
    name = hashlib.blake2b(str(options.out).encode(), digest_size=8).hexdigest()
    folder = options.root / ".zhanqun" / "cache" / "search" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return None
    return folder


def known_state(state: Path | None) -> Path:
    assert state is not None
    return state / "known"


def following_state(state: Path) -> Path:
    return state / "following"


def fits(state: Path, out: Path) -> bool:
    """True when the state speaks of the very index that is published."""
    try:
        kept = json.loads((known_state(state) / "state.json").read_bytes())
        shown = json.loads((out / "search" / "manifest.json").read_bytes())
        mine = [(part["name"], sorted(part["dead"])) for part in kept["parts"]]
        return mine == [(part["id"], sorted(part["dead"])) for part in shown["segments"]]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def save_prints(state: Path, shares: Sequence[tuple[str, Share]]) -> None:
    found: dict[str, Prints] = {}
    for site, share in shares:
        found.setdefault(site, {}).update(share.prints)
    (state / "docs").mkdir(parents=True, exist_ok=True)
    for site, prints in found.items():
        (state / "docs" / f"{site}.bin").write_bytes(msgspec.msgpack.encode(prints))
    lines: dict[str, dict[str, bytes]] = {}
    for site, share in shares:
        if share.lines:
            lines.setdefault(site, {}).update(share.lines)
    for site, held in lines.items():
        _save_lines(state, site, held)


def nothing_goes(docs: Sequence[SearchDoc], state: Path) -> None:
    """Note the lines of new and changed items. Raises StateError when a line of an old version is gone.

    Segments are never rewritten: a corrected sentence or a number taken out would stay in them, dead but readable.
    """
    by_site: dict[str, list[SearchDoc]] = {}
    for doc in docs:
        by_site.setdefault(doc.card.site, []).append(doc)
    for site, found in by_site.items():
        held = _load_lines(state, site)
        for doc in found:
            new = line_digests(doc)
            old = held.get(doc.card.address, b"")
            kept = {new[at : at + _LINE] for at in range(0, len(new), _LINE)}
            if any(old[at : at + _LINE] not in kept for at in range(0, len(old), _LINE)):
                raise StateError("有文字改掉了，已发布的索引里不能再留旧的")
            held[doc.card.address] = new
        _save_lines(state, site, held)


def line_digests(doc: SearchDoc) -> bytes:
    """Digest of each line of what the index holds of an item, its attachments aside: they have digests of their own."""
    card = doc.card
    texts = {card.title, card.doc_no, card.index_no, card.issuer, *card.keywords, *card.topics, *doc.body.split("\n")}
    return b"".join(sorted(hashlib.blake2b(text.encode(), digest_size=_LINE).digest() for text in texts if text))


def _load_lines(state: Path, site: str) -> dict[str, bytes]:
    try:
        return msgspec.msgpack.decode((state / "docs" / f"{site}.lines").read_bytes(), type=dict[str, bytes])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise StateError("检索索引的记录读不出来") from error


def _save_lines(state: Path, site: str, held: Mapping[str, bytes]) -> None:
    (state / "docs" / f"{site}.lines").write_bytes(msgspec.msgpack.encode(dict(held)))


def load_prints(state: Path, site: str) -> Prints:
    try:
        return msgspec.msgpack.decode((state / "docs" / f"{site}.bin").read_bytes(), type=Prints)
    except OSError:
        return {}
    except msgspec.MsgspecError as error:
        raise StateError("检索索引的记录读不出来") from error


def replace_state(following: Path, known: Path) -> None:
    """Put the new state in the old one's place. A kill in between leaves none, and the next build starts anew."""
    with suppress(OSError):
        shutil.rmtree(known, ignore_errors=True)
        following.rename(known)
