"""A build in which nothing can have changed says so before the rest of the program is imported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from zhanqun import assets
from zhanqun.memo import Store
from zhanqun.model.finding import Finding
from zhanqun.pipeline.footprint import RACY, footprint, settled
from zhanqun.pipeline.options import BuildOptions, BuildResult, Clock
from zhanqun.stages.write import index_digest, read_index


class _Last(msgspec.Struct, frozen=True):
    """What the last successful build found, and until when that holds."""

    seen: dict[str, str]
    """What ``footprint`` saw before anything was read."""
    contents: dict[str, str]
    """Site -> digest over names and bytes of its files."""
    index: str
    """Digest of the output's manifest."""
    zone: str
    since: datetime
    until: datetime
    findings: tuple[Finding, ...]
    counts: dict[str, int]


class Kept(Protocol):
    """What a survey says of all sites."""

    @property
    def contents(self) -> Mapping[str, str]: ...

    @property
    def counts(self) -> Mapping[str, int]: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...

    @property
    def now(self) -> datetime: ...

    @property
    def zone(self) -> str: ...

    @property
    def unsettled(self) -> Collection[str]:
        """Sites of which something was read so soon after it had been written that it may be another by now."""
        ...

    @property
    def changes_at(self) -> datetime | None:
        """The first minute at which the clock changes a verdict."""


_last = msgspec.msgpack.Decoder(_Last)


def look(options: BuildOptions, store: Store, on_change: Callable[[], None] = lambda: None) -> dict[str, str]:
    """What lies in the cluster's folders, to be asked before anything is read. ``on_change``: see ``footprint``."""
    last = _load(options, store)
    return footprint(
        options.root, (options.root / "mkdocs.base.yml", assets.theme_folder()), options.jobs,
        store if options.cache else None, {} if last is None else last.seen, on_change, options.touched)


def untouched(options: BuildOptions, store: Store, seen: dict[str, str]) -> dict[str, str]:
    """Sites whose files are what the last build saw -> digest over their names and bytes."""
    last = _load(options, store)
    if last is None:
        return {}
    return {
        site: content for site, content in last.contents.items() if seen.get(site) and last.seen.get(site) == seen[site]
    }


def answer(options: BuildOptions, store: Store, seen: dict[str, str], clock: Clock) -> BuildResult | None:
    """The last result, when a build now would find and write nothing else."""
    last = _load(options, store)
    if last is None or options.compact or last.seen != seen or not all(seen.values()):
        return None
    now = options.now or datetime.now(ZoneInfo(last.zone)).replace(tzinfo=None)
    if not last.since <= now < last.until or not last.index or last.index != index_digest(options.out):
        return None
    return BuildResult(findings=last.findings, counts=last.counts, seconds=clock.seconds, notes=(), ok=True)


def remember(options: BuildOptions, store: Store, seen: dict[str, str], kept: Kept) -> None:
    """Keep the result of a successful build for ``answer``."""
    midnight = datetime.combine(kept.now.date() + timedelta(days=1), datetime.min.time())
    parts = read_index(options.out) or {}
    counts = dict(kept.counts) | {"written": 0, "unchanged": sum(part.files for part in parts.values()), "removed": 0}
    trusted = {
        name: digest if not digest.startswith(RACY) else
        "" if name in kept.unsettled else settled(options.root, name, digest)
        for name, digest in seen.items()
    }
    store.put_changed(_name(options), msgspec.msgpack.encode(_Last(
        trusted, dict(kept.contents), index_digest(options.out), kept.zone, kept.now,
        min(midnight, kept.changes_at or midnight), kept.findings, counts,
    )))


def _load(options: BuildOptions, store: Store) -> _Last | None:
    data = store.get(_name(options))
    try:
        return None if data is None else _last.decode(data)
    except msgspec.MsgspecError:
        return None


def _name(options: BuildOptions) -> str:
    return f"still/{options.mark}"
