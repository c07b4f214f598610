"""A reader without a mouse, with large type, or without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.chromium import open_page, own_host_only
from helpers.sample import ADDRESSES, FIVE

pytestmark = pytest.mark.browser

_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return { name: (at.getAttribute("aria-label") || at.textContent || at.id || "").trim().slice(0, 40),
           tag: at.tagName, ring, seen, row: at.id || at.className };
}"""


def focus(page: Page) -> dict[str, object] | None:
    found: dict[str, object] | None = page.evaluate(_FOCUS)
    return found


def still(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")


@pytest.mark.parametrize("address", [*FIVE.values(), "lanmu/zhengceku/index.html", "shenqing.html"])
def test_tab_reaches_everything_and_the_focus_is_seen(
    browser: Browser, served: str, address: str
) -> None:
    with own_host_only(browser, served) as page:
        still(page)
        open_page(page, served, address)
        wanted = page.evaluate(
            "() => [...document.querySelectorAll('a[href],button,input,select,summary,[tabindex=\"0\"]')]"
            ".filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled"
            " && !(one.type === 'radio' && !one.checked)).length"
        )
        hidden, plain, steps = [], [], 0
        for _ in range(wanted + 40):
            page.keyboard.press("Tab")
            at = focus(page)
            if at is None:
                break
            steps += 1
            if not at["seen"]:
                hidden.append(at)
            if not at["ring"]:
                plain.append(at)
        assert hidden == []
        assert plain == []
        assert steps >= wanted, f"{steps} of {wanted} controls reached"


def test_the_first_tab_stop_skips_to_the_text(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        still(page)
        page.goto(f"{served}/{FIVE['信息页']}")
        page.keyboard.press("Tab")
        link = page.locator(".zq-skip")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_suggestions_are_chosen_and_left_by_keys(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.goto(f"{served}/index.html")
        box = page.locator("#zq-q")
        box.focus()
        box.press_sequentially("预算")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        expect(page.locator('[role="option"][aria-selected="true"]')).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        expect(box).to_be_focused()
        page.route("**/search.html?*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served}/search.html?q=*")


def test_switches_work_by_keys_and_remember(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.goto(f"{served}/index.html")
        for name in ("size", "contrast", "theme", "grey"):
            page.locator(f'[data-zq-set="{name}"]').press("Enter")
        page.goto(f"{served}/{FIVE['信息页']}")
        html = page.locator("html")
        expect(html).to_have_attribute("data-zq-size", "large")
        expect(html).to_have_attribute("data-zq-contrast", "high")
        expect(html).to_have_attribute("data-zq-theme", "dark")
        expect(html).to_have_attribute("data-zq-grey", "on")
        page.locator('[data-zq-set="size"]').press("Space")
        expect(page.locator('[data-zq-set="size"]')).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("width", [640, 320])
def test_nothing_is_lost_when_zoomed(browser: Browser, served: str, width: int) -> None:
    """1280 pixels at 200 % and at 400 % (WCAG 1.4.4, 1.4.10), the former with large print on top."""
    with own_host_only(browser, served) as page:
        still(page)
        page.set_viewport_size({"width": width, "height": 512})
        wide: list[str] = []
        for address in ADDRESSES:
            open_page(page, served, address)
            if width == 640 and page.evaluate("() => !document.documentElement.dataset.zqSize"):
                page.locator('[data-zq-set="size"]').click()
            over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                wide.append(f"{address}: {over} px")
        assert wide == []


def test_pages_read_without_scripts(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for address in ADDRESSES:
        page.goto(f"{served}/{address if address != '404.html' else 'mei-you.html'}")
        assert len(page.locator("main").inner_text()) > 60, address
        expect(page.locator("h1")).to_be_visible()
        # Nothing stands there that only a script could make work.
        expect(page.locator(".zq-tools button:visible, [data-zq-act]:visible")).to_have_count(0)
    page.goto(f"{served}/search.html")
    # Driven without scripts, Chromium keeps <noscript> in the page without laying it out.
    assert "没有开启脚本" in (page.locator("main noscript").text_content() or "")
    page.locator("#zq-browse a").first.click()
    expect(page.locator("h1")).to_be_visible()
    context.close()
