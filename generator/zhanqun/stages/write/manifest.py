"""The manifest: SHA-256 of every published file, in parts that ``sha256sum -c`` understands.

One part for each site, so that one changed item rewrites two small parts and not a list of everything.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile, OutputRow

FOLDER = "manifest"
_INDEX = f"{FOLDER}/index.json"
_NAME = re.compile(r"[a-z0-9-]+")
"""Of a site. Whoever may write into the output folder must not choose what a build removes elsewhere."""
_DIGEST = 64
"""Hexadecimal digits at the beginning of a line; two spaces follow."""


@dataclass(frozen=True, slots=True)
class ManifestPart:
    site: str
    files: int
    bytes: int
    sha256: str

    @property
    def path(self) -> Address:
        return Address(f"{FOLDER}/{self.site}.sha256")


def make_part(site: str, rows: Sequence[OutputRow]) -> tuple[ManifestPart, OutputFile]:
    """The part of one site; ``rows`` sorted by path."""
    data = "".join(f"{row.sha256}  {row.path}\n" for row in rows).encode()
    part = ManifestPart(site, len(rows), sum(row.size for row in rows), hashlib.sha256(data).hexdigest())
    return part, OutputFile(part.path, data)


def make_index(parts: Mapping[str, ManifestPart]) -> OutputFile:
    """What parts there are. The manifest does not list itself."""
    found = [
        {"site": part.site, "part": part.path, "files": part.files, "bytes": part.bytes, "sha256": part.sha256}
        for _, part in sorted(parts.items())
    ]
    text = json.dumps({"format": 1, "parts": found}, ensure_ascii=False, indent=1) + "\n"
    return OutputFile(Address(_INDEX), text.encode())


def read_index(out: Path) -> dict[str, ManifestPart] | None:
    """Site -> part, as the output folder says; none when it is no output of ours."""
    try:
        index = json.loads((out / _INDEX).read_bytes())
        return {
            str(part["site"]): ManifestPart(
                str(part["site"]), int(part["files"]), int(part["bytes"]), str(part["sha256"]))
            for part in index["parts"] if _NAME.fullmatch(part["site"])
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def index_digest(out: Path) -> str:
    """SHA-256 of the index in the output folder; empty when there is none."""
    try:
        return hashlib.sha256((out / _INDEX).read_bytes()).hexdigest()
    except OSError:
        return ""


def read_part(out: Path, part: ManifestPart) -> dict[str, str]:
    """Path -> SHA-256 of one part. A part that is missing or not what the index says counts as empty."""
    try:
        lines = read_bytes(out, part).decode().split("\n")
    except UnicodeDecodeError:
        return {}
    return {
        path: line[:_DIGEST] for line in lines
        if (path := line[_DIGEST + 2 :]) and path[0] != "/" and ".." not in path.split("/")
    }


def read_bytes(out: Path, part: ManifestPart) -> bytes:
    """One part as it is; empty when it is missing or not what the index says."""
    try:
        data = (out / part.path).read_bytes()
    except OSError:
        return b""
    return data if hashlib.sha256(data).hexdigest() == part.sha256 else b""
