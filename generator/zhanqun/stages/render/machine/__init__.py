"""Everything for machines: head names, JSON-LD, feeds, sitemap, open data, redirects. Pure; no engine, no clock."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.catalog import Catalog
from zhanqun.model.output import OutputFile
from zhanqun.stages.render.machine.meta import Heads
from zhanqun.stages.render.machine.opendata import Part
from zhanqun.stages.render.machine.slices import Slice, data_index, slices

__all__ = ["Heads", "Part", "Slice", "data_index", "machine_outputs", "slices"]


def machine_outputs(catalog: Catalog) -> Iterator[OutputFile]:
    """Every machine-readable file of the cluster. A caller that knows fingerprints uses ``slices`` instead."""
    parts: list[Part] = []
    for found in slices(catalog):
        files = found.make()
        if found.is_data:
            parts += (Part.of(file, found.site, found.year, found.rows) for file in files)
        yield from files
    yield data_index(catalog, parts)
