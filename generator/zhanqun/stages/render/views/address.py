"""Addresses as templates need them: relative to the cluster's root and percent-encoded.

Templates write ``{{ root }}{{ card.href }}``; nothing here knows how deep a page lies.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from zhanqun.model.cluster import Cluster, Site

_SAFE = "/-._~!$&()*+,;=@"


def href(address: str) -> str:
    """Percent-encoded form of an output path. A path whose first segment has a colon cannot be taken for a scheme."""
    return quote(address, safe=_SAFE)


def prefix(site: Site) -> str:
    """``''`` for the mother, ``jiaoyu/`` for a child: what every address of the site starts with."""
    return "" if site.role == "mother" else f"{site.id}/"




def file_href(path: str, mother: str) -> str:
    """Address of a published file from its source path ``sites/<site>/docs/<rest>``.

    ``mother`` is the id of the mother site, whose files lie at the root of the cluster.
    """
    parts = path.split("/", 3)
    if len(parts) != 4 or parts[0] != "sites" or parts[2] != "docs":
        raise ValueError(f"not a file below a site's docs folder: {path}")
    return href(parts[3] if parts[1] == mother else f"{parts[1]}/{parts[3]}")


def column_href(site: Site, code: str, page: int | None = None) -> str:
    """Newest entries of a column, or its stable page ``page`` (1 is the oldest)."""
    return href(f"{prefix(site)}lanmu/{code}{'' if page is None else f'-p{page}'}.html")


def columns_href(site: Site) -> str:
    return href(f"{prefix(site)}lanmu/index.html")


def year_href(site: Site, year: int, page: int | None = None) -> str:
    return href(f"{prefix(site)}nian/{year}{'' if page is None else f'-p{page}'}.html")


def department_href(site_id: str, page: int | None = None) -> str:
    """The mother's list of everything one site published."""
    return href(f"bumen/{site_id}{'' if page is None else f'-p{page}'}.html")


def feed_href(site: Site, code: str = "all") -> str:
    return href(f"{prefix(site)}feeds/{code}.xml")


def home_href(site: Site) -> str:
    return href(f"{prefix(site)}index.html")


def public_url(cluster: Cluster, address: str) -> str:
    """The address a printed page or a citation shows; empty when the cluster has no base address."""
    return f"{cluster.base_url}/{href(address)}" if cluster.base_url else ""


def is_government(url: str) -> bool:
    """True for addresses below ``.gov.cn`` and ``.政务``: those need no leaving notice (国办发〔2017〕47号附件)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host == "gov.cn" or host.endswith((".gov.cn", ".政务", ".xn--zfr164b"))
