"""Stage 1 over all sites, in processes: which files there are, and a digest of each one's bytes.

A file whose size, times and inode are those of the last build is not read again. On another machine, or after a fresh
clone, every file is read once and found to be what it was: verdicts depend on bytes, never on times.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from zhanqun.memo import Store
from zhanqun.model.cluster import Cluster
from zhanqun.model.source import SiteFiles, SourceFile
from zhanqun.pipeline.pool import each
from zhanqun.stages.collect import RACY, collect_site


class Seen(msgspec.Struct, frozen=True):
    """What the last build saw of a site."""

    stat: str = ""
    """Digest over names, sizes and times."""
    content: str = ""
    """Digest over names and bytes."""


@dataclass(frozen=True, slots=True)
class Scanned:
    content: str
    files: SiteFiles | None
    """With digests of bytes as stamps; none when the content is what the last build saw."""


@dataclass(frozen=True, slots=True)
class _Desk:
    cluster: Cluster
    known: Mapping[str, Seen]
    store: Store


def scan_sites(
    cluster: Cluster, known: Mapping[str, Seen], store: Store, jobs: int, only: Sequence[str] | None = None,
) -> dict[str, Scanned]:
    """Site id -> what was found. ``known``: what the last build saw; ``only``: these sites and no others."""
    sites = [str(site.id) for site in cluster.sites] if only is None else list(only)
    desk = _Desk(cluster, known, store)
    # Each worker takes a share of the sites at once: a hundred small answers would cost more than the look.
    shares = [tuple(sites[start::jobs]) for start in range(jobs)] if len(sites) > 8 else [tuple(sites)]
    found: dict[str, Scanned] = {}
    for share, scanned in zip(shares, each(_scan, desk, shares, jobs, lambda _: None), strict=True):
        found.update(zip(share, scanned, strict=True))
    return found


def load_seen(store: Store, site: str) -> Seen:
    data = store.get(f"site/{site}/seen")
    return Seen() if data is None else msgspec.msgpack.decode(data, type=Seen)


def _scan(desk: _Desk, share: tuple[str, ...]) -> list[Scanned]:
    return [_scan_site(desk, name) for name in share]


def _scan_site(desk: _Desk, name: str) -> Scanned:
    site = desk.cluster.site(name)
    assert site is not None
    files = collect_site(desk.cluster, site)
    known = desk.known.get(name, Seen())
    racy = any(file.stamp.startswith(RACY) for file in (*files.markdown, *files.others))
    if files.digest == known.stat and not racy:
        return Scanned(known.content, None)
    identified = _identify(desk, files)
    if Seen(files.digest, identified.digest) != known:
        desk.store.put(f"site/{name}/seen", msgspec.msgpack.encode(Seen(files.digest, identified.digest)))
    return Scanned(identified.digest, None if identified.digest == known.content else identified)


def _identify(desk: _Desk, files: SiteFiles) -> SiteFiles:
    """The same files with digests of their bytes as stamps."""
    name = f"site/{files.site}/ids"
    data = desk.store.get(name)
    old = msgspec.msgpack.decode(data, type=dict[str, tuple[str, str]]) if data else {}
    ids: dict[str, tuple[str, str]] = {}

    def identify(file: SourceFile) -> SourceFile:
        stat, digest = old.get(file.path, ("", ""))
        if stat != file.stamp:
            digest = _digest(f"{desk.cluster.root}/{file.path}")
        if not file.stamp.startswith(RACY):
            ids[file.path] = (file.stamp, digest)
        return SourceFile(file.path, file.size, digest)

    markdown, others = tuple(map(identify, files.markdown)), tuple(map(identify, files.others))
    if ids != old:
        desk.store.put(name, msgspec.msgpack.encode(ids))
    whole = hashlib.blake2b(digest_size=16)
    for file in (*markdown, *others):
        whole.update(f"{file.path}\0{file.stamp}\0".encode())
    for finding in files.findings:
        whole.update(f"{finding.where.path}\0{finding.message}\0".encode())
    return SiteFiles(files.site, markdown, others, whole.hexdigest(), files.findings)


def _digest(path: str) -> str:
    """Of a file's bytes; of nothing when it vanished, which the next stage will notice."""
    try:
        with open(path, "rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
