"""Tables made once per cluster and day, so that judging an item does not walk the configuration."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from zhanqun.model.cluster import Cluster, Waiver


class Lookup:
    """Waivers by path, and the next day on which a wording list changes."""

    def __init__(self, cluster: Cluster, today: date) -> None:
        self.cluster = cluster
        self.today = today
        self.waivers: dict[str, tuple[Waiver, ...]] = {}
        for waiver in cluster.waivers:
            self.waivers[waiver.path] = (*self.waivers.get(waiver.path, ()), waiver)
        days = [word.since for word in cluster.words if word.since is not None and word.since > today]
        days += [after(word.until) for word in cluster.words if word.until is not None and word.until >= today]
        self.words_change: datetime | None = midnight(min(days)) if days else None


_last: Lookup | None = None


def lookup_for(cluster: Cluster, today: date) -> Lookup:
    """The tables of this very cluster object; the last one is kept, as a worker judges one cluster at a time."""
    global _last
    found = _last
    if found is None or found.cluster is not cluster or found.today != today:
        found = _last = Lookup(cluster, today)
    return found


def after(day: date) -> date:
    """The next day; the last day that there is has none and stands for itself."""
    return day if day == date.max else day + timedelta(days=1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)
