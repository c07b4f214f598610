"""Debian's Chromium, driven by Playwright, and the promise that no request leaves this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def browser() -> Iterator[Browser]:
    """A running Chromium. AssertionError, not a skip, when there is none: these tests are part of the product."""
    path = shutil.which("chromium")
    assert path is not None, "没有 Chromium：sudo apt-get install chromium chromium-driver fonts-noto-cjk"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGS)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def own_host_only(browser: Browser, base: str) -> Iterator[Page]:
    """A page that remembers every request and script error; on leaving, any of another host or any error fails."""
    context = browser.new_context(locale="zh-CN", accept_downloads=True)
    context.set_default_timeout(10_000)
    requests: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    page.on("console", lambda said: errors.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    own = urlsplit(base).netloc
    assert [url for url in requests if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != own] == []
    assert errors == []


def open_page(page: Page, base: str, address: str) -> None:
    """Go to ``address`` below ``base``. 404.html is reached as readers reach it, without the browser's complaint."""
    if address == "404.html":
        address = "jiaoyu/tongzhi/mei-you.html"
        page.route(f"{base}/{address}", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(f"{base}/{address}")
