"""``build --offline``: the sample opened from a disk in Chromium, search and suggestions included."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.chromium import own_host_only
from helpers.named import read
from helpers.sample import ADDRESSES, DAY, REPOSITORY
from zhanqun.cli import main

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's offline copy."""
    root = tmp_path_factory.mktemp("offline") / "站 群"
    shutil.copytree(REPOSITORY / "sites", root / "sites")
    shutil.copyfile(REPOSITORY / "mkdocs.base.yml", root / "mkdocs.base.yml")
    assert main(["build", "--offline", "--root", str(root), "--date", DAY, "--no-cache", "--quiet"]) == 0
    assert not (root / "dist").exists()
    return root / "dist-offline"


@pytest.fixture
def disk(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when anything but a file is asked for, or anything is refused."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(10_000)
    asked: list[str] = []
    wrong: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    # A page that is left while it still loads gives up what it was loading.
    context.on("requestfailed", lambda request: None if request.failure == "net::ERR_ABORTED" else wrong.append(request.url))
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    yield opened
    context.close()
    assert [url for url in asked if urlsplit(url).scheme not in ("file", "blob")] == []
    assert wrong == []


def test_every_link_of_every_page_is_a_file(copy: Path) -> None:
    files = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    dead = []
    for page in sorted(path for path in files if path.endswith(".html")):
        for link in dict.fromkeys(read(copy / page).links):
            parts = urlsplit(link)
            if parts.scheme or not parts.path or link == "":
                continue
            target = (Path("/") / page).parent / unquote(parts.path)
            found = "/".join(_walk(target))
            if parts.netloc or parts.path.startswith("/") or found not in files:
                dead.append(f"{page}: {link}")
    assert dead == []


def _walk(path: Path) -> list[str]:
    found: list[str] = []
    for part in path.parts[1:]:
        if part == "..":
            assert found, path
            found.pop()
        else:
            found.append(part)
    return found


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address != "404.html"])
def test_every_template_opens_from_a_disk(copy: Path, disk: Page, address: str) -> None:
    disk.goto((copy / address).as_uri())
    assert disk.evaluate("getComputedStyle(document.querySelector('.zq-head')).backgroundColor") != "rgba(0, 0, 0, 0)"
    disk.locator(".zq-name a").click()
    expect(disk.locator("h1").first).to_be_visible()
    assert disk.url.endswith("/index.html")


def test_search_and_its_facets_and_snippets(copy: Path, disk: Page) -> None:
    disk.goto((copy / "index.html").as_uri())
    disk.fill("#zq-q", "一般公共预算")
    disk.press("#zq-q", "Enter")
    expect(disk.locator("#zq-status")).to_have_text(re.compile(r"共 \d+ 条结果"))
    # Text of the hit's own page, got without fetch.
    expect(disk.locator("#zq-results li").first).to_contain_text("一般公共预算")
    expect(disk.locator("#zq-results mark").first).to_be_visible()
    disk.locator("#zq-facets label", has_text="教育局").click()
    expect(disk.locator("#zq-facets label", has_text="教育局").locator("input")).to_be_checked()
    assert "site=jiaoyu" in disk.url
    disk.go_back()
    expect(disk.locator("#zq-facets label", has_text="教育局").locator("input")).not_to_be_checked()
    expect(disk.locator("iframe")).to_have_count(0)
    disk.locator("#zq-results a").first.click()
    expect(disk.locator("h1").first).to_be_visible()
    assert disk.url.startswith("file:")


def test_suggestions_on_a_departments_page(copy: Path, disk: Page) -> None:
    disk.goto((copy / "caizheng/yusuan/2026/zhengfu-yusuan-2026.html").as_uri())
    disk.fill("#zq-q", "预算")
    expect(disk.locator("[role=option]").first).to_be_visible()
    disk.keyboard.press("ArrowDown")
    disk.keyboard.press("Enter")
    disk.wait_for_url("file://**/*.html")
    expect(disk.locator("h1").first).to_contain_text("预算")


def test_the_policy_library_and_the_switches_work(copy: Path, disk: Page) -> None:
    disk.goto((copy / "lanmu/zhengceku/index.html").as_uri())
    expect(disk.locator("#zq-policy-status")).to_have_text(re.compile(r"共 \d+ 件"))
    disk.locator('[data-zq-set="size"]').click()
    disk.goto((copy / "jiaoyu/index.html").as_uri())
    expect(disk.locator("html")).to_have_attribute("data-zq-size", "large")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal of the tests."""


def test_an_offline_copy_behind_a_server_searches_too(copy: Path, browser: Browser) -> None:
    # Kiosks often run a small local server.
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(copy)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        with own_host_only(browser, f"http://127.0.0.1:{server.server_port}") as page:
            page.goto(f"http://127.0.0.1:{server.server_port}/search.html?q=预算")
            expect(page.locator("#zq-results mark").first).to_be_visible()
            expect(page.locator("iframe")).to_have_count(0)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_attachments_are_in_the_copy_as_published(copy: Path, sample: Path) -> None:
    kinds = (".pdf", ".docx", ".xlsx", ".csv", ".xml", ".json", ".jsonl", ".png", ".rtf")
    servers = ("sitemap", "search/", "jiaoyu/search/")
    same = [
        path for path in sorted(sample.rglob("*"))
        if path.suffix in kinds and "search" not in path.parts and not path.relative_to(sample).as_posix().startswith(servers)
        and "sitemap" not in path.relative_to(sample).as_posix() and path.parent.name != "manifest"
    ]  # fmt: skip
    assert len(same) > 100
    assert [path for path in same if (copy / path.relative_to(sample)).read_bytes() != path.read_bytes()] == []
