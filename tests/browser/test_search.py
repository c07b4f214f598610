"""The search page and the suggestions in a real browser, on an index of their own."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from helpers.chromium import own_host_only
from helpers.node import THEME
from helpers.titles import title_index
from unit.search.cards import card
from unit.search.corpus import write_files
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.spill import tokenize_batch
from zhanqun.stages.search.update import Labels, build_index, newest_first

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/assets/search/search.css">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self'">
<form class="zq-search" role="search" action="/search.html" data-titles="/search/" data-site="{site}"><input name="q">
<button>搜索</button></form><script type="module" src="/assets/search/suggest.js"></script><main>{main}</main></html>"""
SEARCH = """<form id="zq-query" class="zq-query" action="/search.html" data-root="/" data-index="/search/">
<label for="w">词</label><input id="w" name="q"><button>搜索</button></form>
<p id="zq-status" role="status" aria-live="polite"></p><div id="zq-results"></div><div id="zq-facets"></div>
<section id="zq-browse">按目录查阅</section><script type="module" src="/assets/search/search.js"></script>"""

FIRST_SUGGESTION = """(word) => new Promise((done) => {
  const box = document.querySelector('form.zq-search input[name=q]'), begin = performance.now();
  new MutationObserver((_, watch) => {
    if (!document.querySelector('.zq-suggest [role=option]')?.textContent.includes(word)) return;
    watch.disconnect();
    done(performance.now() - begin);
  }).observe(document.body, { childList: true, subtree: true });
  box.value = word;
  box.dispatchEvent(new InputEvent('input', { bubbles: true }));
})"""


def make_docs() -> list[SearchDoc]:
    docs = [
        SearchDoc(
            card(i, f"关于第{i}批城乡低保资金的通知", day=date(2023, 1, 1) + timedelta(days=20 * i), site=f"s{i % 3}"),
            f"经审核，现将第{i}批资金分配情况公布如下。王小明家庭获得补助{i}元。",
            (),
        )
        for i in range(40)
    ]
    docs.append(
        SearchDoc(
            card(99, "医疗救助名单", site="s1", doc_no="黄民〔2024〕15号", validity="废止"),
            "名单见附件 <b>危险</b>",
            (("名单表.xlsx", "序号 姓名 村组 赵铁柱 桃花村三组，有关"),),
        )
    )
    return docs


@pytest.fixture(scope="module")
def search_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("search")
    docs = make_docs()
    cards = sorted((doc.card for doc in docs), key=newest_first)
    labels = Labels((("s0", "教育局"), ("s1", "民政局"), ("s2", "财政局")), (("20-01", "规范性文件", "文件"),))
    write_files(root, build_index(cards, [tokenize_batch(docs, root / "spill")], labels))
    write_files(root, title_index("", cards))
    shutil.copytree(THEME / "search", root / "assets" / "search")
    for doc in docs:
        path = root / doc.card.address
        path.parent.mkdir(parents=True, exist_ok=True)
        body = f'<article><div id="zq-body"><p>{escape(doc.body)}</p></div></article>'
        path.write_text(PAGE.format(title=doc.card.title, main=body, site=""), "utf-8")
    (root / "search.html").write_text(PAGE.format(title="搜索", main=SEARCH, site=""), "utf-8")
    (root / "index.html").write_text(PAGE.format(title="首页", main="", site="s1"), "utf-8")
    return root


class Quiet(SimpleHTTPRequestHandler):
    asked: ClassVar[list[str]] = []
    broken: ClassVar[set[str]] = set()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        elif any(part in self.path for part in self.broken):
            self.send_error(503)
        else:
            super().do_GET()


@pytest.fixture
def host(search_root: Path) -> Iterator[str]:
    Quiet.asked, Quiet.broken = [], set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(search_root)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def page(browser: Browser, host: str) -> Iterator[Page]:
    with own_host_only(browser, host) as opened:
        yield opened


def test_nothing_of_the_index_is_loaded_before_the_box_has_focus(page: Page, host: str) -> None:
    page.goto(f"{host}/index.html", wait_until="networkidle")
    assert not [path for path in Quiet.asked if "/search/" in path and "suggest.js" not in path and ".css" not in path]
    page.locator("form.zq-search input[name=q]").focus()
    expect(page.locator("input[name=q][data-ready=true]")).to_be_visible()
    assert [path for path in Quiet.asked if "titles-" in path]


def test_suggestions_by_keyboard(page: Page, host: str) -> None:
    page.goto(f"{host}/index.html")
    box = page.locator("form.zq-search input[name=q]")
    before = page.locator("form.zq-search").bounding_box()
    box.press_sequentially("低保资")
    options = page.get_by_role("option")
    expect(options).to_have_count(8)
    assert page.locator("form.zq-search").bounding_box() == before
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "zq-suggest-0-1")
    box.press("ArrowUp")
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", "zq-suggest-0-1")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("低保资")
    box.fill("救助名")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(f"{host}/jiaoyu/a/2024/99.html".replace("jiaoyu", "s1"))


def test_a_department_searches_itself_and_the_address_carries_the_state(page: Page, host: str) -> None:
    page.goto(f"{host}/index.html")
    box = page.locator("form.zq-search input[name=q]")
    box.fill("资金分配")
    box.press("Enter")
    expect(page.locator("#zq-status")).to_contain_text("共 13 条结果")
    assert "site=s1" in page.url
    page.get_by_role("checkbox", name="民政局").uncheck()
    expect(page.locator("#zq-status")).to_have_text("共 40 条结果，第 1 页，共 4 页")
    page.get_by_role("link", name="第 3 页").click()
    expect(page.locator("#zq-status")).to_have_text("共 40 条结果，第 3 页，共 4 页")
    page.go_back()
    page.go_back()
    expect(page.locator("#zq-status")).to_contain_text("共 13 条结果")
    page.reload()
    expect(page.locator("#zq-status")).to_contain_text("共 13 条结果")


def test_snippets_come_from_the_page_with_the_match_marked(page: Page, host: str) -> None:
    page.goto(f"{host}/search.html?q=王小明家庭&sort=date")
    first = page.locator(".zq-hit").first
    expect(first.locator(".zq-snippet mark")).to_have_text("王小明家庭")
    expect(first.locator("h2 a")).to_have_text("关于第39批城乡低保资金的通知")
    expect(page.locator("#zq-browse")).to_be_hidden()


def test_a_hit_in_an_attachment_says_which(page: Page, host: str) -> None:
    page.goto(f"{host}/search.html?q=桃花村三组")
    hit = page.locator(".zq-hit")
    expect(hit).to_have_count(1)
    expect(hit.locator(".zq-snippet")).to_contain_text("附件《名单表.xlsx》")
    expect(hit.locator("mark")).to_have_text("桃花村三组")
    expect(hit).to_contain_text("废止")


def test_a_common_word_that_only_an_attachment_holds_says_which(page: Page, host: str) -> None:
    """The index keeps no places of 有关: that the page does not hold it is seen when the snippet is cut."""
    page.goto(f"{host}/search.html?q=有关")
    expect(page.locator(".zq-hit")).to_have_count(1)
    expect(page.locator(".zq-snippet")).to_contain_text("附件《名单表.xlsx》")
    expect(page.locator(".zq-snippet mark")).to_have_text("有关")


def test_snippets_are_read_as_the_reader_comes_near(page: Page, host: str) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto(f"{host}/search.html?q=王小明家庭", wait_until="networkidle")
    expect(page.locator(".zq-hit")).to_have_count(10)
    expect(page.locator(".zq-snippet mark").first).to_be_visible()
    assert page.locator(".zq-snippet mark").count() < 10
    page.locator(".zq-hit").last.scroll_into_view_if_needed()
    expect(page.locator(".zq-hit").last.locator(".zq-snippet mark")).to_have_text("王小明家庭")


def test_what_was_read_answers_without_a_network(browser: Browser, host: str) -> None:
    """Offline after load: what was read is found again; what was not is an error with a way to try again."""
    context = browser.new_context()  # Chromium itself notes the lost network on the console.
    page = context.new_page()
    page.goto(f"{host}/search.html?q=资金分配", wait_until="networkidle")
    expect(page.locator("#zq-status")).to_contain_text("共 40 条结果")
    context.set_offline(True)
    page.locator("#w").fill("桃花村三组")
    page.locator("#w").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("检索没有完成")
    page.go_back()
    expect(page.locator("#zq-status")).to_contain_text("共 40 条结果")
    page.go_forward()
    expect(page.get_by_role("alert")).to_contain_text("检索没有完成")
    context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#zq-status")).to_have_text("共 1 条结果")
    context.close()


def test_the_first_suggestion_comes_within_a_tenth_of_a_second(page: Page, host: str) -> None:
    page.goto(f"{host}/index.html")
    page.locator("form.zq-search input[name=q]").press_sequentially("救助")
    expect(page.get_by_role("option").first).to_contain_text("救助")
    assert min(page.evaluate(FIRST_SUGGESTION, word) for word in ("资金", "名单", "通知")) < 100


def test_document_numbers_in_any_style(page: Page, host: str) -> None:
    page.goto(f"{host}/search.html")
    for query in ("黄民〔2024〕15号", "黄民2024 15", "2024 15号", "[2024]15号", "黄民(2024)15"):
        page.locator("#w").fill(query)
        page.locator("#w").press("Enter")
        expect(page).to_have_title(f"{query} - 搜索")
        expect(page.locator("#zq-status")).to_have_text("共 1 条结果")
        expect(page.locator(".zq-hit")).to_have_count(1)


def test_nothing_found_says_so_and_offers_what_is_near(page: Page, host: str) -> None:
    page.goto(f"{host}/search.html?q=医疗救济名单")
    expect(page.locator("#zq-results")).to_contain_text("没有找到含有“医疗救济名单”的信息")
    expect(page.get_by_role("link", name="医疗救助名单").first).to_be_visible()
    expect(page.locator(".zq-relaxed")).to_contain_text("部分")


def test_a_missing_file_is_an_error_with_retry_not_an_empty_answer(browser: Browser, host: str) -> None:
    context = browser.new_context()  # Chromium itself notes the 503 on the console.
    page = context.new_page()
    Quiet.broken = {"/c/"}
    page.goto(f"{host}/search.html?q=资金分配", wait_until="networkidle")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("检索没有完成")
    expect(alert).to_contain_text("503")
    Quiet.broken = set()
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#zq-status")).to_contain_text("共 40 条结果")
    context.close()


def test_the_total_stays_when_facets_and_snippets_are_slow(page: Page, host: str) -> None:
    def late(route: Route) -> None:
        time.sleep(0.8)
        route.continue_()

    page.route("**/search/*/f/**", late)
    page.goto(f"{host}/search.html?q=低保", wait_until="networkidle")
    page.wait_for_timeout(600)
    expect(page.locator("#zq-status")).to_contain_text("条结果")


def test_hostile_queries_do_no_harm(page: Page, host: str) -> None:
    page.goto(f"{host}/search.html")
    for query in ("<img src=x onerror=alert(1)>", "\"'`${}", "-", "%00\u202e", "a" * 5000, "低" * 10_000, '""', "-通知", "，。！？",
                  "😀👍🏽", "(.*)+[a-z]{2,}\\1$^|?"):
        page.locator("#w").fill(query)
        page.locator("#w").press("Enter")
        expect(page.locator("#zq-status")).to_have_text(re.compile("没有找到|部分符合|请输入|共 "))
        expect(page.get_by_role("alert")).to_have_count(0)
        assert page.locator("#zq-results img").count() == 0


def test_a_browser_that_cannot_unpack_by_itself_gets_a_script_that_can(browser: Browser, host: str) -> None:
    with own_host_only(browser, host) as page:
        page.add_init_script("delete window.DecompressionStream")
        page.goto(f"{host}/search.html?q=王小明家庭&sort=date")
        expect(page.locator("#zq-status")).to_have_text("共 40 条结果，第 1 页，共 4 页")
        assert "/assets/search/inflate.js" in Quiet.asked
    Quiet.asked.clear()
    with own_host_only(browser, host) as page:
        page.goto(f"{host}/search.html?q=王小明家庭&sort=date")
        expect(page.locator("#zq-status")).to_contain_text("共 40 条结果")
        assert "/assets/search/inflate.js" not in Quiet.asked
