"""sitemap.xml (index), its parts per site and year, and robots.txt.

A part is made of what one site published in one year, so that one change rewrites one part. A child with its own
domain has its own index and robots.txt, because a sitemap may only speak of its own host.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from zhanqun.model.catalog import LinkedItem, LinkedPage
from zhanqun.model.cluster import Site
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.render.machine.text import escape
from zhanqun.stages.render.machine.urls import Urls, prefix

MAX_URLS = 50_000
"""sitemaps.org: at most 50,000 addresses and 50 MB in one part."""
_OPEN = '<?xml version="1.0" encoding="utf-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def part_folder(site: Site) -> str:
    """Where a site's parts lie: with the mother, or with the child that has its own domain."""
    return f"{prefix(site)}sitemap/" if site.domain else "sitemap/"


def part_paths(site: Site, name: str, count: int) -> tuple[Address, ...]:
    """Addresses of the parts of one site and year (``name`` is the year or ``pages``) with ``count`` addresses."""
    pieces = max(1, -(-count // MAX_URLS))
    stem = f"{part_folder(site)}{site.id}-{name}"
    return tuple(Address(f"{stem}{'' if piece == 0 else f'-{piece + 1}'}.xml") for piece in range(pieces))


def changed_day(linked: LinkedItem) -> date:
    """lastmod: publication, the newest public revision or the newest 更正, whichever is last."""
    day = linked.card.published.day
    for revision in linked.revisions[:1]:
        day = max(day, revision.day)
    for correction in linked.item.head.corrections:
        day = max(day, correction.day)
    return day


def year_parts(urls: Urls, site: Site, year: int, items: Sequence[LinkedItem]) -> tuple[OutputFile, ...]:
    """``sitemap/<site>-<year>.xml`` of the site's items of that year, sorted by address."""
    rows = [_row(urls.url(linked.card.address, site.id), changed_day(linked)) for linked in items]
    return _parts(site, str(year), rows)


def list_addresses(site: Site, columns: Iterable[str], years: Iterable[int]) -> tuple[str, ...]:
    """Home page and newest list pages of a site: columns with entries, and years."""
    base = prefix(site)
    return (base, f"{base}lanmu/index.html", f"{base}lanmu/zhengceku/index.html", f"{base}lanmu/yishenqing/index.html",
            f"{base}lanmu/jinxing/index.html",
            *(f"{base}lanmu/{code}.html" for code in columns),
            *(f"{base}nian/{year}.html" for year in years))


def page_parts(
    urls: Urls, site: Site, pages: Sequence[LinkedPage], lists: Iterable[str],
) -> tuple[OutputFile, ...]:
    """``sitemap/<site>-pages.xml``: home, lists, hand-written pages.

    Lists carry no lastmod: with one, every new item would rewrite this part. A page kept as the text of the
    home page (``index.md``) has the home page's address, which is there already.
    """
    base = prefix(site)
    seen = dict.fromkeys(lists)
    rows = [_row(urls.url(address, site.id), None) for address in seen]
    rows += [
        _row(urls.url(page.address, site.id), page.page.head.updated) for page in pages
        if page.address != f"{base}index.html" and page.address not in seen
    ]
    return _parts(site, "pages", rows)


def index(urls: Urls, owner: Site, parts: Iterable[Address]) -> OutputFile:
    """``R sitemap.xml`` of the mother or of a child with its own domain. ``parts``: addresses of its parts.

    Parts carry no lastmod here: the index changes only when a part comes or goes.
    """
    rows = "".join(f"<sitemap><loc>{escape(urls.url(part, owner.id))}</loc></sitemap>\n" for part in parts)
    path = Address(f"{prefix(owner)}sitemap.xml")
    return OutputFile(path, f"{_OPEN.format('sitemapindex')}{rows}</sitemapindex>\n".encode())


def robots(urls: Urls, owner: Site) -> OutputFile:
    """``R robots.txt``: everything may be read. Pages that must not be found are not published at all."""
    where = urls.url(f"{prefix(owner)}sitemap.xml", owner.id)
    return OutputFile(Address(f"{prefix(owner)}robots.txt"), f"User-agent: *\nAllow: /\n\nSitemap: {where}\n".encode())


def _row(url: str, day: date | None) -> str:
    lastmod = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
    return f"<url><loc>{escape(url)}</loc>{lastmod}</url>\n"


def _parts(site: Site, name: str, rows: Sequence[str]) -> tuple[OutputFile, ...]:
    found: list[OutputFile] = []
    for number, path in enumerate(part_paths(site, name, len(rows))):
        some = "".join(rows[number * MAX_URLS : (number + 1) * MAX_URLS])
        found.append(OutputFile(path, f"{_OPEN.format('urlset')}{some}</urlset>\n".encode()))
    return tuple(found)
