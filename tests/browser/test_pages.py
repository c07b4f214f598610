"""A reader's way: mother, department, list, item, search, attachment; nothing from another host."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_from_the_mother_to_an_item_by_way_of_department_and_list(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    expect(page.get_by_role("banner")).to_contain_text("甲县人民政府")
    page.locator("a[href$='jiaoyu/index.html'], a[href$='jiaoyu/']").first.click()
    expect(page).to_have_url(f"{address}/jiaoyu/index.html")
    page.locator("a[href*='lanmu/70.html']").first.click()
    expect(page.locator("main")).to_contain_text("关于做好招生工作的通知")
    page.locator("main").get_by_role("link", name="关于做好招生工作的通知").first.click()
    expect(page).to_have_url(f"{address}/jiaoyu/tongzhi/2026/zhaosheng.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("关于做好招生工作的通知")
    expect(page.locator("main strong", has_text="注意：")).to_be_visible()
    expect(page.locator("main table")).to_contain_text("一中")


def test_a_title_is_found_while_typing(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    box = page.locator("[role=search] input[type=search]").first
    box.click()
    box.press_sequentially("招生工作")
    page.get_by_role("option", name="关于做好招生工作的通知").first.click()
    expect(page).to_have_url(f"{address}/jiaoyu/tongzhi/2026/zhaosheng.html")


def test_an_attachment_downloads_with_the_very_bytes(page: Page, address: str, built: Path) -> None:
    page.goto(f"{address}/jiaoyu/tongzhi/2026/fujian.html")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="学位数表").first.click()
    source = built / "sites/jiaoyu/docs/tongzhi/2026/附件 1.csv"
    assert source.read_bytes() == Path(waiting.value.path()).read_bytes()


def test_an_unknown_address_is_a_404_with_a_way_home(page: Page, address: str) -> None:
    import urllib.error
    import urllib.request

    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/jiaoyu/no.html", timeout=5)
    body = caught.value.read().decode()
    caught.value.close()
    assert caught.value.code == 404
    assert "index.html" in body


def test_pages_read_without_javascript(browser: object, address: str) -> None:
    from playwright.sync_api import Browser

    assert isinstance(browser, Browser)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/jiaoyu/tongzhi/2026/zhaosheng.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("关于做好招生工作的通知")
    page.goto(f"{address}/search.html?q=招生")
    # A script switched off from outside leaves noscript as text; a browser without scripts shows it.
    assert "搜索需要浏览器脚本" in page.locator("noscript").first.inner_text()
    expect(page.locator("#zq-browse").get_by_role("link", name="政府信息公开目录")).to_be_visible()
    context.close()
