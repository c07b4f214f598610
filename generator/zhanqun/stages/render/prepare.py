"""Before any page: frames and hand-written pages from the engine, or from the memo when nothing they need changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.facts import PageNote
from zhanqun.stages.render.assets import theme_digest
from zhanqun.stages.render.engine_leaves import Leaves
from zhanqun.stages.render.frames import Frame
from zhanqun.stages.render.items import read_bytes
from zhanqun.stages.render.job import Job, Keep, Redirect, Works
from zhanqun.stages.render.machine import Heads
from zhanqun.stages.render.shelf import Shelves
from zhanqun.stages.render.views.plain import site_menu
from zhanqun.text.fingerprint import fingerprint_hex
from zhanqun.text.front_matter import body_of


class _Kept(msgspec.Struct):
    key: str
    parts: tuple[str, ...]
    bodies: dict[str, str]


@dataclass(frozen=True, slots=True)
class Salts:
    """What all keys of a build start from."""

    job: str
    """Program, theme and configuration."""
    frames: Mapping[str, str]
    """Site id -> digest of everything its frame is made from."""


def salt_render(
    cluster: Cluster, theme: Path, base: Path, program: str, pages: Mapping[str, str],
) -> Salts:
    """Digests that decide what must be made again, without making anything.

    ``program`` stands for the version of the code, ``pages`` for each site's cleared hand-written pages.
    """
    job = fingerprint_hex(program, theme_digest(theme), cluster.config_sha256)
    engine = fingerprint_hex(job, base.read_bytes() if base.is_file() else b"")
    return Salts(job, {
        site.id: fingerprint_hex(engine, site.config_sha256, pages[site.id]) for site in cluster.sites
    })


def prepare_render(
    cluster: Cluster, sites: Sequence[Site], works: Works, shelves: Shelves, redirects: Sequence[Redirect],
    notes: Mapping[str, tuple[PageNote, ...]], theme: Path, base: Path, day: date, salts: Salts, keep: Keep,
) -> Job:
    """Make what the tasks of ``sites`` share. Loads the engine only when some frame or page of theirs changed.

    Raises UsageError for a broken engine configuration.
    """
    frames: dict[str, Frame] = {}
    bodies: dict[str, str] = {}
    engine = None
    for site in {site.id: site for site in (*sites, cluster.mother)}.values():
        key = salts.frames[site.id]
        kept = _load(keep, site, key)
        if kept is None:
            if engine is None:
                from zhanqun.stages.render.engine import Engine  # MkDocs costs 0.4 s to import

                engine = Engine(base, theme)
            frame, rendered = engine.render_site(
                cluster, site, _pages(cluster, works, site), site_menu(cluster, site), site_prefix(cluster, site.id),
            )
            kept = _Kept(key, frame.parts, {f"sites/{site.id}/docs/{path}": text for path, text in rendered.items()})
            keep.put(f"frame/{site.id}", msgspec.msgpack.encode(kept))
        frames[site.id] = Frame(kept.parts)
        bodies.update(kept.bodies)
    return Job(
        cluster=cluster, works=works, shelves=shelves, redirects=tuple(redirects), notes=notes, frames=frames, bodies=bodies,
        leaves=Leaves(theme), heads=Heads(cluster), theme=theme, day=day, salt=salts.job, frame_salts=salts.frames,
    )


def _pages(cluster: Cluster, works: Works, site: Site) -> list[tuple[str, str, str]]:
    """(path below docs, title, Markdown) of the site's cleared pages: the very bytes that were cleared."""
    found = []
    for linked in works.pages(site.id):
        page = linked.page
        data = read_bytes(cluster, page.path, page.sha256)
        found.append((page.path.split("/", 3)[3], page.head.title, body_of(data)))
    return found


def _load(keep: Keep, site: Site, key: str) -> _Kept | None:
    data = keep.get(f"frame/{site.id}")
    if data is None:
        return None
    kept = msgspec.msgpack.decode(data, type=_Kept)
    return kept if kept.key == key else None
