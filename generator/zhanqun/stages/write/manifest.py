"""The manifest: size and SHA-256 of every published file, in parts that ``sha256sum -c`` understands.

One part for each top folder, so that one changed item rewrites one small part and not a 20 MB list.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile, OutputRow

FOLDER = "manifest"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def manifest_files(rows: Iterable[OutputRow]) -> list[OutputFile]:
    """The parts and their index. The manifest does not list itself."""
    parts: defaultdict[str, list[OutputRow]] = defaultdict(list)
    for row in rows:
        top, slash, _ = row.path.partition("/")
        parts[top if slash else "_top"].append(row)
    files: list[OutputFile] = []
    index: list[dict[str, object]] = []
    for name in sorted(parts):
        found = sorted(parts[name], key=lambda row: row.path)
        data = "".join(f"{row.sha256}  {row.path}\n" for row in found).encode()
        path = f"{FOLDER}/{name}.sha256"
        files.append(OutputFile(Address(path), data))
        index.append({
            "part": path, "files": len(found), "bytes": sum(row.size for row in found),
            "sha256": hashlib.sha256(data).hexdigest(),
        })
    text = json.dumps({"format": 1, "parts": index}, ensure_ascii=False, indent=1) + "\n"
    files.append(OutputFile(Address(f"{FOLDER}/index.json"), text.encode()))
    return files


def read_manifest(out: Path) -> dict[str, str] | None:
    """Path -> SHA-256 of what the output folder holds; none when it is not an output of ours.

    A part that is missing or does not match the index counts as empty: its files are then written again.
    """
    try:
        index = json.loads((out / FOLDER / "index.json").read_bytes())
        parts = [(str(part["part"]), str(part["sha256"])) for part in index["parts"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    found: dict[str, str] = {}
    for path, digest in parts:
        try:
            data = (out / path).read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() != digest:
            continue
        for line in data.decode().splitlines():
            match = _LINE.fullmatch(line)
            if match:
                found[match.group(2)] = match.group(1)
    return found
