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
from zhanqun.stages.render.engine_leaves import Keep, Leaves
from zhanqun.stages.render.frames import Frame
from zhanqun.stages.render.hosts import Hosts
from zhanqun.stages.render.items import read_bytes
from zhanqun.stages.render.job import Job, Redirect, Works
from zhanqun.stages.render.machine import Heads
from zhanqun.stages.render.shelf import Shelves
from zhanqun.stages.render.views.plain import site_menu
from zhanqun.text.fingerprint import fingerprint_hex
from zhanqun.text.front_matter import body_of


class FrameLost(Exception):
    """A frame that the memo should hold is not there or not whole."""


class _Kept(msgspec.Struct):
    key: str
    parts: tuple[str, ...]
    bodies: dict[str, str]


@dataclass(frozen=True, slots=True)
class Salts:
    """What all keys of a build start from."""

    job: str
    """Program, theme and configuration."""
    keys: Mapping[str, str]
    """Site id -> digest of everything its frame and hand-written pages are made from."""


def salt_render(
    cluster: Cluster, theme: Path, base: Path, program: str, pages: Mapping[str, str],
) -> Salts:
    """Digests that decide what must be made again, without making anything.

    ``program`` stands for the version of the code, ``pages`` for each site's cleared hand-written pages.
    """
    job = fingerprint_hex(program, theme_digest(theme), cluster.config_sha256)
    engine = fingerprint_hex(job, base.read_bytes() if base.is_file() else b"")
    return Salts(job, {
        str(site.id): fingerprint_hex(engine, site.config_sha256, pages[site.id]) for site in cluster.sites
    })


def render_frames(
    cluster: Cluster, works: Works, theme: Path, base: Path, salts: Salts, keep: Keep,
) -> dict[str, str]:
    """Have every site's frame in the memo; site id -> digest of the frame itself.

    Loads the engine only when some frame or page changed, and tells apart what changed: a new hand-written page makes
    the engine run but leaves the frame, and with it every item, as it is. Raises UsageError for a broken engine
    configuration.
    """
    found: dict[str, str] = {}
    engine = None
    for site in cluster.sites:
        key = salts.keys[site.id]
        data = keep.get(f"frame/{site.id}.digest")
        known = data.decode().split() if data else []
        if len(known) == 2 and known[0] == key:
            found[site.id] = known[1]
            continue
        if engine is None:
            from zhanqun.stages.render.engine import Engine  # MkDocs costs 0.4 s to import

            engine = Engine(base, theme)
        frame, rendered = engine.render_site(
            cluster, site, _pages(cluster, works, site), site_menu(cluster, site), site_prefix(cluster, site.id),
        )
        kept = _Kept(key, frame.parts, {f"sites/{site.id}/docs/{path}": text for path, text in rendered.items()})
        keep.put(f"frame/{site.id}", msgspec.msgpack.encode(kept))
        found[site.id] = fingerprint_hex(frame.parts)
        keep.put(f"frame/{site.id}.digest", f"{key} {found[site.id]}".encode())
    return found


def prepare_render(
    cluster: Cluster, sites: Sequence[Site], works: Works, shelves: Shelves, redirects: Sequence[Redirect],
    notes: Mapping[str, tuple[PageNote, ...]], theme: Path, day: date, salts: Salts, frame_salts: Mapping[str, str], keep: Keep,
) -> Job:
    """Gather what the tasks of ``sites`` share. Raises FrameLost when a frame is not in the memo after all."""
    frames: dict[str, Frame] = {}
    bodies: dict[str, str] = {}
    for site in {site.id: site for site in (*sites, cluster.mother)}.values():
        kept = _load(keep, site, salts.keys[site.id])
        if kept is None:
            raise FrameLost(site.id)
        frames[site.id] = Frame(kept.parts)
        bodies.update(kept.bodies)
    return Job(
        cluster=cluster, works=works, shelves=shelves, redirects=tuple(redirects), notes=notes, frames=frames, bodies=bodies,
        leaves=Leaves(theme, keep), heads=Heads(cluster), theme=theme, day=day, salt=salts.job, frame_salts=frame_salts,
        hosts=Hosts.of(cluster),
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
