"""Numbers that no document holds: data/adopted.yml, data/foi/YYYY.yml and data/annual/YYYY.yml of a site."""

from __future__ import annotations

from pathlib import Path

from zhanqun.config.fields import Fields
from zhanqun.config.files import collect, read_config
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError


def adopted_items(cluster: Cluster) -> frozenset[str]:
    """``采用`` of the mother's data/adopted.yml: index numbers or paths of items of the departments."""
    file = read_config(Path(cluster.root), f"sites/{cluster.mother.id}/data/adopted.yml", required=False)
    fields = Fields(file.notes, "adopted.yml 里", file.table, ("采用",))
    found = frozenset(fields.texts("采用"))
    if file.notes.failed:
        raise UsageError("采用清单有错", collect([file]))
    return found
