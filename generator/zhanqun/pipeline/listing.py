"""What lies in a folder, told from its folders' times where the last look is known: two system calls an entry fewer.

Adding, removing or renaming an entry changes the time of the folder that holds it. So a listing that was kept is right
as long as every folder has the times and the inode that it had, and only the files need to be looked at. Whether the
file system keeps such times is tried before anything is kept.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from pathlib import Path

import msgspec

_FOLDER = attrgetter("st_mtime_ns", "st_ctime_ns", "st_ino")
_FILE = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")


class Listing(msgspec.Struct, frozen=True, array_like=True):
    """Names below one folder, each with a slash in front, joined by zeros."""

    folders: str
    """The folder itself is the empty name."""
    stamps: bytes
    """Times and inode of each folder."""
    files: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a folder."""

    digest: str
    """Over names, sizes, times and inodes."""
    newest: int
    """Latest time of a file, in nanoseconds."""
    listing: Listing
    recent: int
    """Latest time of a folder."""
    whole: bool
    """False when part of it lies on another file system."""


_listing = msgspec.msgpack.Decoder(Listing)


def encode_listing(listing: Listing) -> bytes:
    return msgspec.msgpack.encode(listing)


def decode_listing(data: bytes | None) -> Listing | None:
    try:
        return None if data is None else _listing.decode(data)
    except msgspec.MsgspecError:
        return None


def look_again(top: str, known: Listing) -> tuple[str, int] | None:
    """Digest and latest time, when the folders are what they were; none when they must be listed anew."""
    try:
        if _numbers(_FOLDER, (os.lstat(top),)) != known.stamps[:24]:
            return None
        if _numbers(_FOLDER, map(os.lstat, _paths(top, known.folders))) != known.stamps:
            return None
        return _told(known.folders, known.files, map(os.lstat, _paths(top, known.files) if known.files else ()))
    except (OSError, OverflowError):
        return None


def look_anew(top: str) -> Look | None:
    """None when a link is among the entries, or something cannot be read."""
    files: list[tuple[str, os.stat_result]] = []
    folders: list[tuple[str, os.stat_result]] = []
    stack = [""]
    try:
        while stack:
            folder = stack.pop()
            # Before its entries are read: what comes or goes meanwhile makes the next look another.
            folders.append((folder, os.lstat(top + folder)))
            with os.scandir(top + folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        stack.append(f"{folder}/{entry.name}")
                    elif entry.is_symlink():
                        return None
                    else:
                        files.append((f"{folder}/{entry.name}", entry.stat(follow_symlinks=False)))
        files.sort(key=_name)
        folders.sort(key=_name)
        names, places = "\0".join(map(_name, files)), "\0".join(map(_name, folders))
        stamps = [stat for _, stat in folders]
        # Names that are no text are refused by those who read them, and never kept.
        places.encode(), names.encode()
        listing = Listing(places, _numbers(_FOLDER, stamps), names)
        return Look(
            *_told(places, names, (stat for _, stat in files)), listing,
            max(max(stat.st_mtime_ns, stat.st_ctime_ns) for stat in stamps), len({stat.st_dev for stat in stamps}) == 1,
        )
    except (OSError, OverflowError, UnicodeEncodeError):
        return None


def folder_times_tell(place: Path, top: str) -> bool:
    """Tries, in a new folder in ``place``, whether a folder's time changes with its entries; where ``top`` lies elsewhere,
    nobody knows."""
    trial = place / f".trial-{os.getpid()}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(trial, ignore_errors=True)
        trial.mkdir()
        try:
            return os.lstat(top).st_dev == os.lstat(trial).st_dev and all(
                _changes(trial, change) for change in ("come", "rename", "go"))
        finally:
            shutil.rmtree(trial, ignore_errors=True)
    except OSError:
        return False


def _changes(trial: Path, change: str) -> bool:
    os.utime(trial, ns=(0, 0))
    match change:
        case "come":
            (trial / "a").touch()
        case "rename":
            (trial / "a").rename(trial / "b")
        case "go":
            (trial / "b").unlink()
    return os.lstat(trial).st_mtime_ns != 0


def _name(entry: tuple[str, os.stat_result]) -> str:
    return entry[0]


def _paths(top: str, names: str) -> list[str]:
    """Joined and split in two calls: there are a hundred thousand of them."""
    return (top + names.replace("\0", "\0" + top)).split("\0")


def _numbers(fields: attrgetter[tuple[int, ...]], stats: Iterable[os.stat_result]) -> bytes:
    return array("q", chain.from_iterable(map(fields, stats))).tobytes()


def _told(folders: str, files: str, stats: Iterable[os.stat_result]) -> tuple[str, int]:
    """Digest over names and what the system says of the files, and the latest of their times."""
    whole = hashlib.blake2b(f"{folders}\0\0{files}\0\0".encode(), digest_size=16)
    numbers = array("q", chain.from_iterable(map(_FILE, stats)))
    whole.update(numbers)
    # Every fourth, from the second and from the third on: a slice and ``max`` see a hundred thousand in a millisecond.
    return whole.hexdigest(), max(max(numbers[1::4], default=0), max(numbers[2::4], default=0))
