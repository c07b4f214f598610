"""What cluster.yml switches on every page: emergency banner, notice bar, greyscale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from helpers.clusters import BASE
from helpers.run import Zhanqun

CONFIG = "sites/_cluster/cluster.yml"
DATE = ("--date", "2026-08-22 09:00")


def pages(cluster: Callable[..., Path], zhanqun: Zhanqun, more: str) -> dict[str, str]:
    root = cluster({CONFIG: BASE[CONFIG] + more})
    ran = zhanqun("build", "--root", root, "--no-cache", "--quiet", *DATE)
    assert ran.code == 0, ran.out + ran.err
    out = root / "dist"
    found = {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.html"))}
    return {address: text for address, text in found.items() if "zq-head" in text}


def test_banner_and_bar_are_on_every_page_of_every_site_and_escaped(
    cluster: Callable[..., Path], zhanqun: Zhanqun
) -> None:
    found = pages(cluster, zhanqun, "紧急横幅: 暴雨红色预警 <速避险>\n通知条: 网站今晚 22 时维护\n")
    assert len(found) > 10
    for address, text in found.items():
        assert "<p>暴雨红色预警 &lt;速避险&gt;</p>" in text, address
        assert "<p>网站今晚 22 时维护</p>" in text, address
        assert text.index("zq-emergency") < text.index("zq-bar") < text.index('class="zq-head"'), address


def test_greyscale_is_on_the_root_of_every_page(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    for address, text in pages(cluster, zhanqun, "灰度: true\n").items():
        assert '<html lang="zh-CN" class="zq-mourning">' in text, address


def test_nothing_is_there_unless_it_is_switched_on(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    for address, text in pages(cluster, zhanqun, "紧急横幅: \"\"\n通知条: \"\"\n灰度: false\n").items():
        assert not any(mark in text for mark in ("zq-emergency", "zq-bar ", "zq-bar\"", "zq-mourning")), address
