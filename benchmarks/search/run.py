"""Builds the full-text index over N made documents, asks every query, and compares with brute force.

    python benchmarks/search/run.py --cluster FOLDER [--work FOLDER]

FOLDER is what benchmarks/make_cluster.py wrote.

Prints one JSON object; ``queries.json`` and ``answers.json`` stay in the work folder.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

import paths
from documents import spool_documents, spooled
from queries import Query, Truth, brute_force, make_queries

from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.spill import SpillRef, tokenize_batch
from zhanqun.stages.search.update import Labels, build_index, newest_first, update_index

BATCH = 400


def batches(docs: Iterator[SearchDoc]) -> Iterator[list[SearchDoc]]:
    while batch := list(islice(docs, BATCH)):
        yield batch


def build(folder: Path, docs: Iterator[SearchDoc], count: int) -> tuple[dict[str, Any], list[SearchDoc]]:
    """Builds; returns figures and a sample of documents for queries."""
    cards, spills, sample = [], list[SpillRef](), list[SearchDoc]()
    tokenising, text = 0.0, 0
    for number, batch in enumerate(batches(docs)):
        start = time.process_time()
        spills.append(tokenize_batch(batch, folder / "spills" / str(number)))
        tokenising += time.process_time() - start
        cards += [doc.card for doc in batch]
        sample += batch[:: max(1, count // 600)]
        text += sum(len("".join((doc.body, *(words for _, words in doc.attachments))).encode()) for doc in batch)
    cards.sort(key=newest_first)
    files, size, writing = 0, 0, 0.0
    kinds: dict[str, int] = defaultdict(int)
    start = time.process_time()
    for file in build_index(cards, spills, Labels(), folder / "state"):
        before = time.process_time()
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        files, size = files + 1, size + len(file.data)
        kinds[file.path.split("/")[2][:1] if file.path.count("/") > 1 else "manifest"] += 1
        writing += time.process_time() - before
    inverting = time.process_time() - start - writing
    shutil.rmtree(folder / "spills")
    figures = {
        "items": count,
        "occurrences_per_item": round(sum(s.occurrences for s in spills) / count),
        "text_bytes_per_item": round(text / count),
        "cpu_ms_per_item": {
            "tokenise": round(tokenising / count * 1000, 3),
            "invert": round(inverting / count * 1000, 3),
            "write": round(writing / count * 1000, 3),
        },
        "files": files,
        "kinds": dict(kinds),
        "bytes_per_item": round(size / count),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    return figures, sample


def gain(scores: Sequence[float]) -> float:
    return sum(score / math.log2(i + 2) for i, score in enumerate(scores))


def judge(queries: Sequence[Query], truth: Truth, answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Recall and precision over the whole result set, nDCG@10 against BM25, bytes and requests by kind."""
    rows: dict[str, list[dict[str, float]]] = defaultdict(list)
    wrong = []
    for query, hits, answer in zip(queries, truth.hits, answers, strict=True):
        best = sorted(hits.values(), reverse=True)[:10]
        found = len([address for address in answer["top"] if address in hits])
        exact = answer["total"] == len(hits) == len(answer["all"]) and found == len(answer["top"])
        if not exact:
            wrong.append((query.text, answer["total"], len(hits)))
        ideal = gain(best)
        row = {
            "exact": float(exact),
            "facets": float(answer["counted"] == len(hits)),
            "ndcg": gain([hits.get(a, 0.0) for a in answer["top"]]) / ideal if ideal else 1.0,
            "kb_search": answer["search"]["bytes"] / 1000,
            "kb_page": (answer["search"]["bytes"] + answer["page"]["bytes"]) / 1000,
            "requests": answer["search"]["requests"],
            "requests_page": answer["search"]["requests"] + answer["page"]["requests"],
            "kb_facets": answer["facets"]["bytes"] / 1000,
            "trips": answer["search"]["trips"] + answer["page"]["trips"],
            "trips_cold": sum(answer[part]["trips"] for part in ("session", "search", "page")),
            "kb_cold": sum(answer[part]["bytes"] for part in ("session", "search", "page")) / 1000,
            "kb_second": answer["second"]["bytes"] / 1000,
            "hits": float(len(hits)),
        }
        rows[query.kind].append(row)
        rows["全部"].append(row)
    table = {kind: {key: round(mean(row[key] for row in group), 3) for key in group[0]} for kind, group in rows.items()}
    whole = rows["全部"]
    for key in ("kb_page", "kb_cold", "kb_second", "trips", "trips_cold", "requests_page"):
        values = [row[key] for row in whole]
        spread = (median(values), quantiles(values, n=20)[-1], max(values))
        table["全部"] |= {f"{name}_{key}": round(value, 1) for name, value in zip(("median", "p95", "max"), spread, strict=True)}
    session = answers[0]["session"]
    cold = Counter(int(row["trips_cold"]) for row in whole)
    return {"queries": len(queries), "session": session, "cold_trips": dict(sorted(cold.items())), "wrong": wrong, "by_kind": table}


def increment(folder: Path, docs: Iterable[SearchDoc], count: int) -> dict[str, Any]:
    """What one item of 2,500 characters costs when a sentence is added to it, a number in it changes, it vanishes.

    And what the number costs when six other items have been changed since the index was built.
    """
    middling = (doc for n, doc in enumerate(docs) if n >= count // 2 and 2400 <= len(doc.body) <= 2600)
    victim, *earlier = islice(middling, 7)
    old = {doc.card.address: doc for doc in (victim, *earlier)}
    more = with_sentence(victim)
    middle = len(victim.body) // 2
    other = SearchDoc(victim.card, f"{victim.body[:middle]}7654321{victim.body[middle + 7 :]}", victim.attachments)
    rows = {}
    for name, changed, removed in (
        ("sentence added", [more], []), ("seven characters changed", [other], []), ("removed", [], [victim.card.address]),
        ("seven characters changed, the seventh item", [other], []),
    ):
        state = folder / "state-copy"
        shutil.rmtree(state, ignore_errors=True)
        shutil.copytree(folder / "state", state)
        for doc in earlier if "seventh" in name else ():
            update_index(count, [with_sentence(doc)], [], Labels(), state, folder, old.get)
        start = time.process_time()
        result = update_index(count - len(removed), changed, removed, Labels(), state, folder, old.get)
        cpu = time.process_time() - start
        size = sum(len(file.data) for file in result.files)
        rows[name] = {"files": len(result.files), "bytes": size, "cpu_s": round(cpu, 2)}
    return rows


def with_sentence(doc: SearchDoc) -> SearchDoc:
    return SearchDoc(doc.card, doc.body + "\n补充一句新的规定。", doc.attachments)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cluster", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("search-benchmark"))
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    spool = options.work / "documents"
    count = spool_documents(options.cluster, spool)
    figures, sample = build(options.work, spooled(spool), count)
    print(json.dumps(figures, ensure_ascii=False), file=sys.stderr)
    queries = make_queries(sample)
    truth = brute_force(spooled(spool), queries)
    rows = [
        {"kind": q.kind, "text": q.text, "title": q.title, "truth": len(h)}
        for q, h in zip(queries, truth.hits, strict=True)
    ]
    (options.work / "queries.json").write_text(json.dumps(rows, ensure_ascii=False, indent=0), "utf-8")
    assets = paths.ROOT / "themes" / "zhanqun" / "assets"
    names = [assets, options.work / "search", options.work / "queries.json", options.work / "answers.json"]
    command = [
        "node",
        "--no-warnings",
        "--experimental-default-type=module",
        str(Path(__file__).with_name("measure.mjs")),
    ]
    subprocess.run([*command, *(str(Path(name).resolve()) for name in names)], check=True)
    answers = json.loads((options.work / "answers.json").read_text("utf-8"))
    report = {
        **figures,
        **judge(queries, truth, answers),
        "one_change": increment(options.work, spooled(spool), count),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
