"""Standard lists of open government at the grass roots: each matter with the column in which it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhanqun.model.cluster import Cluster, GrassRootsMatter
from zhanqun.stages.render.views.address import column_href
from zhanqun.stages.render.views.rows import Link

ADDRESS = "lanmu/jiceng/index.html"
"""Of the mother."""
TITLE = "基层政务公开标准目录"


@dataclass(frozen=True, slots=True)
class MatterLine:
    number: int
    matter: GrassRootsMatter
    channels: str
    levels: str
    column: Link | None
    """Where it is published, with the number of items; none when no column is named."""


@dataclass(frozen=True, slots=True)
class FieldTable:
    name: str
    covered: int
    """Matters whose column holds something."""
    lines: tuple[MatterLine, ...]


@dataclass(frozen=True, slots=True)
class GrassRootsView:
    title: str
    matters: int
    covered: int
    fields: tuple[FieldTable, ...]


def grassroots_view(cluster: Cluster, counts: Mapping[str, int]) -> GrassRootsView:
    """``counts``: items of the whole cluster per column code. Fields in the order in which the file names them."""
    names = dict.fromkeys(one.field for one in cluster.grassroots)
    fields = []
    for name in names:
        lines = tuple(
            _line(cluster, number, matter, counts)
            for number, matter in enumerate((one for one in cluster.grassroots if one.field == name), 1)
        )
        fields.append(FieldTable(name, sum(bool(line.column and line.column.count) for line in lines), lines))
    return GrassRootsView(
        TITLE, len(cluster.grassroots), sum(field.covered for field in fields), tuple(fields))


def _line(cluster: Cluster, number: int, matter: GrassRootsMatter, counts: Mapping[str, int]) -> MatterLine:
    column = None
    if matter.column is not None:
        known = cluster.catalogue.by_code[matter.column]
        column = Link(known.name, column_href(cluster.mother, known.code), counts.get(known.code, 0))
    return MatterLine(number, matter, "、".join(matter.channels), "、".join(matter.levels), column)
