"""Stage 1 over all sites, in processes; sites whose files nobody touched send back nothing but their digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhanqun.model.cluster import Cluster
from zhanqun.model.source import SiteFiles
from zhanqun.pipeline.pool import each
from zhanqun.stages.collect import collect_site


@dataclass(frozen=True, slots=True)
class Scanned:
    digest: str
    files: SiteFiles | None
    """None when the digest is the known one."""


@dataclass(frozen=True, slots=True)
class _Desk:
    cluster: Cluster
    known: Mapping[str, str]


def scan_sites(
    cluster: Cluster, known: Mapping[str, str], jobs: int, only: Sequence[str] | None = None,
) -> dict[str, Scanned]:
    """Site id -> what was found. ``known``: digests of the last build; ``only``: these sites and no others."""
    sites = [str(site.id) for site in cluster.sites] if only is None else list(only)
    desk = _Desk(cluster, known)
    # Each worker takes a share of the sites at once: a hundred small answers would cost more than the look.
    shares = [tuple(sites[start::jobs]) for start in range(jobs)] if len(known) > 8 else [tuple(sites)]
    found: dict[str, Scanned] = {}
    for share, scanned in zip(shares, each(_scan, desk, shares, jobs, lambda _: None), strict=True):
        found.update(zip(share, scanned, strict=True))
    return found


def _scan(desk: _Desk, share: tuple[str, ...]) -> list[Scanned]:
    made = []
    for name in share:
        site = desk.cluster.site(name)
        assert site is not None
        files = collect_site(desk.cluster, site)
        made.append(Scanned(files.digest, None if desk.known.get(name) == files.digest else files))
    return made
