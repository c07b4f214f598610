"""Publish the difference between the last output and what was verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from zhanqun.model.output import OutputFile
from zhanqun.stages.write.journal import Area, Written, write_output
from zhanqun.stages.write.manifest import ManifestPart, make_index


def finish_output(
    area: Area, staged: Sequence[str], removed: Sequence[str], parts: Mapping[str, ManifestPart],
    files: Sequence[OutputFile], gone: Sequence[str], sources: Mapping[str, str] = MappingProxyType({}),
) -> Written:
    """Publish what waits in the staging folder and take away ``removed``.

    ``parts``: every part of the new manifest; ``files``: the bytes of those parts that are new; ``gone``: sites whose
    part goes away; ``sources``: see ``write_output``.
    """
    if not staged and not removed and not gone and area.out.exists():
        return Written(0, 0)
    manifest: list[str] = []
    for file in (*files, make_index(parts)):
        target = area.out / file.path
        if not target.is_file() or target.stat().st_size != len(file.data) or target.read_bytes() != file.data:
            place = area.staged / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.data)
            manifest.append(file.path)
    old = [ManifestPart(site, 0, 0, "").path for site in gone]
    # The manifest goes last: until then it describes what a reader may still be served.
    write_output(area, [*staged, *manifest], [*removed, *old], sources)
    return Written(len(staged), len(removed))
