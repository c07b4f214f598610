"""The one place where the machine's clock is read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from zhanqun.model.cluster import Cluster


def build_moment(cluster: Cluster) -> datetime:
    """The current minute on the cluster's clock, naive."""
    return datetime.now(ZoneInfo(cluster.time_zone)).replace(second=0, microsecond=0, tzinfo=None)
