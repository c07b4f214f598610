"""Tasks for what the theme brings: style sheets, scripts, icons; written once, at the mother's root."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from zhanqun.model.cluster import Cluster
from zhanqun.model.ids import Address
from zhanqun.stages.render.job import Job, Made, Task
from zhanqun.stages.render.views.colour import site_css
from zhanqun.text.fingerprint import fingerprint_hex


def asset_tasks(job: Job) -> Iterator[Task]:
    """Every file of the theme's assets folder, and one small style sheet of colours per site."""
    folder = job.theme / "assets"
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield _copy(path, Address("assets/" + path.relative_to(folder).as_posix()))
    if job.cluster.emblem:
        yield _copy(Path(job.cluster.root) / "sites" / "_cluster" / job.cluster.emblem, emblem_address(job.cluster))
    for site in job.cluster.sites:
        made = Made(site_css(site.colour).encode())
        yield Task(
            Address(f"assets/site-{site.id}.css"), hashlib.sha256(made.data).hexdigest(), partial(_same, made), "theme",
        )


def emblem_address(cluster: Cluster) -> Address:
    """Where the emblem's picture lies in the output."""
    return Address(f"assets/emblem{Path(cluster.emblem).suffix}")


def _same(made: Made) -> Made:
    return made


def _copy(path: Path, address: Address) -> Task:
    stat = path.stat()
    key = fingerprint_hex(address, stat.st_size, stat.st_mtime_ns)
    return Task(address, key, lambda: Made(path.read_bytes()), "theme")


def theme_digest(theme: Path) -> str:
    """Over every template of the theme: when one changes, every page is made again."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(theme.rglob("*.html")):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(theme).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def asset_digest(theme: Path) -> str:
    """Over names, sizes and times of the theme's assets: whether they must be looked at again."""
    found = []
    for path in sorted((theme / "assets").rglob("*")):
        stat = path.stat()
        found.append((path.relative_to(theme).as_posix(), stat.st_size, stat.st_mtime_ns))
    return fingerprint_hex(found)
