"""Register tables in the browser: find, choose, sort, pages, cards on a phone; everything without a script."""

from __future__ import annotations

import threading
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
ADDRESS = "butie/a.html"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    rows = "".join(f"王*{'明英'[number % 2]},{'甲乙丙'[number % 3]}村,地力补贴,{number * 7 % 1000 + 1000}\n" for number in range(120))
    root = write_cluster(tmp_path_factory.mktemp("tables") / "cluster", {
        "sites/portal/docs/butie/a.md": item("补贴公示", 信息分类="75", 公示截止="2026-12-31", 附件="[{文件: a.csv, 登记表: 惠民补贴}]"),
        "sites/portal/docs/butie/a.csv": "姓名,村（社区）,补贴项目,金额（元）\n" + rows,
    }, approve=True)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    server = Server(0, Path(root) / "dist", Board())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def page(browser: Browser, host: str) -> Iterator[Page]:
    with own_host_only(browser, host) as opened:
        opened.goto(f"{host}/{ADDRESS}")
        yield opened


def test_pages_choices_and_order(page: Page) -> None:
    rows = page.locator(".zq-register tbody tr")
    status = page.locator(".zq-register [role=status]")
    expect(rows).to_have_count(50)
    expect(status).to_have_text("第 1 页，共 3 页")
    page.get_by_role("button", name="下一页").click()
    expect(status).to_have_text("第 2 页，共 3 页")
    page.get_by_label("村（社区）").select_option("乙村")
    expect(status).to_have_text("符合条件的 40 行")
    page.get_by_label("查找").fill("王*英 乙村")
    expect(status).to_have_text("符合条件的 20 行")
    page.get_by_role("button", name="金额（元）").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("金额（元）")
    amounts = [int(text) for text in page.locator(".zq-register tbody td:last-child").all_inner_texts()]
    assert amounts == sorted(amounts)
    page.get_by_role("button", name="金额（元）").click()
    amounts = [int(text) for text in page.locator(".zq-register tbody td:last-child").all_inner_texts()]
    assert amounts == sorted(amounts, reverse=True)


def test_a_phone_shows_cards_within_its_width(page: Page, host: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{host}/{ADDRESS}")
    expect(page.locator(".zq-register tbody tr")).to_have_count(20)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".zq-register tbody td").first.evaluate("e => getComputedStyle(e, '::before').content") == '"村（社区）"'


def test_without_a_script_every_row_is_there(browser: Browser, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        plain = context.new_page()
        plain.goto(f"{host}/{ADDRESS}")
        expect(plain.locator(".zq-register tbody tr")).to_have_count(120)
    finally:
        context.close()
