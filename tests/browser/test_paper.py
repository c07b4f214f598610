"""What goes to paper: the address as a QR code that readers of the standard read, and the slip of a service guide."""

from __future__ import annotations

import hashlib
import io
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from helpers.chromium import own_host_only
from helpers.clusters import item, write_cluster
from zhanqun.cli import main
from zhanqun.serve.board import Board
from zhanqun.serve.http import Server

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "themes/zhanqun/assets/qr.js"
TEXT = "https://www.qihe.example/" + "a1b2c3/" * 40

# Length that fills versions 1 to 10 at level M -> digest over the modules under all eight masks, as segno 1.6.6 made
# them. Only full symbols are compared: segno pads the others by one byte more than ISO/IEC 18004, 7.4.10, says.
FULL = {
    14: "b2e2c390c66ae5bc", 26: "a8f5af63494ee117", 42: "c7b133769dec38a4", 62: "9ae64e6c9a634436",
    84: "4b48877d468e1ea6", 106: "1483b0d788465f54", 122: "990ff0aeabd9451d", 152: "ab8fb244fdaeb263",
    180: "74c8e1d7919b358b", 213: "4040ec7761f28ccd",
}  # fmt: skip

WATCH = """window.seen = [];
window.print = () => {
  window.seen.push(document.documentElement.className);
  document.body.dataset.prints = window.seen.length;
};
0"""
GUIDE = """
  事项名称: 教师资格认定
  设定依据: [教师法第十三条]
  申请条件: [学历合格]
  办理材料: [身份证明, 学历证书]
  办理地点: 二楼 12 号窗口
  办理时间: 工作日 9:00—17:00
  联系电话: 0000-0000000
  办理流程: [网上报名, 现场确认]"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    files = {"sites/jiaoyu/docs/banshi/b.md": item("教师资格认定办事指南", 信息分类="办事指南", 办事=GUIDE, 公开联系方式="true")}
    root = write_cluster(tmp_path_factory.mktemp("paper") / "cluster", files)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    server = Server(0, root / "dist", Board())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def page(browser: Browser, guide: str) -> Iterator[Page]:
    with own_host_only(browser, guide) as opened:
        opened.goto(f"{guide}/jiaoyu/banshi/b.html")
        opened.evaluate(WATCH)
        yield opened


def test_codes_are_those_of_the_standard(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    for length, expected in FULL.items():
        digest = hashlib.sha256()
        for mask in range(8):
            for row in page.evaluate("([text, mask]) => zqQr.rows(text, mask)", [TEXT[:length], mask]):
                digest.update(bytes(row))
        assert digest.hexdigest()[:16] == expected, length
    assert page.evaluate("zqQr.rows('x'.repeat(214))") is None
    assert page.evaluate("zqQr.draw('x'.repeat(214))") is None
    page.close()


def test_the_code_is_drawn_when_printing_and_only_then(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    expect(page.locator(".zq-qr")).to_have_count(0)
    page.get_by_role("button", name="打印", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-prints", "1")
    expect(page.locator(".zq-address .zq-qr")).to_have_count(1)
    # The browser asks for the icon when it likes.
    assert [name for url in requests if (name := url.rsplit("/", 1)[-1]) != "icon.svg"] == ["qr.js"]
    page.keyboard.press("Control+p")
    expect(page.locator("body")).to_have_attribute("data-prints", "2")
    expect(page.locator(".zq-qr")).to_have_count(1)
    assert page.locator("[data-zq-url]").get_attribute("data-zq-url") == "https://www.example.gov.cn/jiaoyu/banshi/b.html"


def test_printing_goes_on_without_the_code(page: Page) -> None:
    page.route("**/qr.js", lambda route: route.fulfill(status=200, body=""))
    page.get_by_role("button", name="打印", exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-prints", "1")
    expect(page.locator(".zq-qr")).to_have_count(0)


def test_the_slip_has_the_materials_and_not_the_article(page: Page) -> None:
    page.get_by_role("button", name="打印一次性告知单").click()
    expect(page.locator("body")).to_have_attribute("data-prints", "1")
    assert "zq-print-slip" in page.evaluate("window.seen[0]")
    page.emulate_media(media="print")
    expect(page.locator(".zq-slip").first).to_be_visible()
    expect(page.get_by_text("学历证书")).to_be_visible()
    expect(page.locator("#zq-body")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".zq-slip").first).to_be_hidden()
    expect(page.locator("#zq-body")).to_be_visible()


ARTICLE = "zhengji/2026/zhengji-tingche.html"


def test_a_notice_for_the_board_is_whole_on_a4(browser: Browser, served: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{served}/{ARTICLE}")
    title = page.locator("h1").inner_text()
    page.evaluate(WATCH)
    page.get_by_role("button", name="打印").click()
    page.wait_for_selector("[data-zq-url] svg", state="attached")
    # Whoever hangs it up wants no menu, no search box and no foot of the website.
    read = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))
    page.close()
    assert {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in read.pages} <= {(595, 842), (596, 842), (595, 841)}
    text = "".join("".join(one.extract_text() for one in read.pages).split())
    # Chromium writes some characters as the radicals that look the same.
    assert re.search("".join(f"(?:{re.escape(letter)}|[\u2e80-\u2fdf])" for letter in title if letter != " "), text)
    assert f"https://www.qihe.example/{ARTICLE}" in text
    assert "2026-08-31" in text
    for word in ("搜索", "站点地图", "高对比", "复制引用", "政府信息公开目录"):
        assert word not in text, word
