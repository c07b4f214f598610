"""A department under its own domain, served as docs/nginx-own-domain.conf says, in real nginx and Chromium."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from helpers.clusters import write_cluster
from helpers.nginx import OWN_DOMAIN, nginx
from helpers.sample import REPOSITORY
from helpers.two_hosts import FILES
from zhanqun.cli import main

pytestmark = pytest.mark.browser
MOTHER, OWN = "www.example.gov.cn", "jyj.example.gov.cn"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_cluster(tmp_path_factory.mktemp("hosts") / "cluster", FILES)
    assert main(["build", "--root", str(root), "--date", "2026-08-22 09:00", "--quiet"]) == 0
    return root / "dist"


@pytest.fixture(scope="module")
def port(output: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with nginx(output, tmp_path_factory.mktemp("hosts-nginx"), own_domain=True) as base:
        yield urlsplit(base).port or 0


@pytest.fixture
def named(browser: Browser, port: int) -> Iterator[Page]:
    """A page for which both names, by https as the links have it, are this machine's nginx."""
    context = browser.new_context(locale="zh-CN")

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        url = f"http://127.0.0.1:{port}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        headers = {**route.request.headers, "host": parts.hostname or ""}
        route.fulfill(response=route.fetch(url=url, headers=headers, max_redirects=0))

    for host in (MOTHER, OWN):
        context.route(f"https://{host}/**", answer)
    yield context.new_page()
    context.close()


def ask(port: int, host: str, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_the_manual_gives_this_configuration_word_for_word() -> None:
    text = (REPOSITORY / "docs" / "hosting.md").read_text(encoding="utf-8")
    assert OWN_DOMAIN.read_text(encoding="utf-8") in re.findall(r"```nginx\n(.*?)```", text, re.S)


def test_each_host_answers_with_its_own_pages(port: int) -> None:
    assert ask(port, OWN, "/")[2] != ask(port, MOTHER, "/")[2]
    assert ask(port, OWN, "/a/2026/y.html")[2] == ask(port, MOTHER, "/jiaoyu/a/2026/y.html")[2]
    for path in ("/robots.txt", "/sitemap.xml", "/assets/zhanqun.css", "/favicon.ico", f"/a/2026/b/{quote('表.csv')}", "/feeds/all.xml"):
        assert ask(port, OWN, path)[0] == 200, path
    assert ask(port, OWN, f"/a/2026/b/{quote('表.csv')}")[1]["content-type"] == "text/csv; charset=utf-8"


def test_old_addresses_lead_on(port: int) -> None:
    for host, path in ((OWN, f"/{quote('旧 表.html')}"), (MOTHER, f"/jiaoyu/{quote('旧 表.html')}")):
        status, headers, _ = ask(port, host, path)
        assert (status, headers["location"]) == (301, f"https://{OWN}/a/2026/y.html"), host
    status, headers, _ = ask(port, OWN, "/jiaoyu/a/2026/y.html?x=1")
    assert (status, headers["location"]) == (301, "/a/2026/y.html?x=1")


def test_what_is_not_there_and_what_may_not_be(port: int) -> None:
    for path in ("/mei-you.html", "/a/2026/", "/.zhanqun/x", "/tongzhi/2026/kaitong.html", "/aliases.map", "/assets/x.js"):
        status, headers, body = ask(port, OWN, path)
        assert status == 404 and "没有找到这个页面" in body, path
        assert "form-action 'self' https://www.example.gov.cn" in headers["content-security-policy"]
    assert ask(port, OWN, "/", "POST")[0] == 405


@pytest.mark.parametrize("path", ["/", "/a/2026/y.html", "/lanmu/index.html", "/lanmu/zhengceku/index.html", "/mei/you.html"])
def test_no_page_breaks_its_policy_or_asks_another_host(named: Page, path: str) -> None:
    asked: list[tuple[str, str]] = []
    errors: list[str] = []
    named.on("request", lambda one: asked.append((urlsplit(one.url).hostname or "", one.url)))
    named.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    named.on("pageerror", lambda error: errors.append(str(error)))
    named.goto(f"https://{OWN}{path}")
    named.locator("#zq-q").press_sequentially("教育")
    named.wait_for_load_state("networkidle")
    named.locator("[role=option]").first.wait_for()
    assert [url for host, url in asked if host != OWN] == []
    assert [error for error in errors if path != "/mei/you.html" or "404" not in error] == []


def test_a_search_goes_to_the_mother_and_finds_what_the_department_said(named: Page) -> None:
    named.goto(f"https://{OWN}/a/2026/y.html")
    named.locator("#zq-q").fill("教育通知")
    named.locator("#zq-q").press("Enter")
    named.wait_for_url(f"https://{MOTHER}/search.html*")
    named.locator("#zq-results a", has_text="教育通知").first.click()
    # The same file under the mother's name, whole, with its own address as the canonical one.
    named.wait_for_url(f"https://{MOTHER}/jiaoyu/a/2026/y.html")
    assert named.evaluate("[...document.styleSheets].every((one) => one.cssRules.length > 0)")
    assert named.locator("link[rel=canonical]").get_attribute("href") == f"https://{OWN}/a/2026/y.html"
