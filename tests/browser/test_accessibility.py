"""axe-core on every template, on a desk and on a phone, in every way the reader can set the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from helpers.axe import violations
from helpers.chromium import open_page, own_host_only
from helpers.sample import ADDRESSES, TEMPLATES, leaf_names

pytestmark = pytest.mark.browser

VIEWPORTS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
MODES = {None: False, "theme": True, "contrast": True, "size": False}
"""As it comes (light), dark, high contrast, large print: what the buttons in the head set; whether that changes
nothing but colours."""


def test_every_template_is_looked_at() -> None:
    assert leaf_names() == set(TEMPLATES)


@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violation(browser: Browser, served: str, address: str, viewport: str) -> None:
    found: list[str] = []
    with own_host_only(browser, served) as page:
        page.set_viewport_size(VIEWPORTS[viewport])  # type: ignore[arg-type]
        page.emulate_media(reduced_motion="reduce")
        open_page(page, served, address)
        for mode, colours_only in MODES.items():
            button = page.locator(f'[data-zq-set="{mode}"]') if mode else None
            if button:
                button.click()
            found += [f"{mode or 'light'}: {one}" for one in violations(page, colours_only=colours_only)]
            if button:
                button.click()
    assert found == [], "\n".join(found)
