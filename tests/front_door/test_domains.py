"""A department with a domain of its own: links between hosts are absolute, links within one work below its root."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from helpers.run import Zhanqun
from helpers.two_hosts import FILES, MOTHER, OWN

LINKS = re.compile(r'<(?:a|form|link|script|img)\b[^>]*? (?:href|action|src)="([^"]*)"')


def build(cluster: Callable[..., Path], zhanqun: Zhanqun, *more: str) -> Path:
    root = cluster(FILES)
    answer = zhanqun("build", "--root", root, "--date", "2026-08-22 09:00", *more)
    assert answer.code == 0, answer
    return root


def test_every_link_of_every_page_leads_to_a_file_of_the_host_it_names(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    out = build(cluster, zhanqun) / "dist"
    wrong: list[str] = []
    for page in sorted(out.rglob("*.html")):
        path = page.relative_to(out).as_posix()
        own = path.startswith("jiaoyu/")
        here = OWN + path.removeprefix("jiaoyu/") if own else MOTHER + path
        for link in LINKS.findall(page.read_text("utf-8")):
            found = urljoin(here, link)
            parts = urlsplit(found)
            place = unquote(parts.path).lstrip("/")
            if found.startswith(OWN):
                target = place if place.startswith("assets/") else f"jiaoyu/{place}"
            elif found.startswith(MOTHER):
                target = place
                if place.startswith("jiaoyu/") or own and place.startswith("assets/"):
                    wrong.append(f"{path}: {link}")
            else:
                continue
            target += "index.html" if target.endswith("/") or not target else ""
            if not (out / target).is_file() and not target.startswith("mark") and target != "error":
                wrong.append(f"{path}: {link} -> {target}")
    assert wrong == []


def test_both_ways_between_hosts(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = build(cluster, zhanqun)
    page = (root / "dist/jiaoyu/a/2026/y.html").read_text("utf-8")
    assert f'href="{MOTHER}minzheng/a/2026/x.html"' in page and f'href="{MOTHER}tongzhi/2026/kaitong.html"' in page
    assert f'action="{MOTHER}search.html"' in page and 'data-titles="../../search/"' in page
    assert 'href="../../index.html"' in page and 'href="b/%E8%A1%A8.csv"' in page and "../jiaoyu/" not in page
    assert f'data-zq-url="{OWN}a/2026/y.html"' in page
    assert f'href="{OWN}tongzhi/2026/zhaosheng.html"' in (root / "dist/minzheng/a/2026/x.html").read_text("utf-8")
    assert f'href="{OWN}' in (root / "dist/index.html").read_text("utf-8")
    # Between sites of one host nothing is absolute.
    assert f'href="{MOTHER}minzheng/index.html"' not in (root / "dist/index.html").read_text("utf-8")


def test_the_page_for_unknown_addresses_leads_to_the_mother_from_every_host(
    cluster: Callable[..., Path], zhanqun: Zhanqun
) -> None:
    page = (build(cluster, zhanqun) / "dist/404.html").read_text("utf-8")
    links = LINKS.findall(page)
    assert f"{MOTHER}search.html" in links and f"{MOTHER}lanmu/10.html" in links
    assert [link for link in links if link.startswith("/") and not link.startswith("/assets/")] == []
    assert 'data-titles="/search/"' in page  # fetched, so of the host's own


def test_an_offline_copy_joins_the_hosts_again(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = build(cluster, zhanqun, "--offline")
    page = (root / "dist-offline/jiaoyu/a/2026/y.html").read_text("utf-8")
    assert 'href="../../../minzheng/a/2026/x.html"' in page and 'action="../../../search.html"' in page
    assert 'href="../jiaoyu/a/2026/y.html"' not in page
