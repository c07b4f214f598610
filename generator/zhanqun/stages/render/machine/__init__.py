"""Everything for machines: head names, JSON-LD, feeds, sitemap, open data, redirects. Pure; no engine, no clock."""

from __future__ import annotations

from zhanqun.stages.render.machine.meta import Heads
from zhanqun.stages.render.machine.opendata import Part
from zhanqun.stages.render.machine.slices import Slice, cluster_slices, data_index, list_slices, year_slices
from zhanqun.stages.render.machine.urls import Urls

__all__ = ["Heads", "Part", "Slice", "Urls", "cluster_slices", "data_index", "list_slices", "year_slices"]
