"""What is written down for the workers: objects in the shared store, named by digest. Never pickled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from zhanqun.memo.objects import Objects
from zhanqun.model.history import History
from zhanqun.model.source import SiteFiles
from zhanqun.stages.render import Salts, Unit

SOURCES = "sources"
"""Area of whatever the next build may need again."""


class JudgeOrder(msgspec.Struct, frozen=True):
    """One site's sources that must be judged."""

    config: str
    """Object: path of each configuration file -> object with its bytes."""
    salt: str
    site: str
    files: SiteFiles
    """Markdown: what is to be judged; others: all. Their stamps name the objects with their bytes."""
    history: History
    now: datetime


class RenderOrder(msgspec.Struct, frozen=True):
    """Everything that the workers of one build share."""

    config: str
    sites: tuple[str, ...]
    """Those that are made."""
    memo: dict[str, str]
    """Name of what the cache holds -> object."""
    before: str
    """Object: path -> SHA-256 of what the output holds."""
    history: str
    """Object: what git knows of the sites."""
    versions: str
    """Object: path of an item -> its earlier versions that may be shown."""
    units: tuple[Unit, ...]
    salts: Salts
    """The worker must find the same: else its theme is another."""
    frames: dict[str, str]
    day: date
    watch_key: bytes
    watch_numbers: bytes


class Answer(msgspec.Struct, frozen=True):
    """What a rendering task made."""

    reports: list[bytes]
    files: dict[str, bytes]
    memo: dict[str, bytes]


def write_order(objects: Objects, order: object) -> str:
    return objects.put(SOURCES, msgspec.msgpack.encode(order))


def store_config(objects: Objects, root: Path, extra: tuple[str, ...]) -> str:
    """Put the configuration into the store; digest of the list of it."""
    paths = [root / "mkdocs.base.yml", *sorted((root / "sites" / "_cluster").glob("*.yml")),
             *sorted((root / "sites").glob("*/site.yml")), *(root / name for name in extra)]
    listed = {
        path.relative_to(root).as_posix(): objects.put(SOURCES, path.read_bytes()) for path in paths if path.is_file()
    }
    return write_order(objects, listed)


def source_reader(root: str, path: str) -> Callable[[], bytes]:
    """Reads one source when it is asked for; what is not there any more is no bytes, which fit no digest."""

    def read() -> bytes:
        try:
            with open(f"{root}/{path}", "rb") as handle:
                return handle.read()
        except OSError:
            return b""

    return read


def store_sources(objects: Objects, root: str, files: Mapping[str, str]) -> None:
    """Put sources into the store: path -> SHA-256. Raises UsageError when one was edited since."""
    objects.add(SOURCES, {digest: source_reader(root, path) for path, digest in files.items()})
