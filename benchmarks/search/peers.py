"""Pagefind, lunr over the full text, and Material's search on the same documents, queries and truth.

    python benchmarks/search/peers.py --cluster FOLDER [--work FOLDER] [--only pagefind,lunr,material] [--every 6]

FOLDER is what benchmarks/make_cluster.py wrote. Texts of attachments are given to each as part of the body.

Needs ``pip install 'pagefind[extended]' jieba playwright`` (or ``npm install pagefind`` and ``--pagefind``) and
Chromium. lunr and Material read their whole index before the first query; what is counted for them is that file, gzip.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import shutil
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import mean
from typing import Any, ClassVar

import paths
from documents import read_documents
from playwright.sync_api import Page
from queries import Query, Truth, brute_force, make_queries
from run import gain

from helpers.chromium import browser
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.titles import title_tokens

Answers = list[dict[str, Any]]
PAGEFIND_COMMAND = [sys.executable, "-m", "pagefind"]
PAGEFIND = """async ([text]) => {
  const pf = window.pf ??= await import('/pagefind/pagefind.js');
  const found = await pf.search(text);
  const ids = found.results.map((row) => row.id);
  const top = await Promise.all(found.results.slice(0, 10).map((row) => row.data()));
  return { total: found.results.length, top: top.map((row) => row.url.replace(/^\\//, '')), ids };
}"""
LUNR = """
const { readFileSync, writeFileSync } = require('fs');
const [lunrFile, index, queries, answers] = process.argv.slice(2);
const lunr = require(lunrFile), loaded = lunr.Index.load(JSON.parse(readFileSync(index)));
const out = JSON.parse(readFileSync(queries)).map(({ tokens }) => {
  const rows = loaded.query((q) => tokens.forEach((t) => q.term(t, { presence: lunr.Query.presence.REQUIRED, usePipeline: false })));
  return { total: rows.length, top: rows.slice(0, 10).map((r) => r.ref), all: rows.map((r) => r.ref), bytes: 0, requests: 0 };
});
writeFileSync(answers, JSON.stringify(out));
"""


class Counting(SimpleHTTPRequestHandler):
    sent: ClassVar[list[int]] = []

    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if path.is_file():
            data = path.read_bytes()
            self.sent.append(min(len(data), len(gzip.compress(data))))
        return super().send_head()


def write_pages(folder: Path, docs: Sequence[SearchDoc]) -> None:
    for doc in docs:
        path = folder / doc.card.address
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(
            f"<p>{escape(line)}</p>"
            for line in (*_fields(doc), *doc.body.split("\n"))
        )
        title = escape(doc.card.title)
        path.write_text(
            f'<!doctype html><html lang="zh"><title>{title}</title><body><h1>{title}</h1>{lines}</body></html>', "utf-8"
        )


def _fields(doc: SearchDoc) -> tuple[str, ...]:
    card = doc.card
    return (card.doc_no, card.index_no, *card.keywords, *card.topics, card.issuer)


def children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def folder_size(folder: Path) -> tuple[int, int]:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def served(folder: Path, ask: Callable[[Page, str], Answers]) -> Answers:
    Counting.sent.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Counting, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with browser() as started:
        page = started.new_page()
        answers = ask(page, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    return answers


def run_pagefind(work: Path, docs: Sequence[SearchDoc], queries: Sequence[Query]) -> tuple[dict[str, Any], Answers]:
    write_pages(work, docs)
    before = children_cpu()
    subprocess.run([*PAGEFIND_COMMAND, "--site", str(work.resolve()), "--silent"], check=True)
    files, size = folder_size(work / "pagefind")
    figures = {
        "cpu_ms_per_item": round((children_cpu() - before) / len(docs) * 1000, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "files": files,
        "bytes_per_item": round(size / len(docs)),
    }

    def ask(page: Page, base: str) -> Answers:
        answers: Answers = []
        for query in queries:
            # A page of its own for each query: the first query of a visitor.
            page.goto(f"{base}/{docs[0].card.address}")
            Counting.sent.clear()
            answer = page.evaluate(PAGEFIND, [query.text])
            answers.append({**answer, "bytes": sum(Counting.sent), "requests": len(Counting.sent)})
        return answers

    return figures, served(work, ask)


def run_lunr(work: Path, docs: Sequence[SearchDoc], queries: Sequence[Query]) -> tuple[dict[str, Any], Answers]:
    from lunr.builder import Builder

    before = resource.getrusage(resource.RUSAGE_SELF)
    builder = Builder()
    builder.ref("id")
    builder.field("title", boost=8)
    builder.field("body")
    for doc in docs:
        body = "。".join((*_fields(doc), doc.body))
        builder.add({"id": doc.card.address, "title": title_tokens(doc.card.title), "body": title_tokens(body)})
    data = json.dumps(builder.build().serialize(), ensure_ascii=False).encode("utf-8", "surrogatepass")
    after = resource.getrusage(resource.RUSAGE_SELF)
    work.mkdir(parents=True, exist_ok=True)
    (work / "index.json").write_bytes(data)
    tokens = [{"tokens": _pairs(query.text)} for query in queries]
    (work / "queries.json").write_text(json.dumps(tokens), "utf-8")
    (work / "query.cjs").write_text(LUNR, "utf-8")
    lunr = paths.ROOT / "themes/zhanqun/assets/search/lunr.min.js"
    shutil.copy(lunr, work / "lunr.cjs")
    names = ["query.cjs", "lunr.cjs", "index.json", "queries.json", "answers.json"]
    subprocess.run(["node", "--max-old-space-size=8000", *(str((work / name).resolve()) for name in names)], check=True)
    packed = len(gzip.compress(data, 6))
    answers = json.loads((work / "answers.json").read_text("utf-8"))
    for answer in answers:
        answer["bytes"], answer["requests"] = packed, 1
    figures = {
        "cpu_ms_per_item": round((after.ru_utime - before.ru_utime) / len(docs) * 1000, 2),
        "peak_mb": round(after.ru_maxrss / 1024),
        "files": 1,
        "bytes_per_item": round(len(data) / len(docs)),
    }
    return figures, answers


def _pairs(text: str) -> list[str]:
    return [token for word in text.split() for token in title_tokens(word) if len(token) == 2] or [text]


MKDOCS = """site_name: x
# One page in the navigation: else every page repeats all of it.
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
theme: {name: material, language: zh}
plugins: [{search: {lang: zh}}]
use_directory_urls: false
"""
MATERIAL = """([text]) => new Promise((done) => {
  const box = document.querySelector('input[data-md-component="search-query"]');
  box.focus(); box.value = text; box.dispatchEvent(new Event('keyup')); box.dispatchEvent(new Event('input'));
  let last = '', same = 0;
  const timer = setInterval(() => {
    const meta = document.querySelector('.md-search-result__meta').textContent.trim();
    same = meta === last ? same + 1 : 0;
    last = meta;
    if (same < 6) return;
    clearInterval(timer);
    const links = [...document.querySelectorAll('.md-search-result__item > a')].map((a) => decodeURIComponent(new URL(a.href).pathname).slice(1));
    done({ total: Number((/\\d+/.exec(meta) || [0])[0]), top: [...new Set(links)].slice(0, 10), meta });
  }, 50);
})"""


def run_material(work: Path, docs: Sequence[SearchDoc], queries: Sequence[Query]) -> tuple[dict[str, Any], Answers]:
    """Through its own search box; totals are what it announces. Its sign for a hit is any of the words."""
    for doc in docs:
        path = work / "docs" / doc.card.address.replace(".html", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        card = doc.card
        body = "\n\n".join((*_fields(doc), *doc.body.split("\n")))
        path.write_text(f"---\ntitle: {json.dumps(card.title, ensure_ascii=False)}\n---\n\n{body}\n", "utf-8")
    (work / "docs" / "index.md").write_text("# x\n", "utf-8")
    (work / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    before = children_cpu()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(work / "mkdocs.yml")], check=False)
    data = (work / "site/search/search_index.json").read_bytes()
    packed = len(gzip.compress(data, 6))
    figures = {
        "cpu_ms_per_item": round((children_cpu() - before) / len(docs) * 1000, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "files": 1,
        "bytes_per_item": round(len(data) / len(docs)),
    }

    def ask(page: Page, base: str) -> Answers:
        page.set_default_timeout(120_000)
        page.goto(f"{base}/index.html")
        page.evaluate("document.querySelector('#__search').click()")
        page.wait_for_timeout(20_000 if len(docs) <= 1000 else 90_000)
        return [{**page.evaluate(MATERIAL, [query.text]), "bytes": packed, "requests": 1} for query in queries]

    return figures, served(work / "site", ask)


def judge(queries: Sequence[Query], truth: Truth, answers: Answers) -> dict[str, Any]:
    """Over queries of the whole text (not title-only). Recall of all hits needs `all`; the first ten are always judged."""
    rows: dict[str, list[dict[str, float]]] = defaultdict(list)
    for query, hits, answer in zip(queries, truth.hits, answers, strict=True):
        if query.title or not hits:
            continue
        best = sorted(hits.values(), reverse=True)[:10]
        top = [address for address in answer["top"] if address in hits]
        row = {
            "right_total": float(answer["total"] == len(hits)),
            "recall_at_10": len(top) / min(10, len(hits)),
            "precision_at_10": len(top) / len(answer["top"]) if answer["top"] else 0.0,
            "ndcg": gain([hits.get(a, 0.0) for a in answer["top"]]) / gain(best),
            "kb": answer["bytes"] / 1000,
            "requests": answer["requests"],
        }
        rows[query.kind].append(row)
        rows["全部"].append(row)
    return {kind: {key: round(mean(row[key] for row in group), 3) for key in group[0]} for kind, group in rows.items()}


PEERS = {"pagefind": run_pagefind, "lunr": run_lunr, "material": run_material}


def _flattened(doc: SearchDoc) -> SearchDoc:
    """None of the others knows attachments."""
    return SearchDoc(doc.card, "\n".join((doc.body, *(text for _, text in doc.attachments))), ())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cluster", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("search-peers"))
    parser.add_argument("--only", default=",".join(PEERS))
    parser.add_argument("--every", type=int, default=1, help="ask every n-th query only")
    parser.add_argument("--pagefind", help="command to run instead of Python's module, e.g. that of the npm package")
    options = parser.parse_args()
    if options.pagefind:
        PAGEFIND_COMMAND[:] = [options.pagefind]
    docs = [_flattened(doc) for doc in read_documents(options.cluster)]
    # The very queries of run.py: it cuts them from the same sample.
    sample = [
        doc for start in range(0, len(docs), 400) for doc in docs[start : start + 400][:: max(1, len(docs) // 600)]
    ]
    queries = make_queries(sample)[:: options.every]
    truth = brute_force(docs, queries)
    report: dict[str, Any] = {"items": len(docs)}
    for name in options.only.split(","):
        folder = options.work / name
        shutil.rmtree(folder, ignore_errors=True)
        figures, answers = PEERS[name](folder, docs, queries)
        report[name] = {**figures, "by_kind": judge(queries, truth, answers)}
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
