"""Old addresses (别名): a page that leads on without a server's help, and a map for servers that can redirect."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import dirname, relpath

from zhanqun.model.address import href
from zhanqun.model.cluster import Cluster
from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.render.machine.text import escape, line
from zhanqun.stages.render.machine.urls import Urls, prefix

RESERVED = ("lanmu", "nian", "bumen", "feeds", "data", "search", "assets", "sitemap")
"""First segments below a site's root that hold generated files only."""
_GENERATED = ("index.html", "search.html", "sitemap.html", "404.html", "sitemap.xml", "robots.txt", "aliases.map")


def redirect_page(cluster: Cluster, old: Address, new: Address, title: str = "") -> OutputFile:
    """A page at ``old`` that leads to ``new`` at once: refresh, canonical and a plain link.

    The link is relative, so that it works from a disk too, unless the two lie on different hosts.
    """
    urls = Urls.of(cluster)
    target = urls.url(new, owner(cluster, new))
    link = target
    if urls.bases[owner(cluster, old)] == urls.bases[owner(cluster, new)]:
        # The shortest way: below a domain of its own no link may go through the name of the site's folder.
        link = href(relpath(new, dirname(old) or "."))
        link = link if link.startswith("../") or ":" not in new else "./" + link
    safe, name = escape(link), escape(title or "新地址")
    data = (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>页面已移动</title>\n'
        f'<meta http-equiv="refresh" content="0; url={safe}">\n<link rel="canonical" href="{escape(target)}">\n'
        '<meta name="robots" content="noindex">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'</head>\n<body>\n<p>这个页面已移动到：<a href="{safe}">{name}</a></p>\n</body>\n</html>\n'
    )
    return OutputFile(old, data.encode())


def alias_map(cluster: Cluster, redirects: Sequence[tuple[Address, Address]]) -> OutputFile:
    """``aliases.map`` for nginx: ``map $uri $zhanqun_alias { include aliases.map; }``.

    nginx compares ``$uri``, which is decoded; the targets are percent-encoded absolute addresses.
    """
    urls = Urls.of(cluster)
    rows = [f"{_quoted('/' + old)} {_quoted(urls.url(new, owner(cluster, new)))};\n" for old, new in sorted(redirects)]
    return OutputFile(Address("aliases.map"), "".join(rows).encode())


def redirect_outputs(
    cluster: Cluster, redirects: Sequence[tuple[Address, Address, str]],
) -> tuple[OutputFile, ...]:
    """Every redirect page and the map, from (old address, new address, title).

    An old address that belongs to generated files keeps them; one that is no plain path (``..``, control characters)
    is left out, so that nothing is written outside the output. The gate has refused both already.
    """
    rest = [(old, new, title) for old, new, title in redirects if may_redirect(cluster, old)]
    pages = tuple(
        redirect_page(cluster, old, new, title) for old, new, title in rest if old.endswith((".html", ".htm")))
    return (*pages, alias_map(cluster, [(old, new) for old, new, _ in rest]))


def may_redirect(cluster: Cluster, old: str) -> bool:
    """False for what is no plain path and for addresses of generated files."""
    if "\\" in old or line(old) != old or {"", ".", ".."} & set(old.rstrip("/").split("/")):
        return False
    site = cluster.site(owner(cluster, old))
    below = old.removeprefix(prefix(site)) if site else old
    return below not in _GENERATED and below.split("/", 1)[0] not in RESERVED


def owner(cluster: Cluster, address: str) -> str:
    """The site an output path belongs to."""
    for site in cluster.sites:
        if site.role != "mother" and address.startswith(prefix(site)):
            return site.id
    return cluster.mother.id


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return f'"{escaped}"'
