"""The theme's own promises: no inline code, nothing from another host, escaped values, light weight."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from zhanqun.stages.render.engine_leaves import unbroken

THEME = Path(__file__).parents[3] / "themes" / "zhanqun"
TEMPLATES = sorted(THEME.rglob("*.html"))
LEAVES = sorted((THEME / "leaf").glob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_inline_script_style_or_handler(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_local_address_starts_at_the_root(path: Path) -> None:
    for address in re.findall(r'(?:href|src|action)="([^"]*)"', path.read_text(encoding="utf-8")):
        assert address.startswith(("{{ root }}", "{{ home }}", "#", "{%", "https://beian.miit.gov.cn/")) or re.match(
            r"\{\{ (?:one|v\.repost)\.url \}\}|\{\{ foot\.\w+\|e \}\}", address
        ), address


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: path.name)
def test_only_sanitised_html_goes_unescaped(path: Path) -> None:
    found = set(re.findall(r"\{\{ ([^}]*)\|safe \}\}", path.read_text(encoding="utf-8")))
    # The filter ``whole`` escapes: see the next test.
    assert {one for one in found if not one.endswith("|whole")} <= {
        "v.body", "v.intro", "one.drawing", "one.change", "table.html"}


def test_what_is_kept_whole_is_escaped_first() -> None:
    assert unbroken('<b>"2026-03-05"</b>') == '&lt;b&gt;&quot;<span class="zq-day">2026-03-05</span>&quot;&lt;/b&gt;'
    assert unbroken("自 2026-03-05 起，0000-0000013") == (
        '自 <span class="zq-day">2026-03-05</span> 起，<span class="zq-day">0000-0000013</span>')
    assert unbroken("编号 12026-03-055-1") == "编号 12026-03-055-1"


def test_the_frame_escapes_what_comes_from_the_configuration() -> None:
    text = (THEME / "base.html").read_text(encoding="utf-8")
    for value in re.findall(r"\{\{ ([^}]*) \}\}", text):
        if re.match(r"(?:cluster|site|foot|entry)\b", value):
            assert value.endswith("|e"), value


def test_scripts_and_styles_ask_no_other_host() -> None:
    for name in ("zhanqun.css", "zhanqun.js"):
        text = (THEME / "assets" / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://|@import|url\(", text), name


def test_first_visit_costs_little_for_style_and_script() -> None:
    total = sum(len(gzip.compress((THEME / "assets" / name).read_bytes())) for name in ("zhanqun.css", "zhanqun.js"))
    assert total < 14_000
