"""The cluster and today's date, for commands that need no pipeline."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from zhanqun.commands.runs import cluster_root
from zhanqun.config import load_cluster
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError


def loaded(root: Path) -> Cluster:
    """The cluster below ``root``. UsageError with every finding when its configuration is wrong."""
    found = load_cluster(cluster_root(root))
    if found.cluster is None:
        raise UsageError("配置有错误，改好再试", found.findings)
    return found.cluster


def current(cluster: Cluster) -> datetime:
    """Now on the cluster's clock, naive, to the minute."""
    return datetime.now(ZoneInfo(cluster.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
