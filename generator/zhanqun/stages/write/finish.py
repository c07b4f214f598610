"""Compare with the last output and publish the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhanqun.model.output import OutputRow
from zhanqun.stages.write.journal import Area, Written, write_output
from zhanqun.stages.write.manifest import FOLDER, manifest_files


def finish_output(
    area: Area, rows: Sequence[OutputRow], staged: Sequence[str], before: Mapping[str, str],
) -> Written:
    """Publish verified ``rows``; ``staged`` names those whose bytes wait in the staging folder.

    ``before``: path -> SHA-256 of the last output. What is in it and not in ``rows`` is removed.
    """
    paths = {row.path for row in rows}
    removed = sorted(path for path in before if path not in paths)
    if not staged and not removed and area.out.exists():
        return Written(0, 0)
    parts = manifest_files(rows)
    manifest: list[str] = []
    for file in parts:
        target = area.out / file.path
        if not target.is_file() or target.read_bytes() != file.data:
            place = area.staged / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.data)
            manifest.append(file.path)
    folder = area.out / FOLDER
    if folder.is_dir():
        kept = {file.path for file in parts}
        removed += sorted(
            f"{FOLDER}/{path.name}" for path in folder.iterdir() if f"{FOLDER}/{path.name}" not in kept
        )
    # The manifest goes last: until then it describes what a reader may still be served.
    write_output(area, [*staged, *manifest], removed)
    return Written(len(staged), len(removed))
