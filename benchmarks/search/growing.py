"""What many small changes cost, one after the other, and what their segments cost a visitor.

    python benchmarks/search/growing.py --cluster FOLDER [--changes 600] [--work FOLDER]

FOLDER is what benchmarks/make_cluster.py wrote. All but the last documents make the base; each of the others is added by a
build of its own. Prints a row after every hundred, then the queries' bytes, requests and round trips.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean, median, quantiles

import paths
from documents import read_documents
from queries import make_queries

from zhanqun.model.output import OutputFile
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.search.spill import tokenize_batch
from zhanqun.stages.search.update import Labels, build_index, newest_first, update_index

EACH = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cluster", type=Path, required=True)
    parser.add_argument("--changes", type=int, default=600)
    parser.add_argument("--work", type=Path, default=Path("growing-benchmark"))
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    docs = list(read_documents(options.cluster))
    begin(options.work, docs[: -options.changes])
    grow(options.work, docs, options.changes)
    manifest = json.loads((options.work / "search" / "manifest.json").read_text("utf-8"))
    print("documents and shards of the segments:", [(part["docs"], part["shards"]) for part in manifest["segments"]])
    ask(options.work, docs)


def begin(folder: Path, docs: Sequence[SearchDoc]) -> None:
    spills = [
        tokenize_batch(docs[start : start + 400], folder / "spills" / str(start)) for start in range(0, len(docs), 400)]
    publish(folder, build_index(sorted((doc.card for doc in docs), key=newest_first), spills, Labels(), folder / "state"))


def grow(folder: Path, docs: Sequence[SearchDoc], changes: int) -> None:
    found: list[tuple[float, int]] = []
    for count in range(len(docs) - changes, len(docs)):
        start = time.process_time()
        result = update_index(count + 1, [docs[count]], [], Labels(), folder / "state", folder, lambda address: None)
        found.append((time.process_time() - start, len(result.files)))
        publish(folder, result.files, result.remove)
        if len(found) % EACH == 0:
            cpu, files = zip(*found[-EACH:], strict=True)
            print(f"{len(found)}: CPU mean {mean(cpu):.3f} most {max(cpu):.3f} s; files mean {mean(files):.0f} most "
                  f"{max(files)}, in {sum(each > 60 for each in files)} of {EACH} more than 60", flush=True)


def publish(folder: Path, files: Iterable[OutputFile], remove: Sequence[str] = ()) -> None:
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    for name in remove:
        if name.endswith("/"):
            shutil.rmtree(folder / name, ignore_errors=True)
        else:
            (folder / name).unlink(missing_ok=True)


def ask(folder: Path, docs: Sequence[SearchDoc]) -> None:
    rows = [{"text": query.text, "title": query.title} for query in make_queries(docs)]
    (folder / "queries.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    names = [paths.ROOT / "themes/zhanqun/assets", folder / "search", folder / "queries.json", folder / "answers.json"]
    subprocess.run(
        ["node", "--no-warnings", "--experimental-default-type=module", str(Path(__file__).with_name("measure.mjs")),
         *(str(name.resolve()) for name in names)], check=True)
    answers = json.loads((folder / "answers.json").read_text("utf-8"))
    for what in ("bytes", "requests", "trips"):
        sums = [sum(answer[part][what] for part in ("session", "search", "page")) for answer in answers]
        print(f"{what}: median {median(sums):.0f}, mean {mean(sums):.1f}, 95th percentile {quantiles(sums, n=20)[-1]:.0f}, "
              f"most {max(sums)}")


if __name__ == "__main__":
    main()
