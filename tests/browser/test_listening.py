"""The pages as a screen reader tells them, on a phone: names, states, order, outline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.chromium import open_page, own_host_only
from helpers.listening import CONTROLS, Heard, listen
from helpers.sample import ADDRESSES, BATCHES

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
SEARCH = "search.html?q=低保"


def heard(page: Page, base: str, address: str) -> list[Heard]:
    begin(page, base, address)
    return settled(page, address)


def begin(page: Page, base: str, address: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_page(page, base, address)


def settled(page: Page, address: str) -> list[Heard]:
    page.wait_for_load_state("networkidle")
    if address == SEARCH:
        page.locator("#zq-facets summary").first.wait_for()
    return listen(page)


@pytest.mark.parametrize("addresses", [*BATCHES, (SEARCH,)], ids=lambda addresses: f"{addresses[0]} …")
def test_every_control_is_named_and_the_outline_has_no_holes(browser: Browser, served: str, addresses: tuple[str, ...]) -> None:
    with ExitStack() as pages:
        opened = {address: pages.enter_context(own_host_only(browser, served)) for address in addresses}
        for address, page in opened.items():
            begin(page, served, address)
        told = {address: settled(page, address) for address, page in opened.items()}
    for address in addresses:
        well_told(told[address], address)


def well_told(told: Sequence[Heard], address: str) -> None:
    assert [one for one in told if one.role in CONTROLS and not one.name] == [], address
    assert [one for one in told if one.role in ("image", "img") and not one.name] == [], address
    levels = [int(one.states["level"]) for one in told if one.role == "heading"]
    assert all(one.name for one in told if one.role == "heading"), address
    assert levels.count(1) == 1 and levels[0] == 1, address
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == [], address
    # One of each, and what there is more of told apart by name.
    places = Counter(one.role for one in told)
    assert (places["banner"], places["main"], places["contentinfo"]) == (1, 1, 1), address
    named = Counter((one.role, one.name) for one in told if one.role in ("navigation", "region", "form", "search"))
    assert [place for place, times in named.items() if times > 1 and place[1]] == [], address
    assert named[("navigation", "")] == 0, address
    # What can be folded or switched says how it stands.
    assert all("expanded" in one.states for one in told if one.role == "DisclosureTriangle"), address
    switches = [one for one in told if one.role == "button" and one.name in ("大字", "高对比", "深色", "灰度", "朗读")]
    assert len(switches) == 5 and all("pressed" in one.states for one in switches), address


@pytest.mark.parametrize(("address", "results"), [("lanmu/zhengceku/index.html", "#zq-policy-rows"), (SEARCH, "#zq-results")])
def test_the_filter_is_told_before_what_it_filters_and_can_be_passed(
    browser: Browser, served: str, address: str, results: str
) -> None:
    with own_host_only(browser, served) as page:
        told = heard(page, served, address)
        names = [one.name for one in told if one.role in ("DisclosureTriangle", "link")]
        first = (page.locator(f"{results} a").first.text_content() or "").strip()
        assert names.index("筛选") < names.index(first)
        page.locator(".zq-filter > summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="跳过筛选，到结果")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(f"{results} a").first).to_be_focused()


@pytest.mark.parametrize(("address", "box", "status"), [
    ("lanmu/zhengceku/index.html", 'input[name="site"]', "#zq-policy-status"), (SEARCH, 'input[name="site"]', "#zq-status"),
])
def test_what_a_choice_changed_is_said(browser: Browser, served: str, address: str, box: str, status: str) -> None:
    with own_host_only(browser, served) as page:
        heard(page, served, address)
        page.locator(".zq-filter > summary").click()
        before = page.locator(status).text_content()
        page.locator(box).first.check()
        expect(page.locator(status)).not_to_have_text(before or "")
        said = [one for one in listen(page) if one.role == "status"]
        assert any(one.states.get("live") == "polite" for one in said)
        expect(page.locator(f"{box}:checked")).to_be_focused()


def test_the_deadline_is_said(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.goto(f"{served}/lanmu/yishenqing/index.html")
        page.get_by_label("行政机关收到申请的日期").fill("2026-10-08")
        expect(page.locator("#t-result")).to_contain_text("告知补正的最后一天")
        said = [one for one in listen(page) if one.role == "status"]
        assert any(one.states.get("live") == "polite" for one in said)


@pytest.mark.parametrize("address", ADDRESSES)
def test_large_print_on_a_phone_tears_no_date_and_leaves_room_for_values(
    browser: Browser, served: str, address: str
) -> None:
    with own_host_only(browser, served) as page:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        open_page(page, served, address)
        page.locator('[data-zq-set="size"]').click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        out = page.evaluate(
            """[...document.querySelectorAll('.zq-about dd')].filter((one) =>
              one.scrollWidth > one.clientWidth || one.getBoundingClientRect().right > one.closest('dl').getBoundingClientRect().right + 1).length"""
        )
        assert out == 0
        torn = page.evaluate(
            "[...document.querySelectorAll('.zq-day, time')].filter((one) => one.getClientRects().length > 1).map((one) => one.textContent)"
        )
        assert torn == []
        narrow = page.evaluate(
            """[...document.querySelectorAll('.zq-elements dd, .zq-fields dd')].filter((one) =>
              one.clientWidth && one.clientWidth < 0.8 * one.closest('dl').clientWidth).length"""
        )
        assert narrow == 0


def test_a_column_of_sentences_is_not_four_characters_wide_on_a_phone(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.goto(f"{served}/jiaoyu/jiaoyu/2026/zizhu-2026qiu.html")
        cell = page.get_by_role("cell", name="小学寄宿每学期625元")
        assert cell.evaluate("one => one.clientWidth / parseFloat(getComputedStyle(one).fontSize)") >= 9
        box = page.locator(".zq-table").first
        assert box.evaluate("one => one.scrollWidth > one.clientWidth")
        box.focus()
        page.keyboard.press("ArrowRight")
        expect(box).to_be_focused()
