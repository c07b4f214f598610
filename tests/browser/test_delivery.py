"""The sample behind nginx as docs/hosting.md sets it up: nothing its policy forbids, and light enough for a phone."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from helpers.chromium import open_page, own_host_only
from helpers.clusters import item, write_cluster
from helpers.nginx import CONFIGURATION, nginx
from helpers.sample import BATCHES, FIVE, REPOSITORY, TEMPLATES
from zhanqun.cli import main

pytestmark = pytest.mark.browser

HOSTING = REPOSITORY / "docs" / "hosting.md"
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip


def headers(url: str) -> dict[str, str]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


def status(url: str, method: str = "GET") -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return int(error.code)


def test_the_manual_gives_the_tested_configuration_word_for_word() -> None:
    blocks = re.findall(r"```nginx\n(.*?)```", HOSTING.read_text(encoding="utf-8"), re.S)
    assert CONFIGURATION.read_text(encoding="utf-8") in blocks


def test_the_policy_lets_pages_load_their_own_files_only(served: str) -> None:
    policy = {part.strip() for part in headers(f"{served}/")["content-security-policy"].split(";")}
    assert policy >= POLICY
    assert not any("unsafe" in part or "*" in part or "http" in part for part in policy)


@pytest.mark.parametrize("addresses", BATCHES, ids=lambda addresses: f"{addresses[0]} …")
def test_no_page_needs_what_the_policy_forbids(browser: Browser, served: str, addresses: tuple[str, ...]) -> None:
    with ExitStack() as pages:
        opened: list[Page] = []
        for address in addresses:
            # A violation is a console error; own_host_only fails on it, and on any request to another host.
            page = pages.enter_context(own_host_only(browser, served))
            opened.append(page)
            open_page(page, served, address)
            page.evaluate("() => document.addEventListener('securitypolicyviolation', (e) => console.error(e.blockedURI))")
            for switch in ("size", "contrast", "theme", "grey"):
                page.locator(f'[data-zq-set="{switch}"]').click()
            page.locator("#zq-q").press_sequentially("教育")
        for page in opened:
            page.wait_for_load_state("networkidle")


def test_search_works_under_the_policy(browser: Browser, served: str) -> None:
    with own_host_only(browser, served) as page:
        page.goto(f"{served}/search.html?q=教育")
        page.locator("#zq-results a").first.wait_for()


def test_other_headers_are_there_on_pages_and_errors(served: str) -> None:
    found = headers(f"{served}/index.html")
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"]
    assert found["cache-control"] == "no-cache"
    assert "etag" in found
    assert "nginx/" not in found.get("server", "")


def test_an_attachment_that_is_opened_gets_the_icon_it_asks_for(served: str) -> None:
    found = headers(f"{served}/favicon.ico")
    assert found["content-type"] == "image/svg+xml"
    assert "max-age=600" in found["cache-control"]


def test_unknown_addresses_folders_and_methods(served: str) -> None:
    assert status(f"{served}/jiaoyu/mei-you.html") == 404
    assert status(f"{served}/data/") == 404
    assert status(f"{served}/aliases.map") == 404
    assert status(f"{served}/.zhanqun/x") == 404
    assert status(f"{served}/index.html", "POST") == 405
    assert status(f"{served}/index.html", "HEAD") == 200


def test_a_page_for_unknown_addresses_is_whole_at_any_depth(browser: Browser, served: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    answers: list[tuple[str, int]] = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    page.goto(f"{served}/jiaoyu/tongzhi/2026/mei-you.html")
    page.wait_for_load_state("networkidle")
    context.close()
    assert [url for url, code in answers if code != 200] == [f"{served}/jiaoyu/tongzhi/2026/mei-you.html"]


def test_old_addresses_lead_to_the_new_ones(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "sites/jiaoyu/docs/tongzhi/2026/xin.md": item(
            "关于新地址的通知", 索引号="DEMO00032/2026-00009", 别名="[jiaoyu/旧 通知.html]"
        )
    }
    root = write_cluster(tmp_path / "cluster", files)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    (tmp_path / "nginx").mkdir()
    with nginx(root / "dist", tmp_path / "nginx") as base:
        opener = urllib.request.build_opener(NoRedirect)
        with pytest.raises(urllib.error.HTTPError) as caught:
            opener.open(f"{base}/jiaoyu/%E6%97%A7%20%E9%80%9A%E7%9F%A5.html", timeout=5)
        caught.value.close()
    assert caught.value.code == 301
    assert caught.value.headers["Location"] == "https://www.example.gov.cn/jiaoyu/tongzhi/2026/xin.html"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def test_an_item_costs_a_phone_little(browser: Browser, served: str) -> None:
    costs = visits(browser, served, TEMPLATES["item"], "zhengji/2026/zhengji-xuequ.html")
    assert len(costs) == len(TEMPLATES["item"])
    assert {address: cost for address, cost in costs.items() if cost[0] > 60_000 or cost[1] > 15_000} == {}


def test_a_home_page_costs_a_phone_little(browser: Browser, served: str) -> None:
    ((first, second),) = visits(browser, served, [FIVE["首页"]], TEMPLATES["item"][0]).values()
    assert first <= 150_000
    assert second <= 15_000


def visits(browser: Browser, base: str, addresses: Sequence[str], then: str) -> dict[str, tuple[int, int]]:
    """Bytes on the wire, headers included, for each address and for ``then`` after it, each pair in a new browser."""
    with ExitStack() as pages:
        wires = [Wire(pages.enter_context(own_host_only(browser, base))) for _ in addresses]
        for wire, address in zip(wires, addresses, strict=True):
            wire.begin(f"{base}/{address}")
        first = [wire.end() for wire in wires]
        for wire in wires:
            wire.begin(f"{base}/{then}")
        second = [wire.end() for wire in wires]
    assert min(first + second) > 500, "nothing was counted"
    return dict(zip(addresses, zip(first, second, strict=True), strict=True))


class Wire:
    """Counts what the network sent for each visit; what the cache answered counts nothing."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._sent = 0
        self._session.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, float]) -> None:
        self._sent += int(event["encodedDataLength"])

    def begin(self, url: str) -> None:
        self._sent = 0
        self._page.goto(url)

    def end(self) -> int:
        """Bytes of the visit, once nothing more comes."""
        self._page.wait_for_load_state("networkidle")
        return self._sent
