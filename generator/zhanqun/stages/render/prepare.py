"""Before any page: frames and hand-written pages from the engine, or from the memo when nothing they need changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Protocol

import msgspec

from zhanqun.model.address import site_prefix
from zhanqun.model.catalog import Catalog
from zhanqun.model.cluster import Site
from zhanqun.stages.render.assets import theme_digest
from zhanqun.stages.render.engine_leaves import Leaves
from zhanqun.stages.render.frames import Frame
from zhanqun.stages.render.items import read_bytes
from zhanqun.stages.render.job import Job
from zhanqun.stages.render.machine import Heads, slices
from zhanqun.stages.render.shelf import sort_shelves
from zhanqun.stages.render.views.plain import site_menu
from zhanqun.text.fingerprint import fingerprint_hex
from zhanqun.text.front_matter import body_of


class Keep(Protocol):
    """Where frames are kept between builds."""

    def get(self, name: str) -> bytes | None: ...

    def put(self, name: str, body: bytes) -> None: ...


class _Kept(msgspec.Struct):
    key: str
    parts: tuple[str, ...]
    bodies: dict[str, str]


def prepare_render(catalog: Catalog, theme: Path, base: Path, day: date, program: str, keep: Keep) -> Job:
    """Make what all tasks share. Loads the engine only when some site's frame or pages changed.

    ``program`` stands for the version of the code. Raises UsageError for a broken engine configuration.
    """
    cluster = catalog.cluster
    salt = fingerprint_hex(program, theme_digest(theme), cluster.config_sha256)
    engine_salt = fingerprint_hex(salt, base.read_bytes() if base.is_file() else b"")
    frames: dict[str, Frame] = {}
    bodies: dict[str, str] = {}
    salts: dict[str, str] = {}
    engine = None
    for site in cluster.sites:
        pages = _pages(catalog, site)
        key = fingerprint_hex(engine_salt, site.config_sha256, pages)
        kept = _load(keep, site, key)
        if kept is None:
            if engine is None:
                from zhanqun.stages.render.engine import Engine  # MkDocs costs 0.4 s to import

                engine = Engine(base, theme)
            frame, rendered = engine.render_site(
                cluster, site, pages, site_menu(cluster, site), site_prefix(cluster, site.id),
            )
            kept = _Kept(key, frame.parts, {f"sites/{site.id}/docs/{path}": text for path, text in rendered.items()})
            keep.put(f"frame/{site.id}", msgspec.msgpack.encode(kept))
        frames[site.id] = Frame(kept.parts)
        bodies.update(kept.bodies)
        salts[site.id] = fingerprint_hex(kept.parts)
    return Job(
        catalog=catalog, shelves=sort_shelves(catalog), frames=frames, bodies=bodies, leaves=Leaves(theme),
        heads=Heads(cluster), slices=slices(catalog), theme=theme, day=day, salt=salt, frame_salts=salts,
    )


def _pages(catalog: Catalog, site: Site) -> list[tuple[str, str, str]]:
    """(path below docs, title, Markdown) of the site's cleared pages: the very bytes that were cleared."""
    found = []
    for linked in catalog.pages[site.id]:
        page = linked.page
        data = read_bytes(catalog.cluster, page.path, page.sha256)
        found.append((page.path.split("/", 3)[3], page.head.title, body_of(data)))
    return found


def _load(keep: Keep, site: Site, key: str) -> _Kept | None:
    data = keep.get(f"frame/{site.id}")
    if data is None:
        return None
    kept = msgspec.msgpack.decode(data, type=_Kept)
    return kept if kept.key == key else None
