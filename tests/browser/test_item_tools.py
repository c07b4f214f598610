"""What the buttons, links and tables of a page do in a browser: citation, read-aloud, leaving the site, sticky heads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from helpers.chromium import own_host_only

pytestmark = pytest.mark.browser
ITEM = "zhengji/2026/zhengji-tingche.html"
VOICE = """
window.spoken = []; window.ended = [];
Object.defineProperty(window, 'speechSynthesis', { value: {
  speak(words) { window.spoken.push([words.text, words.lang]); window.last = words; }, cancel() { window.ended.push(1); } } });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def test_a_citation_is_copied_whole_and_that_is_said(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{served}/{ITEM}")
        page.get_by_role("button", name="复制引用").click()
        expect(page.get_by_role("status").filter(has_text="已复制引用")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert "关于公开征求城区道路停车收费标准意见的公告" in copied
    assert "[EB/OL]. (2026-08-31)" in copied and "https://www.qihe.example/" + ITEM in copied


def test_read_aloud_speaks_chinese_from_the_title_on_stops_and_remembers(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.add_init_script(VOICE)
        page.goto(f"{served}/{ITEM}")
        button = page.get_by_role("button", name="朗读")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        assert page.evaluate("window.spoken[0]") == ["关于公开征求城区道路停车收费标准意见的公告", "zh-CN"]
        page.evaluate("window.last.onend()")
        assert page.evaluate("window.spoken.length") == 2
        page.goto(f"{served}/index.html")
        button = page.get_by_role("button", name="朗读")
        expect(button).to_have_attribute("aria-pressed", "true")
        assert page.evaluate("window.spoken.length") == 0  # browsers speak after a gesture only
        page.keyboard.press("Shift")
        assert page.evaluate("window.spoken.length") == 1
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")
        page.reload()
        page.keyboard.press("Shift")
        assert page.evaluate("window.spoken.length") == 0


def leaving(page: Page, *, stay: bool) -> list[str]:
    said: list[str] = []

    def answer(dialog: Dialog) -> None:
        said.append(dialog.message)
        if stay:
            dialog.dismiss()
        else:
            dialog.accept()

    page.once("dialog", answer)
    page.locator("#planted").click()
    page.wait_for_timeout(200)
    return said


def test_a_link_that_leaves_the_government_asks_first(browser: Browser, served: str) -> None:
    context = browser.new_context(locale="zh-CN")
    context.route("https://shop.example/**", lambda route: route.fulfill(body="店"))
    page = context.new_page()
    page.goto(f"{served}/{ITEM}")
    page.evaluate(
        """() => { const link = document.createElement('a'); link.id = 'planted'; link.className = 'zq-external';
        link.href = 'https://shop.example/a'; link.textContent = '商店'; document.querySelector('.zq-body').append(link); }"""
    )
    (message,) = leaving(page, stay=True)
    assert "您将离开本网站" in message and "https://shop.example/a" in message
    assert page.url == f"{served}/{ITEM}"
    leaving(page, stay=False)
    page.wait_for_url("https://shop.example/a")
    context.close()


@pytest.mark.parametrize(("address", "now", "said"), [
    ("zhengji/2026/zhengji-yanglao.html", "2026-11-09T15:59:00Z", "还没有开始"),
    ("zhengji/2026/zhengji-yanglao.html", "2026-11-09T16:01:00Z", "还有 35 天"),
    ("zhengji/2026/zhengji-yanglao.html", "2026-12-15T15:59:00Z", "今天截止"),
    ("zhengji/2026/zhengji-yanglao.html", "2026-12-15T16:01:00Z", "已经截止"),
    ("minzheng/gongshi/2026/dibao-gongshi.html", "2026-11-21T01:00:00Z", "还有 16 天"),
])
def test_days_left_are_counted_on_the_day_of_reading_in_china(
    browser: Browser, served: str, address: str, now: str, said: str
) -> None:
    with own_host_only(browser, served) as page:
        page.clock.set_fixed_time(now)
        page.goto(f"{served}/{address}")
        expect(page.locator(".zq-left")).to_have_text(said)
        expect(page.locator(".zq-left")).to_be_visible()


def test_what_is_over_counts_no_days_and_without_a_script_the_dates_stand(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.goto(f"{served}/{ITEM}")
        expect(page.locator(".zq-left")).to_have_count(0)
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{served}/zhengji/2026/zhengji-yanglao.html")
    expect(plain.locator(".zq-left")).to_be_hidden()
    expect(plain.get_by_text("2026-11-10 至 2026-12-15")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_heads_of_a_long_table_stick_and_a_wide_one_scrolls_with_a_shade(
    browser: Browser, served: str, width: int
) -> None:
    with own_host_only(browser, served) as page:
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{served}/lanmu/fugai/index.html")
        box = page.locator(".zq-table").first
        box.scroll_into_view_if_needed()
        above = "one => one.querySelector('thead th').getBoundingClientRect().top - one.getBoundingClientRect().top"
        assert box.evaluate("one => one.scrollHeight > one.clientHeight + 100")
        box.evaluate("one => { one.scrollTop = 300; }")
        assert abs(box.evaluate(above)) <= 2
        assert "linear-gradient" in box.evaluate("one => getComputedStyle(one).backgroundImage")
        assert "scroll" in box.evaluate("one => getComputedStyle(one).backgroundAttachment")
        if width == 360:
            assert box.evaluate("one => one.scrollWidth > one.clientWidth")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            box.focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(300)
            assert box.evaluate("one => one.scrollLeft") > 0


def test_back_brings_back_the_choice_before(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.goto(f"{served}/lanmu/zhengceku/index.html")
        status = page.locator("#zq-policy-status")
        expect(status).to_contain_text("共 87 件")
        page.locator('input[name="site"]').first.check()
        expect(status).not_to_contain_text("共 87 件")
        narrowed = status.text_content()
        assert "site=" in page.url
        page.locator("#zq-policy-rows a").first.click()
        page.wait_for_load_state()
        page.go_back()
        expect(status).to_have_text(narrowed or "")
        page.go_back()
        expect(status).to_contain_text("共 87 件")
