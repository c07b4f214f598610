"""Facets, counts, address and back button of the policy library; its lists without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.chromium import own_host_only
from helpers.clusters import item, write_cluster
from zhanqun.cli import main
from zhanqun.serve.board import Board
from zhanqun.serve.http import Server

pytestmark = pytest.mark.browser


def document(number: int) -> str:
    year = 2024 + number % 3
    return item(
        f"关于第 {number} 件事的通知", 信息分类="20-01", 发布日期=f"{year}-02-{number % 28 + 1:02d}",
        主题分类="[科技、教育]" if number % 2 else "[综合政务, 科技、教育]",
        有效性="废止" if number % 10 == 0 else None, 废止日期="2026-01-01" if number % 10 == 0 else None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    files = {f"sites/{'portal' if number % 4 else 'jiaoyu'}/docs/wenjian/w{number}.md": document(number) for number in range(60)}
    root = write_cluster(tmp_path_factory.mktemp("policy") / "cluster", files, approve=True)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    server = Server(0, Path(root) / "dist", Board())
    import threading

    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def page(browser: Browser, library: str) -> Iterator[Page]:
    with own_host_only(browser, library) as opened:
        opened.goto(f"{library}/lanmu/zhengceku/index.html")
        yield opened



def test_choices_narrow_with_exact_counts_and_stay_in_the_address(page: Page) -> None:
    status = page.locator("#zq-policy-status")
    expect(status).to_contain_text("共 60 件，第 1 页，共 3 页")
    page.locator('input[name="site"][value="jiaoyu"]').check()
    expect(status).to_have_text("共 15 件")
    page.locator('input[name="validity"][value="废止"]').check()
    expect(status).to_have_text("共 3 件")
    expect(page.locator("#zq-policy-rows .zq-rows > li")).to_have_count(3)
    expect(page.locator("#zq-policy-rows .zq-tag").first).to_have_text("废止")
    assert page.url.endswith("?site=jiaoyu&validity=%E5%BA%9F%E6%AD%A2")
    # Other departments stay to be chosen, with what they would add.
    expect(page.locator("label", has=page.locator('input[name="site"][value="portal"]'))).to_contain_text("3")


def test_the_back_button_and_a_shared_address_show_the_same(page: Page, library: str) -> None:
    status = page.locator("#zq-policy-status")
    page.locator('input[name="year"][value="2025"]').check()
    expect(status).to_have_text("共 20 件")
    page.locator('input[name="theme"][value="综合政务"]').check()
    expect(status).to_have_text("共 10 件")
    page.go_back()
    expect(status).to_have_text("共 20 件")
    expect(page.locator('input[name="theme"][value="综合政务"]')).not_to_be_checked()
    page.goto(f"{library}/lanmu/zhengceku/index.html?year=2025&theme=%E7%BB%BC%E5%90%88%E6%94%BF%E5%8A%A1")
    expect(status).to_have_text("共 10 件")


def test_pages_turn_and_hold_every_document_once(page: Page) -> None:
    titles: list[str] = []
    for number in (1, 2, 3):
        expect(page.locator("#zq-policy-status")).to_contain_text(f"第 {number} 页")
        titles += page.locator("#zq-policy-rows .zq-rows > li > a").all_inner_texts()
        if number < 3:
            page.get_by_role("link", name="下一页").click()
    assert sorted(titles) == sorted(f"关于第 {number} 件事的通知" for number in range(60))


def test_the_keyboard_is_enough_and_keeps_its_place(page: Page) -> None:
    first = page.locator('input[name="year"]').first
    first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#zq-policy-status")).to_have_text("共 20 件")
    expect(page.locator('input[name="year"][value="2026"]')).to_be_focused()
    page.get_by_role("button", name="年份：2026").press("Enter")
    expect(page.locator("#zq-policy-status")).to_contain_text("共 60 件")


def test_a_choice_without_documents_says_so(page: Page, library: str) -> None:
    page.goto(f"{library}/lanmu/zhengceku/index.html?year=1999")
    expect(page.locator(".zq-empty")).to_contain_text("没有同时符合这些条件的文件")
    page.get_by_role("button", name="全部去掉").click()
    expect(page.locator("#zq-policy-status")).to_contain_text("共 60 件")


def test_without_a_script_the_newest_documents_and_every_list_are_there(browser: Browser, library: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{library}/lanmu/zhengceku/index.html")
    expect(page.locator("#zq-policy-rows .zq-rows > li")).to_have_count(20)
    page.locator("#zq-policy-facets").get_by_role("link", name="2025 年").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025 年")
    context.close()


def test_it_works_from_a_folder(browser: Browser, library: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = next(path for path in tmp_path_factory.getbasetemp().glob("policy*") if (path / "cluster").is_dir())
    page = browser.new_page()
    page.goto((folder / "cluster/dist/lanmu/zhengceku/index.html").as_uri())
    page.locator('input[name="site"][value="jiaoyu"]').check()
    expect(page.locator("#zq-policy-status")).to_have_text("共 15 件")
    page.close()


def test_the_search_page_from_a_folder_says_what_works_there(
    browser: Browser, library: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = next(path for path in tmp_path_factory.getbasetemp().glob("policy*") if (path / "cluster").is_dir())
    page = browser.new_page()
    page.goto((folder / "cluster/dist/search.html").as_uri())
    expect(page.locator("#zq-status")).to_contain_text("从磁盘打开时不能搜索全文")
    page.close()
