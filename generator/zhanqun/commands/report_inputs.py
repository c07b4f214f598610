"""What the reports read besides verdicts: the texts of guide pages, and where a report is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from zhanqun.model.catalog import Catalog
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError


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
        texts = []
        for path, digest in cleared:
            try:
                data = Path(catalog.cluster.root, path).read_bytes()
            except OSError:
                continue
            if hashlib.sha256(data).hexdigest() == digest.removeprefix("sha256:"):
                texts.append(data.decode("utf-8", "replace"))
        found[site.id] = "\n".join(texts)
    return found


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
