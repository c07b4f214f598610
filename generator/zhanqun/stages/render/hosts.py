"""Links of a cluster in which a department has a domain of its own: absolute wherever they leave a page's host."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath, relpath
from urllib.parse import unquote, urlsplit

from zhanqun.model.address import href, site_prefix
from zhanqun.model.cluster import Cluster, Site
from zhanqun.stages.render.machine import Urls

NOT_FOUND = "404.html"
_LINK = re.compile(r'( (?:href|action|data-titles|data-home)=")([^"]*)"')
_AWAY = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|$", re.IGNORECASE)
_SHARED = ("assets/",)
"""Served under every domain: scripts and styles of another host would be refused."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """Made only for a cluster that needs it."""

    urls: Urls
    mother: str
    own: Mapping[str, str]
    """Path prefix -> the site with its own domain that lies there."""

    @staticmethod
    def of(cluster: Cluster) -> Hosts | None:
        own = {site_prefix(cluster, site.id): str(site.id) for site in cluster.sites
               if site.domain and site.role != "mother"}
        return Hosts(Urls.of(cluster), str(cluster.mother.id), own) if own else None

    def settle(self, text: str, site: Site, path: str) -> str:
        """The page with every link that leads to another host made absolute."""
        here = str(site.id) if str(site.id) in self.own.values() else self.mother
        folder = dirname(path)

        def link(match: re.Match[str]) -> str:
            value = html.unescape(match[2])
            new = self._anywhere(value) if path == NOT_FOUND else self._link(value, folder, here)
            if "data-titles" in match[1] and new is not None and new.startswith("http"):
                new = None  # what is fetched must be of the page's own host; each has titles of its own there
            return match[0] if new is None else f'{match[1]}{html.escape(new)}"'

        return _LINK.sub(link, text)

    def _anywhere(self, value: str) -> str | None:
        """A link of the page for unknown addresses, which every host answers with: it begins at the mother's root."""
        root = urlsplit(self.urls.url("", self.mother)).path
        return None if _AWAY.match(value) else self._link(value.removeprefix(root), "", "")

    def _link(self, value: str, folder: str, here: str) -> str | None:
        if _AWAY.match(value):
            return None
        cut = re.search(r"[?#]", value)
        place, tail = (value[: cut.start()], value[cut.start() :]) if cut else (value, "")
        target = normpath(unquote(place).lstrip("/") if place.startswith("/") else join(folder, unquote(place)))
        if place.endswith("/"):
            target += "/"
        if not place or target.startswith((*_SHARED, "..")):
            return None
        owner = next((one for prefix, one in self.own.items() if target.startswith(prefix)), self.mother)
        if owner != here:
            return self.urls.url(target, owner) + tail
        if owner == self.mother:
            return None
        # Below its own domain a site's folder is the root, so that no link may go through its name.
        inside = relpath(target, folder or ".")
        return href(inside) + ("/" if place.endswith("/") else "") + tail
