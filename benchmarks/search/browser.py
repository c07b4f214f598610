"""Asks the queries in real Chromium, each on a first visit: bytes by kind, round trips, processor time, suggestions.

    python benchmarks/search/browser.py --work FOLDER --site FOLDER [--every 3] [--wide]

``--work`` is what run.py left; ``--site`` the output of a built cluster (a small one will do), of which the search page,
the scripts and the frame of an item's page are taken; the item's own text is put into the frame. A window of 390 × 844
points, or 1280 × 800 with ``--wide``. The server waits 25 ms before each answer and packs texts with gzip. Round trips are counted
from the page's address on: a request's number is one more than the highest of those answered before it came.
"""

from __future__ import annotations

import argparse
import gzip
import json
import threading
import time
from collections import defaultdict
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any, ClassVar
from urllib.parse import quote, unquote, urlsplit

import paths  # noqa: F401
from documents import spooled
from playwright.sync_api import Browser, Page

from helpers.chromium import browser
from zhanqun.model.searching import SearchDoc

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
  await ask(async (path, cache) => { if (!kept.has(path)) kept.set(path, await load(path, cache)); return kept.get(path); });
  return ask(async (path) => kept.get(path));
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


class Visited(SimpleHTTPRequestHandler):
    """Serves the site, the index of the work folder, and items in the frame of a real page."""

    work: ClassVar[Path]
    docs: ClassVar[dict[str, SearchDoc]]
    frame: ClassVar[tuple[str, str]]
    log: ClassVar[list[tuple[str, int, int]]] = []
    answered: ClassVar[int] = 0
    lock: ClassVar[threading.Lock] = threading.Lock()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        with self.lock:
            trip = type(self).answered + 1
        time.sleep(WAIT)
        data = self.content(path)
        packed = data is not None and not path.endswith(".bin")
        body = b"" if data is None else gzip.compress(data, 6) if packed else data
        with self.lock:
            self.log.append((path, len(body), trip))
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)
        with self.lock:
            type(self).answered = max(self.answered, trip)

    def content(self, path: str) -> bytes | None:
        if path in self.docs:
            doc = self.docs[path]
            lines = "".join(f"<p>{escape(line)}</p>\n" for line in doc.body.split("\n"))
            return f"{self.frame[0]}{lines}</div></article>{self.frame[1]}".encode("utf-8", "replace")
        home = self.work if path.startswith("search/") and "titles" not in path else Path(self.directory)
        file = home / path
        return file.read_bytes() if file.is_file() else None

    @classmethod
    def take(cls) -> list[tuple[str, int, int]]:
        with cls.lock:
            taken = list(cls.log)
            cls.log.clear()
            cls.answered = 0
        return taken


def kind_of(path: str) -> str:
    if path.startswith("search/"):
        return "index"
    if path in Visited.docs:
        return "snippets"
    return "page and scripts" if path == "search.html" or path.startswith("assets/search/") else "frame of the site"


def visit(browser: Browser, base: str, query: dict[str, Any], size: dict[str, int]) -> dict[str, float]:
    context = browser.new_context(locale="zh-CN", viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    Visited.take()
    address = f"{base}/search.html?q={quote(query['text'])}" + ("&title=1" if query["title"] else "")
    page.goto(address)
    page.wait_for_function("document.querySelector('#zq-status').textContent.includes('结果')")
    listed = max((trip for path, _, trip in list(Visited.log) if path.startswith("search/")), default=0)
    page.wait_for_load_state("networkidle")
    row: dict[str, float] = defaultdict(float)
    log = Visited.take()
    for path, count, _ in log:
        row[kind_of(path)] += count / 1000
        row["snippet pages"] += kind_of(path) == "snippets"
    row["index and snippets"] = row["index"] + row["snippets"]
    row["scripts, index, snippets"] = row["index and snippets"] + row["page and scripts"]
    row["trips to the list"] = listed
    row["trips before the index"] = min((trip for path, _, trip in log if path.startswith("search/")), default=1) - 1
    row["cpu ms"] = page.evaluate(ENGINE, [query["text"], query["title"]])
    context.close()
    return row


def suggestions(page: Page, base: str) -> list[float]:
    """From a letter typed to the first suggestion, the index being there."""
    page.goto(f"{base}/index.html")
    page.focus("form.zq-search input[name=q]")
    page.keyboard.type("关")
    page.wait_for_selector(".zq-suggest [role=option]")
    return [page.evaluate(SUGGEST, word) for word in TYPED]


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
    Visited.work = options.work
    Visited.docs = {doc.card.address: doc for doc in spooled(options.work / "documents")}
    model = next(p for p in sorted(options.site.rglob("t20*.html")) if 'id="zq-body">' in p.read_text("utf-8"))
    before, _, rest = model.read_text("utf-8").partition('id="zq-body">')
    Visited.frame = (f'{before}id="zq-body">', rest.rpartition("</article>")[2])
    queries = json.loads((options.work / "queries.json").read_text("utf-8"))[:: options.every]
    size = {"width": 1280, "height": 800} if options.wide else {"width": 390, "height": 844}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Visited, directory=str(options.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    with browser() as started:
        rows = [visit(started, base, query, size) for query in queries if query["truth"]]
        typed = suggestions(started.new_page(), base)
    server.shutdown()
    report = {"queries": len(rows), **summary(rows), "suggestion ms": [round(value) for value in typed]}
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
