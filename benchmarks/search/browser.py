"""Asks the queries in real Chromium, each on a first visit: bytes by kind, round trips, processor time, suggestions.

    python benchmarks/search/browser.py --work FOLDER --site FOLDER [--every 3] [--wide]

``--work`` is what run.py left; ``--site`` the output of a built cluster (a small one will do), of which the search page,
the scripts and the frame of an item's page are taken; the item's own text is put into the frame. A window of 390 × 844
points, or 1280 × 800 with ``--wide``. Requests are answered inside Playwright, each after 25 ms, without a limit of
connections (as with HTTP/2); texts count as gzip. A request's round trip is one more than the highest of those answered
before it was made.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import mimetypes
import shutil
from collections import defaultdict
from html import escape
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any, ClassVar
from urllib.parse import quote, unquote, urlsplit

import paths  # noqa: F401
from documents import spooled
from playwright.async_api import Browser, Route, ViewportSize, async_playwright

from helpers.chromium import ARGS
from zhanqun.model.searching import SearchDoc

BASE = "http://zhanqun.test"
WAIT = 0.025
ENGINE = """async ([text, title]) => {
  const { Engine } = await import('/assets/search/engine.js');
  const { loader } = await import('/assets/search/load.js');
  const kept = new Map(), load = loader(new URL('/search/', location.href));
  const ask = async (get) => {
    const engine = await new Engine(get).open();
    const begin = performance.now();
    const result = await engine.search(text, { title });
    await result.page(0, 10);
    return performance.now() - begin;
  };
  let trips = 0;
  await ask(async (path, cache) => {
    const trip = trips + 1, data = await load(path, cache);
    kept.set(path, data);
    trips = Math.max(trips, trip);
    return data;
  });
  const bytes = [...kept.values()].reduce((sum, data) => sum + data.length, 0);
  return [await ask(async (path) => kept.get(path)), bytes / 1000, trips];
}"""
SUGGEST = """(word) => new Promise((done) => {
  const box = document.querySelector('form.zq-search input[name=q]');
  const begin = performance.now();
  new MutationObserver((_, watch) => {
    if (!document.querySelector('.zq-suggest [role=option]')?.textContent.includes(word)) return;
    watch.disconnect();
    done(performance.now() - begin);
  }).observe(document.body, { childList: true, subtree: true });
  box.value = word;
  box.dispatchEvent(new InputEvent('input', { bubbles: true }));
})"""
TYPED = ("通知", "公告", "公示", "办法", "规定", "决定", "意见", "方案")


class Visit:
    """One browser window with nothing kept: every request is answered here after WAIT, and noted."""

    docs: ClassVar[dict[str, SearchDoc]]
    work: ClassVar[Path]
    site: ClassVar[Path]
    frame: ClassVar[tuple[str, str]]

    def __init__(self) -> None:
        self.log: list[tuple[str, int, int]] = []
        """Path, bytes as sent, round trip."""
        self.answered = 0

    async def answer(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path).lstrip("/")
        trip = self.answered + 1
        await asyncio.sleep(WAIT)
        data = self.content(path)
        if data is None:
            await route.fulfill(status=404)
            return
        sent = len(data) if path.endswith(".bin") else len(gzip.compress(data, 6))
        self.log.append((path, sent, trip))
        self.answered = max(self.answered, trip)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        await route.fulfill(body=data, content_type=f"{kind}; charset=utf-8")

    def content(self, path: str) -> bytes | None:
        if path in self.docs:
            doc = self.docs[path]
            lines = "".join(f"<p>{escape(line)}</p>\n" for line in doc.body.split("\n"))
            return f"{self.frame[0]}{lines}</div></article>{self.frame[1]}".encode("utf-8", "replace")
        file = (self.work if path.startswith("search/") and "titles" not in path else self.site) / path
        return file.read_bytes() if file.is_file() else None

    def kind(self, path: str) -> str:
        if path.startswith("search/"):
            return "index"
        if path in self.docs:
            return "snippets"
        return "page and scripts" if path == "search.html" or path.startswith("assets/search/") else "frame of the site"

    def row(self) -> dict[str, float]:
        row: dict[str, float] = defaultdict(float)
        for path, sent, _ in self.log:
            row[self.kind(path)] += sent / 1000
            row["snippet pages"] += path in self.docs
        index = [trip for path, _, trip in self.log if path.startswith("search/")]
        row["trips before the index"] = min(index, default=1) - 1
        return row


async def visit(browser: Browser, query: dict[str, Any], size: ViewportSize) -> dict[str, float]:
    context = await browser.new_context(locale="zh-CN", viewport=size)
    one = Visit()
    await context.route("**/*", one.answer)
    page = await context.new_page()
    await page.goto(f"{BASE}/search.html?q={quote(query['text'])}" + ("&title=1" if query["title"] else ""))
    await page.wait_for_function("document.querySelector('#zq-status').textContent.includes('结果')")
    await page.wait_for_load_state("networkidle")
    row = one.row()
    row["cpu ms"], listed, row["index trips"] = await page.evaluate(ENGINE, [query["text"], query["title"]])
    # What the list needs; the rest of what was read of the index is for the facets.
    row["facets"] = row["index"] - listed
    row["index"] = listed
    row["index, snippets"] = row["index"] + row["snippets"]
    row["index, snippets, page, scripts"] = row["index, snippets"] + row["page and scripts"]
    await context.close()
    return row


async def suggestions(browser: Browser) -> list[float]:
    """From a word typed to its first suggestion, the index being there."""
    context = await browser.new_context(locale="zh-CN")
    await context.route("**/*", Visit().answer)
    page = await context.new_page()
    await page.goto(f"{BASE}/index.html")
    await page.focus("form.zq-search input[name=q]")
    await page.keyboard.type("关")
    await page.wait_for_selector(".zq-suggest [role=option]")
    return [await page.evaluate(SUGGEST, word) for word in TYPED]


def summary(rows: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    names = sorted({name for row in rows for name in row})
    table = {}
    for name in names:
        values = [row.get(name, 0.0) for row in rows]
        table[name] = {
            "median": round(median(values), 1), "mean": round(mean(values), 1),
            "p95": round(quantiles(values, n=20)[-1], 1), "max": round(max(values), 1),
        }  # fmt: skip
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--wide", action="store_true")
    options = parser.parse_args()
    Visit.work, Visit.site = options.work, options.site
    Visit.docs = {doc.card.address: doc for doc in spooled(options.work / "documents")}
    model = next(p for p in sorted(options.site.rglob("t20*.html")) if 'id="zq-body">' in p.read_text("utf-8"))
    before, _, rest = model.read_text("utf-8").partition('id="zq-body">')
    Visit.frame = (f'{before}id="zq-body">', rest.rpartition("</article>")[2])
    queries = json.loads((options.work / "queries.json").read_text("utf-8"))[:: options.every]
    size = ViewportSize(width=1280, height=800) if options.wide else ViewportSize(width=390, height=844)

    async def ask() -> tuple[list[dict[str, float]], list[float]]:
        async with async_playwright() as playwright:
            started = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
            return [await visit(started, query, size) for query in queries if query["truth"]], await suggestions(started)

    rows, typed = asyncio.run(ask())
    report = {"queries": len(rows), **summary(rows), "suggestion ms": [round(value) for value in typed]}
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
