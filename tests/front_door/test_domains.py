"""A department with a domain of its own: links between hosts are absolute, links within one work below its root."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from helpers.clusters import BASE, item
from helpers.run import Zhanqun

MOTHER, OWN = "https://www.example.gov.cn/", "https://jyj.example.gov.cn/"
FILES: dict[str, str | bytes | None] = {
    "sites/jiaoyu/site.yml": BASE["sites/jiaoyu/site.yml"] + "域名: jyj.example.gov.cn\n导航:\n  - {标题: 指南, 页面: zhinan.md}\n",
    "sites/minzheng/site.yml": BASE["sites/jiaoyu/site.yml"].replace("教育", "民政").replace("DEMO00032", "DEMO00048")
    .replace("序号: 1", "序号: 2"),
    "sites/minzheng/docs/a/2026/x.md": item("民政通知", 相关="[sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md]", 索引号="DEMO00048/2026-00001"),
    "sites/jiaoyu/docs/a/2026/y.md": item(
        "教育通知", "见[表](b/表.csv)。\n", 相关="[sites/minzheng/docs/a/2026/x.md, sites/portal/docs/tongzhi/2026/kaitong.md]",
        索引号="DEMO00032/2026-00007", 附件="[b/表.csv]"),
    "sites/jiaoyu/docs/a/2026/b/表.csv": "名,数\n甲,1\n",
}  # fmt: skip
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


def test_an_offline_copy_joins_the_hosts_again(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = build(cluster, zhanqun, "--offline")
    page = (root / "dist-offline/jiaoyu/a/2026/y.html").read_text("utf-8")
    assert 'href="../../../minzheng/a/2026/x.html"' in page and 'action="../../../search.html"' in page
    assert 'href="../jiaoyu/a/2026/y.html"' not in page
