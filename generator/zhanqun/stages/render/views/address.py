"""Addresses as templates need them: relative to the cluster's root and percent-encoded.

Templates write ``{{ root }}{{ card.href }}``; nothing here knows how deep a page lies.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from zhanqun.model.address import href
from zhanqun.model.cluster import Site


def prefix(site: Site) -> str:
    """``''`` for the mother, ``jiaoyu/`` for a child: what every address of the site starts with."""
    return "" if site.role == "mother" else f"{site.id}/"


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


def is_government(url: str) -> bool:
    """True for addresses below ``.gov.cn`` and ``.政务``: those need no leaving notice (国办发〔2017〕47号附件)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host == "gov.cn" or host.endswith((".gov.cn", ".政务", ".xn--zfr164b"))
