"""Absolute addresses of one cluster, with everything that does not change between items computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from zhanqun.model.address import href, site_prefix
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.moment import Moment

TAG_DATE = "2026"
"""Fixed: a date that moved would give every entry of every feed a new identity (RFC 4151)."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Where each site is: ``base`` of a child with its own domain replaces its path prefix."""

    root: str
    """``https://www.example.gov.cn/``."""
    host: str
    """Host of the mother; the authority of all tag ids, also for a child that moves to its own domain."""
    bases: Mapping[str, tuple[str, int]]
    """Site -> (what goes in front, how many characters of the address it replaces)."""

    @staticmethod
    def of(cluster: Cluster) -> Urls:
        root = cluster.base_url.rstrip("/") + "/"
        bases: dict[str, tuple[str, int]] = {
            site.id: (with_scheme(site.domain) + "/", len(site_prefix(cluster, site.id))) if site.domain else (root, 0)
            for site in cluster.sites
        }
        return Urls(root=root, host=urlsplit(root).netloc, bases=bases)

    def url(self, address: str, site: str) -> str:
        """Absolute form of an output path of ``site``, percent-encoded once."""
        base, skip = self.bases[site]
        return base + href(address[skip:])

    def shared(self, address: str) -> str:
        """Absolute form of an output path that lies with the mother whatever site it speaks of (``data/…``)."""
        return self.root + href(address)

    def site_host(self, site: str) -> str:
        return urlsplit(self.bases[site][0]).netloc

    def tag(self, name: str) -> str:
        """A tag id (RFC 4151) from an index number or an address; no change of domain of a child alters it."""
        return f"tag:{self.host},{TAG_DATE}:{quote(name, safe='/-._~')}"


def with_scheme(domain: str) -> str:
    """``jy.example.gov.cn`` and ``https://jy.example.gov.cn/`` -> ``https://jy.example.gov.cn``."""
    domain = domain.rstrip("/")
    return domain if "://" in domain else f"https://{domain}"


def prefix(site: Site) -> str:
    """``''`` for the mother, ``jiaoyu/`` for a child."""
    return "" if site.role == "mother" else f"{site.id}/"


@lru_cache(maxsize=4096)
def _offset(zone: str, day: date, clock: time) -> str:
    text = datetime.combine(day, clock, ZoneInfo(zone)).isoformat(timespec="seconds")
    return text[19:]


def timestamp(zone: str, moment: Moment) -> str:
    """RFC 3339 form of a moment with the zone's offset on that day: ``2026-05-18T10:19:00+08:00``."""
    clock = moment.clock or time.min
    offset = _offset(zone, moment.day, clock)[:6]
    return f"{moment.day.isoformat()}T{clock.hour:02d}:{clock.minute:02d}:00{offset}"
