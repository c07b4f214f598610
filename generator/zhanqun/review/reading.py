"""Read an item's file and the files that it names, without following links."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from zhanqun.model.cluster import Cluster
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import AttachmentBytes
from zhanqun.stages.gate import name_files


def plain_file(root: str, path: str) -> Path | None:
    """The file at ``path`` below ``root``, or none when it is missing, not regular, or reached through a link."""
    place = Path(root)
    for part in path.split("/"):
        if part in ("", ".", ".."):
            return None
        place = place / part
        try:
            mode = os.lstat(place).st_mode
        except OSError:
            return None
        if stat.S_ISLNK(mode):
            return None
    return place if stat.S_ISREG(mode) else None


def read_named(cluster: Cluster, value: Item | Page) -> tuple[tuple[AttachmentBytes, ...], tuple[tuple[str, int], ...]]:
    """Return the named files' bytes, and (name, line) of those that cannot be read."""
    found: list[AttachmentBytes] = []
    missing: list[tuple[str, int]] = []
    for named in name_files(value):
        place = plain_file(cluster.root, named.path)
        if place is None:
            missing.append((named.name, named.line))
            continue
        data = place.read_bytes()
        found.append(AttachmentBytes(path=named.path, name=named.name, data=data, line=named.line,
                                     sha256=hashlib.sha256(data).hexdigest()))
    return tuple(found), tuple(missing)
