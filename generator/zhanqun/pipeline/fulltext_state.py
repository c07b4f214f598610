"""What the full-text index of one output folder holds: kept beside the cache, changed on a copy, put in place last."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from zhanqun.pipeline.options import BuildOptions
from zhanqun.stages.search.parts import StateError, published_segments

_SEAL = "seal"


class Listed(msgspec.Struct, frozen=True, array_like=True):
    """An attachment whose text the index holds."""

    name: str
    path: str
    """Below the output folder."""
    sha256: str


class Print(msgspec.Struct, frozen=True, array_like=True):
    """What the index was given of one item."""

    mark: str
    """Digest of everything that the index holds of it."""
    card: msgspec.Raw
    """Encoded: read again only when the item changes or vanishes."""
    files: tuple[Listed, ...]


Prints = dict[str, Print]
"""By address."""


class Share(msgspec.Struct):
    """What one part of a site's items comes to."""

    prints: Prints
    spill: list[object]


class Portion(msgspec.Struct, frozen=True, array_like=True):
    """The prints of one part of a site's items, to be read when the part has changed."""

    mark: str
    """Of the part, see ``SiteWorks.mark``; empty when that was not known."""
    prints: msgspec.Raw

    def decoded(self) -> Prints:
        try:
            return msgspec.msgpack.decode(self.prints, type=Prints)
        except msgspec.MsgspecError as error:
            raise StateError("检索索引的记录读不出来") from error


def portion(mark: str, share: Share) -> Portion:
    return Portion(mark, msgspec.Raw(msgspec.msgpack.encode(share.prints)))


def state_folder(options: BuildOptions) -> Path | None:
    """Where the state of this output folder's index is; none when nothing can be kept."""
    if not options.cache:
        return None
    folder = options.root / ".zhanqun" / "cache" / "search" / options.mark
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


def fits(state: Path, out: Path, seal: str) -> bool:
    """True when the state speaks of the very index that is published, and this program made both."""
    try:
        if (known_state(state) / _SEAL).read_text("ascii") != seal:
            return False
        shown = json.loads((out / "search" / "manifest.json").read_bytes())
        return published_segments(known_state(state)) == [
            (part["id"], sorted(part["dead"])) for part in shown["segments"]
        ]
    except (OSError, ValueError, KeyError, TypeError, StateError):
        return False


def copy_state(known: Path, following: Path) -> None:
    """A copy that shares the files: nothing in a state is ever written over."""
    shutil.rmtree(following, ignore_errors=True)
    try:
        shutil.copytree(known, following, copy_function=os.link)
    except (OSError, shutil.Error):
        shutil.rmtree(following, ignore_errors=True)
        shutil.copytree(known, following)


def save_prints(state: Path, portions: Mapping[str, Sequence[Portion]], seal: str) -> None:
    """``portions``: of each site, in the order of its parts."""
    _put(state / _SEAL, seal.encode("ascii"))
    (state / "docs").mkdir(parents=True, exist_ok=True)
    for site, found in portions.items():
        _put(state / "docs" / f"{site}.bin", msgspec.msgpack.encode(found))


def _put(place: Path, data: bytes) -> None:
    """A draft left by a kill may be shared with the published state: it is let go, never written into."""
    draft = place.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.write_bytes(data)
    draft.replace(place)


def known_sites(state: Path) -> set[str]:
    return {path.stem for path in (state / "docs").glob("*.bin")}


def load_prints(state: Path, site: str) -> list[Portion]:
    try:
        return msgspec.msgpack.decode((state / "docs" / f"{site}.bin").read_bytes(), type=list[Portion])
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StateError("检索索引的记录读不出来") from error
    except msgspec.MsgspecError as error:
        raise StateError("检索索引的记录读不出来") from error


def drop_prints(state: Path, sites: Collection[str]) -> None:
    for site in sites:
        (state / "docs" / f"{site}.bin").unlink(missing_ok=True)


def replace_state(following: Path, known: Path) -> None:
    """Put the new state in the old one's place. A kill in between leaves none, and the next build starts anew."""
    with suppress(OSError):
        # First of all, so that a kill within the removal leaves no half of a state that still seems to fit.
        (known / _SEAL).unlink(missing_ok=True)
        shutil.rmtree(known, ignore_errors=True)
        following.rename(known)
