"""The title index of one site as part of its output: parts whose titles did not change are not built again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from zhanqun.model.address import site_prefix
from zhanqun.model.output import OutputFile, OutputRow
from zhanqun.stages.render import Unit, fixed_task
from zhanqun.stages.search.titles import cut_parts, title_manifest, title_part
from zhanqun.text.fingerprint import fingerprint_hex

if TYPE_CHECKING:
    from zhanqun.pipeline.produce import Bench, UnitReport


class _Part(msgspec.Struct, frozen=True):
    key: str
    row: OutputRow
    entry: dict[str, object]


def title_rows(bench: Bench, unit: Unit, report: UnitReport) -> None:
    """Rows of the index's parts and of the manifest that names them."""
    from zhanqun.pipeline.produce import make_tasks

    job = bench.job
    prefix = site_prefix(job.cluster, unit.site)
    cards = job.shelves.of(unit.site).cards
    name = f"rows/{unit.site}/titles"
    data = bench.store.get(name)
    old = {part.key: part for part in msgspec.msgpack.decode(data, type=list[_Part])} if data else {}
    parts: list[_Part] = []
    for start, stop in cut_parts(cards.months()):
        key = fingerprint_hex(job.salt, prefix, cards.digest(start, stop))
        part = old.get(key)
        if part is None or bench.before.get(part.row.path) != part.row.sha256:
            file, entry = title_part(prefix, cards[start:stop])
            make_tasks(bench, [fixed_task(file, "index")], {}, report)
            part = _Part(key, report.rows[-1], entry)
        else:
            report.rows.append(part.row)
        parts.append(part)
    manifest: OutputFile = title_manifest(prefix, len(cards), [part.entry for part in parts])
    make_tasks(bench, [fixed_task(manifest, "index")], {}, report)
    bench.store.put_changed(name, msgspec.msgpack.encode(parts))
