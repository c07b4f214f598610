"""An opened comparison of two versions: no violation in any mode, nothing wider than a phone, valid HTML."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from helpers.axe import violations
from helpers.chromium import own_host_only
from helpers.clusters import write_cluster
from helpers.nginx import nginx
from helpers.past import ADDRESS, NEW, OLD, Past
from helpers.sample import REPOSITORY
from zhanqun.cli import main

pytestmark = pytest.mark.browser
MODES = (None, "theme", "contrast", "size")
LONG = "https://www.example.com/" + "a" * 120


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    past = Past(write_cluster(tmp_path_factory.mktemp("history") / "cluster", {}))
    past.version("2026-03-05", f"{OLD}，地点在一楼。\n\n{LONG}\n\n| 项目 | 标准 |\n|---|---|\n| 甲 | 100 元 |")
    past.version("2026-04-01", f"{NEW}，地点在一楼。\n\n{LONG}b\n\n| 项目 | 标准 |\n|---|---|\n| 甲 | 120 元 |",
                 message="改\n\n公开说明：调整时间和标准")
    past.version("2026-05-06", f"{NEW}，地点在二楼。\n\n请带证件。")
    assert main(["build", "--root", str(past.root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    return past.root / "dist"


@pytest.fixture(scope="module")
def base(output: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with nginx(output, tmp_path_factory.mktemp("history-nginx")) as started:
        yield started


@pytest.mark.parametrize("width", [1280, 360])
def test_no_violation_and_no_sideways_scrolling_when_all_are_open(browser: Browser, base: str, width: int) -> None:
    found: list[str] = []
    with own_host_only(browser, base) as page:
        page.emulate_media(reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(f"{base}/{ADDRESS}")
        for summary in page.locator(".zq-history summary").all():
            summary.focus()
            page.keyboard.press("Enter")
        expect(page.locator(".zq-history details[open] ins")).not_to_have_count(0)
        assert page.locator(".zq-history details[open]").count() == 2
        for mode in MODES:
            if mode:
                page.locator(f'[data-zq-set="{mode}"]').click()
            found += [f"{mode or 'light'}: {one}" for one in violations(page)]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), mode
            if mode:
                page.locator(f'[data-zq-set="{mode}"]').click()
    assert found == [], "\n".join(found)


def test_what_is_told_of_a_change_does_not_hang_on_its_colour(browser: Browser, base: str) -> None:
    """Struck out and underlined for the eye, a word before each for a screen reader."""
    with own_host_only(browser, base) as page:
        page.goto(f"{base}/{ADDRESS}")
        page.locator(".zq-history summary").first.click()
        gone, come = page.locator(".zq-change del").first, page.locator(".zq-change ins").first
        assert "line-through" in gone.evaluate("one => getComputedStyle(one).textDecorationLine")
        assert "underline" in come.evaluate("one => getComputedStyle(one).textDecorationLine")
        assert (gone.text_content() or "").startswith("删去：") and (come.text_content() or "").startswith("增加：")


def test_the_page_keeps_the_html_standard(output: Path) -> None:
    node = shutil.which("node")
    assert node, "没有 Node.js：sudo apt-get install nodejs npm"
    ran = subprocess.run([node, str(REPOSITORY / "tests/web/validate.mjs"), str(output), "0", "1"],
                         capture_output=True, text=True, timeout=120, check=True)
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one for one in answers if "rule" in one] == []
    assert sum(one.get("pages", 0) for one in answers) > 5
