"""Stage 1 over all sites, in processes: which files there are, and a digest of each one's bytes.

A file whose size, times and inode are those of the last build is not read again, nor is one that git has just written
and says to hold bytes that were read before. Any other is read: verdicts depend on bytes, never on times.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import msgspec

from zhanqun.memo import Store
from zhanqun.model.cluster import Cluster
from zhanqun.model.source import RECENT, SiteFiles, SourceFile
from zhanqun.pipeline.pool import each
from zhanqun.stages.collect import RACY, Checkout, blob_id, collect_site, sealed, stamp_of


class Seen(msgspec.Struct, frozen=True):
    """What the last build saw of a site."""

    stat: str = ""
    """Digest over names, sizes and times."""
    content: str = ""
    """Digest over names and bytes."""


class _Id(msgspec.Struct, frozen=True, array_like=True):
    """What one file holds."""

    stamp: str
    digest: str
    """SHA-256 of the bytes; empty when they could not be read."""
    blob: str
    """Their object id in git."""
    size: int
    """Number of bytes read."""


_NEW = _Id("", "", "", -1)


@dataclass(frozen=True, slots=True)
class Scanned:
    content: str
    files: SiteFiles | None
    """With digests of bytes as stamps; none when the content is what the last build saw."""
    settled: bool = True
    """False when a file was read so soon after it had been written that the next write may leave the same times."""


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
    listed = {name: _collect(desk, name) for name in share}
    checkout = Checkout(desk.cluster.root, share)
    # What was written a moment ago is read last: by then a second write would show.
    found = {name: _scan_site(desk, listed[name], checkout) for name in sorted(share, key=lambda name: _racy(listed[name]))}
    return [found[name] for name in share]


def _collect(desk: _Desk, name: str) -> SiteFiles:
    site = desk.cluster.site(name)
    assert site is not None
    return collect_site(desk.cluster, site)


def _racy(files: SiteFiles) -> int:
    """Number of files written a moment ago."""
    return sum(file.stamp.startswith(RACY) for listed in (files.markdown, files.others) for file in listed)


def _scan_site(desk: _Desk, files: SiteFiles, checkout: Checkout) -> Scanned:
    name = str(files.site)
    known = desk.known.get(name, Seen())
    if files.digest == known.stat and not _racy(files):
        return Scanned(known.content, None)
    stamped, identified = _identify(desk, files, checkout)
    if Seen(stamped.digest, identified.digest) != known:
        desk.store.put(f"site/{name}/seen", msgspec.msgpack.encode(Seen(stamped.digest, identified.digest)))
    return Scanned(identified.digest, None if identified.digest == known.content else identified, not _racy(stamped))


def _identify(desk: _Desk, files: SiteFiles, checkout: Checkout) -> tuple[SiteFiles, SiteFiles]:
    """The same files with stamps that may be trusted by now, and with digests of their bytes as stamps."""
    name = f"site/{files.site}/ids"
    data = desk.store.get(name)
    old = msgspec.msgpack.decode(data, type=dict[str, _Id]) if data else {}
    ids: dict[str, _Id] = {}

    def identify(file: SourceFile) -> tuple[SourceFile, SourceFile]:
        known = old.get(file.path, _NEW)
        if known.stamp != file.stamp:
            blob = checkout.blob(file.path, file.stamp) if known.blob else ""
            if blob and blob == known.blob and file.size == known.size:
                known = _Id(file.stamp, known.digest, blob, file.size)
            else:
                known = _read(f"{desk.cluster.root}/{file.path}", file.stamp)
        if not known.stamp.startswith(RACY):
            ids[file.path] = known
        return SourceFile(file.path, file.size, known.stamp), SourceFile(file.path, file.size, known.digest)

    markdown, others = list(map(identify, files.markdown)), list(map(identify, files.others))
    if ids != old:
        desk.store.put(name, msgspec.msgpack.encode(ids))
    stamped, identified = (
        sealed(replace(files, markdown=tuple(pair[which] for pair in markdown), others=tuple(pair[which] for pair in others)))
        for which in (0, 1)
    )
    return stamped, identified


def _read(path: str, stamp: str) -> _Id:
    """The stamp, trusted when nothing can have been written unseen before the bytes were read; and what they are."""
    begun = time.time_ns()
    data = _bytes(path)
    if data is None:
        return _Id(stamp, "", "", -1)
    if stamp.startswith(RACY):
        with suppress(OSError):
            stat = os.lstat(path)
            if stamp == RACY + stamp_of(stat) and max(stat.st_mtime_ns, stat.st_ctime_ns) < begun - RECENT:
                stamp = stamp_of(stat)
    return _Id(stamp, hashlib.sha256(data).hexdigest(), blob_id(data), len(data))


def _bytes(path: str) -> bytes | None:
    """None when the file vanished, which the next stage will notice."""
    try:
        # Without a buffer: half of what reading a small file costs is setting one up.
        with open(path, "rb", buffering=0) as handle:
            return handle.readall()
    except OSError:
        return None
