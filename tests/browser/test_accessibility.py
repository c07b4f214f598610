"""axe-core on every template, on a desk and on a phone, in every way the reader can set the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from helpers.axe import violations
from helpers.chromium import open_page, own_host_only
from helpers.sample import ADDRESSES, TEMPLATES, leaf_names

pytestmark = pytest.mark.browser

VIEWPORTS: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 900},
    "phone": {"width": 360, "height": 740},
}
MODES = (None, "theme", "contrast", "size")
"""As it comes (light), dark, high contrast, large print: what the buttons in the head set."""


def test_every_template_is_looked_at() -> None:
    assert leaf_names() == set(TEMPLATES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violation(browser: Browser, served: str, address: str) -> None:
    found: list[str] = []
    with own_host_only(browser, served) as page:
        page.emulate_media(reduced_motion="reduce")
        open_page(page, served, address)
        for device, size in VIEWPORTS.items():
            page.set_viewport_size(size)
            for mode in MODES:
                button = page.locator(f'[data-zq-set="{mode}"]') if mode else None
                if button:
                    button.click()
                looks_only = mode is not None
                found += [f"{device} {mode or 'light'}: {one}" for one in violations(page, looks_only=looks_only)]
                if button:
                    button.click()
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(("query", "says"), [
    ("通知", "条结果"), ("通知&year=2026&sort=date", "条结果"), ("城乡抵保资今", "没有"), ("", ""),
])
def test_no_violation_among_search_results(browser: Browser, served: str, query: str, says: str) -> None:
    found: list[str] = []
    with own_host_only(browser, served) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{served}/search.html?q={query}")
        expect(page.locator("#zq-status")).to_contain_text(says)
        page.wait_for_load_state("networkidle")
        for device, size in VIEWPORTS.items():
            page.set_viewport_size(size)
            for mode in MODES:
                button = page.locator(f'[data-zq-set="{mode}"]') if mode else None
                if button:
                    button.click()
                found += [f"{device} {mode or 'light'}: {one}" for one in violations(page, looks_only=False)]
                if device == "phone":
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (query, mode)
                if button:
                    button.click()
    assert found == [], "\\n".join(found)
