"""依申请公开: terms as the office counts them, a form that stays on the reader's own machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.chromium import own_host_only
from zhanqun.text.working_days import WorkingDays

pytestmark = pytest.mark.browser
PLACE = "jiaoyu/lanmu/yishenqing/index.html"
NEEDED = {"#a-name": "王某", "#a-paper": "居民身份证", "#a-phone": "0000-0000000", "#a-what": "2026 年招生计划\n甲教发〔2026〕1号"}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with own_host_only(browser, address) as opened:
        opened.goto(f"{address}/{PLACE}")
        yield opened


@pytest.mark.parametrize(
    "received", ["2026-02-10", "2026-02-16", "2026-04-30", "2026-09-29", "2025-12-31", "2026-10-10", "2027-01-04", "2027-12-20"]
)
def test_terms_are_those_of_the_reports(page: Page, received: str) -> None:
    days = WorkingDays()
    page.fill("#t-received", received)
    shown = page.locator("#t-result dd").all_inner_texts()
    expected = [days.after(date.fromisoformat(received), number) for number in (7, 20, 40)]
    assert [text[:10] for text in shown] == [one.day.isoformat() for one in expected]
    assert ["估算" in text for text in shown] == [one.estimated for one in expected]


def test_the_reference_term(page: Page) -> None:
    page.fill("#t-received", "2026-02-10")
    expect(page.locator("#t-result")).to_contain_text("2026-03-16（星期一）")


def test_an_amended_application_counts_from_its_amendment_and_consulting_does_not_count(page: Page) -> None:
    page.fill("#t-received", "2026-03-02")
    page.check("#t-amend")
    expect(page.locator("#t-result dd")).to_have_count(1)
    page.fill("#t-amended", "2026-03-01")
    expect(page.locator("#t-error")).to_contain_text("不能早于")
    page.fill("#t-amended", "2026-03-09")
    page.fill("#t-third", "15")
    wanted = WorkingDays().after(date(2026, 3, 9), 35).day.isoformat()
    expect(page.locator("#t-result dd").nth(1)).to_contain_text(wanted)
    page.fill("#t-third", "900")
    expect(page.locator("#t-error")).to_contain_text("0 到 90")


def test_saving_says_what_is_missing_and_keeps_every_word(page: Page, tmp_path: Path) -> None:
    page.fill("#a-name", "王某")
    with page.expect_download():
        page.get_by_role("button", name="保存到本机").click()
    expect(page.locator("#zq-apply-said")).to_have_text(
        "还没有填写：身份证明的名称、联系电话、所需信息、形式要求。可以打印后手写补上。"
    )
    for field, text in NEEDED.items():
        page.fill(field, text)
    page.check('[value="纸质"]')
    page.check('[value="邮寄"]')
    with page.expect_download() as waiting:
        page.get_by_role("button", name="保存到本机").click()
    expect(page.locator("#zq-apply-said")).to_have_text("")
    assert waiting.value.suggested_filename == "政府信息公开申请表.txt"
    saved = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert "甲县教育局：" in saved
    assert "申请人类别：公民" in saved
    assert "所需信息：2026 年招生计划" in saved
    assert "甲教发〔2026〕1号" in saved
    assert "用途" not in saved


def test_nothing_stays_behind(page: Page, address: str) -> None:
    for field, text in NEEDED.items():
        page.fill(field, text)
    page.goto(f"{address}/index.html")
    page.go_back()
    expect(page.locator("#a-name")).to_have_value("")
    expect(page.locator("#a-what")).to_have_value("")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "王某" not in kept


def test_the_printed_form_is_the_form_alone_on_one_sheet(page: Page) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    for field, text in NEEDED.items():
        page.fill(field, text)
    page.evaluate("window.print = () => { window.seen = document.documentElement.className; }; 0")
    page.get_by_role("button", name="打印申请表").click()
    assert "zq-print-form" in page.evaluate("window.seen")
    page.evaluate("document.documentElement.classList.add('zq-print-form')")
    pages = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = normalize("NFKC", pages[0].extract_text())  # some fonts draw radicals for letters
    assert len(pages) == 1
    assert "申请人签名" in text
    assert "办理流程" not in text


def test_the_page_is_found_from_its_column_and_reads_without_a_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{PLACE}")
    expect(page.locator(".zq-foi-terms noscript, .zq-foi-terms .zq-empty").first).to_be_attached()
    expect(page.locator("#zq-terms")).to_be_hidden()
    expect(page.locator("#a-name")).to_be_visible()
    expect(page.get_by_role("img", name="依申请公开办理流程图")).to_be_visible()
    context.close()
