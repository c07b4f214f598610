"""Where a source file is published. The file's path alone decides (docs/architecture.md, addresses)."""

from __future__ import annotations

import re
from urllib.parse import quote

from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.ids import Address

_SAFE = re.compile(r"[A-Za-z0-9/._~-]*")

DATA_PAGES = ("leaders.yml", "org.yml")
"""Files of ``sites/<site>/data/`` that are pages: front matter without a body, approved like any page."""


PHOTOS = "zhaopian"
"""Folder beside those pages with the pictures that they name."""


def is_source(path: str) -> bool:
    """True for what decodes to an item or page: Markdown, and the pages kept as data."""
    return path.lower().endswith(".md") or is_data_page(path)


def is_data_page(path: str) -> bool:
    parts = path.split("/")
    return len(parts) == 4 and parts[0] == "sites" and parts[2] == "data" and parts[3] in DATA_PAGES


def is_content(path: str) -> bool:
    """True for what may be published when it is cleared: below ``docs``, a page kept as data, or a picture of one."""
    parts = path.split("/")
    return (len(parts) > 3 and parts[0] == "sites" and parts[2] == "docs") or is_data_page(path) or (
        len(parts) == 5 and parts[0] == "sites" and parts[2:4] == ["data", PHOTOS])


def site_prefix(cluster: Cluster, site_id: str) -> str:
    """Path prefix of a site in the output: empty for the mother, ``jiaoyu/`` for a child."""
    return "" if cluster.sites[0].id == site_id else f"{site_id}/"


def address_of(cluster: Cluster, path: str) -> Address:
    """``sites/jiaoyu/docs/a/2026/x.md`` -> ``jiaoyu/a/2026/x.html``; other files keep their name."""
    # Asked ten times of each item: no more is looked at than decides.
    _, site_id, _, rest = path.split("/", 3)
    if rest[-3:].lower() == ".md":
        rest = rest[:-3] + ".html"
    elif rest in DATA_PAGES and is_data_page(path):
        rest = rest[:-4] + ".html"
    return Address(site_prefix(cluster, site_id) + rest)


def href(address: str) -> str:
    """An address percent-encoded for an ``href``, still relative to the cluster's root."""
    # Nearly every address needs no quoting, and every link of every page asks.
    return address if _SAFE.fullmatch(address) else quote(address, safe="/-._~")


def absolute_url(cluster: Cluster, address: str, site: Site | None = None) -> str:
    """Address with host: the child's own domain when it has one, otherwise the cluster's ``base_url``."""
    if site is not None and site.domain:
        return f"https://{site.domain}/{href(address.removeprefix(site_prefix(cluster, site.id)))}"
    return f"{cluster.base_url.rstrip('/')}/{href(address)}"
