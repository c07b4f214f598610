"""What every rendering task may read, and the shape of a task. Built in the parent, inherited by workers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from zhanqun.model.address import site_prefix
from zhanqun.model.catalog import LinkedItem, LinkedPage, LinkedStub
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.facts import PageNote
from zhanqun.model.ids import Address
from zhanqun.stages.render.engine_leaves import Leaves
from zhanqun.stages.render.frames import Frame, root_of
from zhanqun.stages.render.hosts import NOT_FOUND, Hosts
from zhanqun.stages.render.machine import Heads
from zhanqun.stages.render.shelf import Shelves
from zhanqun.stages.render.views.plain import breadcrumb_html

_LINK = re.compile(r'(?:href|src|action)="([^"]*)"')
_AWAY = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|#|$)", re.I)

NO_INDEX = '<meta name="robots" content="noindex">\n'
"""For pages that stay reachable but are nothing to be found: stubs, 404."""


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of one output file, and the addresses that its leaf links to, as written."""

    data: bytes
    links: tuple[str, ...] = ()
    leaf: str = ""
    """Of a page: the HTML that is its own, without the frame that all pages of its site share."""
    cleared: str = ""
    """Of an item's page: the Markdown it was made from, whose bytes were found to be the cleared ones."""
    quoted: tuple[str, ...] = ()
    """Of a list: cleared sources whose text it quotes."""


@dataclass(frozen=True, slots=True)
class Task:
    """One output file: where, a key over everything it is made from, and how to make it."""

    path: Address
    key: str
    make: Callable[[], Made]
    source: str
    """The cleared source file, or what kind of list, feed or asset it is."""
    part: tuple[str, int, int] | None = None
    """Of a data file: site, year and how many items, for the index of the data."""
    until: date | None = None
    """First day on which the key changes though nothing was edited; none for never."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A handful of tasks that one worker does: plain values only, so that it can be sent anywhere."""

    kind: str
    site: str
    """Whose output it is: it is skipped when nothing of this site changed."""
    start: int = 0
    stop: int = 0

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.start}"


class Works(Protocol):
    """The cleared things of each site, fetched when a unit needs them."""

    def chunks(self, site: str) -> int:
        """How many parts the site's items come in."""
        ...

    def items(self, site: str, chunk: int) -> tuple[LinkedItem, ...]:
        """Items of one part, sorted by address."""
        ...

    def mark(self, site: str, chunk: int) -> str:
        """Digest over everything that the items of one part depend on; empty when that is not known."""
        ...

    def pages(self, site: str) -> tuple[LinkedPage, ...]: ...

    def stubs(self, site: str) -> tuple[LinkedStub, ...]: ...


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old address (别名) and where it leads."""

    old: Address
    new: Address
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    cluster: Cluster
    works: Works
    shelves: Shelves
    redirects: tuple[Redirect, ...]
    notes: Mapping[str, tuple[PageNote, ...]]
    """Site id -> its hand-written pages."""
    frames: Mapping[str, Frame]
    """Site id -> frame."""
    bodies: Mapping[str, str]
    """Source path of a hand-written page -> its sanitised HTML."""
    leaves: Leaves
    heads: Heads
    theme: Path
    day: date
    salt: str
    """Digest of program, theme and configuration: part of every key."""
    frame_salts: Mapping[str, str]
    hosts: Hosts | None = None
    """Only when some site has a domain of its own."""

    def page(
        self, site: Site, path: str, kind: str, leaf: str, view: object, *, title: str, head: str,
        trail: tuple[tuple[str, str], ...],
    ) -> Made:
        """Pour one leaf into the site's frame.

        The page for unknown addresses is answered at any depth of folder, so its links start at the host's root.
        """
        root = f"{urlsplit(self.cluster.base_url).path.rstrip('/')}/" if path == NOT_FOUND else root_of(path)
        body = self.leaves.render(leaf, view, root, root + site_prefix(self.cluster, site.id))
        full = title if title == site.name else f"{title} - {site.name}"
        crumbs = breadcrumb_html(trail, root)
        data = self.frames[site.id].at(root).pour(
            title=html.escape(full), head=head, kind=kind, breadcrumb=crumbs, body=body,
        )
        links = local_links(crumbs + body)
        if self.hosts is not None:
            data = self.hosts.settle(data.decode(), site, path).encode()
        return Made(
            data, tuple(link.removeprefix(root) for link in links) if path == NOT_FOUND else links,
            leaf=f"{html.escape(full)}<br>{head}{crumbs}{body}",
        )


def local_links(text: str) -> tuple[str, ...]:
    """Addresses in HTML that stay on this host, as written, without duplicates."""
    found = dict.fromkeys(_LINK.findall(text))
    return tuple(html.unescape(link) for link in found if not _AWAY.match(link))

