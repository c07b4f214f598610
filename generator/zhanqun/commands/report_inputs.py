"""What the reports read besides verdicts: the texts of guide pages, and where a report is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from zhanqun.model.catalog import Catalog
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError
from zhanqun.model.history import History
from zhanqun.model.tables import KINDS
from zhanqun.text.table_cells import MONTH, is_empty


def guide_texts(catalog: Catalog) -> dict[str, str]:
    """Site -> text of its cleared guide pages and items; bytes other than the cleared ones are not read."""
    columns = {
        column.code for column in catalog.cluster.catalogue.columns if column.fixed and "指南" in column.name
    }
    found: dict[str, str] = {}
    for site in catalog.cluster.sites:
        cleared = [(linked.page.path, linked.page.sha256) for linked in catalog.pages.get(site.id, ())
                   if linked.page.head.column in columns]
        cleared += [(linked.item.path, linked.item.sha256) for linked in catalog.items.get(site.id, ())
                    if linked.card.column in columns]
        texts = [_cleared_bytes(catalog.cluster, path, digest).decode("utf-8", "replace") for path, digest in cleared]
        found[site.id] = "\n".join(texts)
    return found


def first_commits(history: History) -> dict[str, date]:
    """File -> day of the first commit that had it; nothing when git cannot say."""
    if not history.available:
        return {}
    return {path: known.revisions[-1].day for path, known in history.files.items() if known.revisions}


def register_months(catalog: Catalog) -> dict[str, str]:
    """Item -> newest month with figures in its table of projects; empty when it has none."""
    from zhanqun.attachments import read_rows

    found: dict[str, str] = {}
    for site in catalog.cluster.sites:
        for linked in catalog.items.get(site.id, ()):
            head = linked.item.head
            if not head.attachments or not any(KINDS[ref.register].plan for ref in head.attachments if ref.register):
                continue
            months = [""]
            for file in linked.item.files:
                if file.path.lower().endswith(".csv"):
                    rows = read_rows(_cleared_bytes(catalog.cluster, file.path, file.sha256))
                    months += [name for place, name in enumerate(rows.head.cells if rows.head else ()) if MONTH.fullmatch(name)
                               and any(place < len(line.cells) and not is_empty(line.cells[place]) for line in rows.body)]
            found[linked.item.path] = max(months)
    return found


def _cleared_bytes(cluster: Cluster, path: str, digest: str) -> bytes:
    """Nothing when the bytes are not the cleared ones any more."""
    try:
        data = Path(cluster.root, path).read_bytes()
    except OSError:
        return b""
    return data if hashlib.sha256(data).hexdigest() == digest.removeprefix("sha256:") else b""


def chosen_sites(cluster: Cluster, names: Sequence[str], *, below: bool) -> tuple[str, ...]:
    """Ids of the sites named by folder, short or full name. ``below``: with the sites under them (上级), except under
    the mother, to which every site leads: without --site all are reported.
    """
    found: list[str] = []
    for name in names:
        match = next((site.id for site in cluster.sites if name in (site.id, site.short, site.name)), None)
        if match is None:
            known = "、".join(site.id for site in cluster.sites)
            raise UsageError(f"没有站点 {name}；现有站点：{known}")
        found.append(match)
    grown = below
    while grown:
        under = [site.id for site in cluster.sites
                 if site.parent in found and site.parent != cluster.mother.id and site.id not in found]
        found += under
        grown = bool(under)
    return tuple(dict.fromkeys(found))
