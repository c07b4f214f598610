"""Build the same items with zhanqun and its peers, alternating, and write what it cost. See README.md.

python benchmarks/build/run.py --items 10000 --sites 20 --peers hugo,ours --runs 5 OUT.json
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from meter import measure
from peers import HERE, REPOSITORY, Bench, Ours, Runner, make_runner, versions
from report import write_results
from sources import read_items

DEFAULT = "hugo,zensical,mkdocs,eleventy,floor,libraries,ours"


def main() -> int:
    args = _arguments()
    work = Path(tempfile.mkdtemp(prefix="zhanqun-bench-", dir=args.work))
    try:
        cluster = args.cluster or _make(args, work)
        bench = Bench(cluster, work, args.product, list(read_items(cluster)))
        for result in _run(bench, args):
            # After each round: a run that is broken off keeps what it measured.
            args.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if args.out.resolve().parent == HERE / "results":
        write_results(HERE / "results", HERE / "results.md")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="JSON file; in results/ it also renews results.md")
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--sites", type=int, required=True)
    parser.add_argument("--peers", default=DEFAULT, help=f"NAME or NAME:RUNS, commas between; default {DEFAULT}")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--cold", action="store_true", help="only cold builds, each output removed once it is measured")
    parser.add_argument("--from", dest="sources", type=Path, help="texts for make_cluster.py; default its own")
    parser.add_argument("--cluster", type=Path, help="a cluster that is already made with --git")
    parser.add_argument("--work", type=Path, help="folder for sources and output; default the system's temporary one")
    parser.add_argument("--product", type=Path, default=REPOSITORY, help="checkout of zhanqun to measure")
    return parser.parse_args()


def _make(args: argparse.Namespace, work: Path) -> Path:
    words = ["--items", str(args.items), "--sites", str(args.sites), "--git", str(work / "cluster")]
    if args.sources:
        words += ["--from", str(args.sources)]
    maker = REPOSITORY / "benchmarks/make_cluster.py"
    env = {**os.environ, "PYTHONPATH": str(args.product / "generator")}
    subprocess.run([sys.executable, str(maker), *words], check=True, env=env)
    return work / "cluster"


def _run(bench: Bench, args: argparse.Namespace) -> Iterator[dict[str, object]]:
    """What is known after each round."""
    wanted = [(name, int(count or args.runs)) for name, _, count in (
        word.partition(":") for word in args.peers.split(","))]
    runners = {name: make_runner(name, bench) for name, _ in wanted}
    for runner in runners.values():
        print(f"sources for {runner.name}", file=sys.stderr)
        runner.prepare()
    rows: list[dict[str, object]] = []
    about: dict[str, object] = {
        "items": args.items, "public": len(bench.items), "sites": args.sites, "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M}Z",
        "characters": round(sum(len(item.body) for item in bench.items) / max(len(bench.items), 1)),
        "machine": _machine(), "work": _filesystem(bench.work), "versions": versions(list(runners)),
        "commit": _commit(args.product),
    }
    if isinstance(ours := runners.get("ours"), Ours):
        about["startup"] = ours.startup()
    failed: dict[str, str] = {}
    for number in range(max(count for _, count in wanted)):
        # Every second round runs backwards, so that nobody always follows the same neighbour.
        order = wanted if number % 2 == 0 else wanted[::-1]
        for name, count in order:
            if number < count and name not in failed:
                try:
                    rows += _round(runners[name], number, args.cold)
                except RuntimeError as problem:
                    failed[name] = str(problem)
                    print(f"{name}: {problem}", file=sys.stderr)
        yield {**about, "failed": failed, "rows": rows}


def _round(runner: Runner, number: int, cold: bool) -> list[dict[str, object]]:
    """All of a peer's work in its order; where ``cold``, its first alone, and no output stays in the way of the next."""
    rows: list[dict[str, object]] = []
    for scenario in runner.scenarios[:1] if cold else runner.scenarios:
        runner.ready(scenario)
        cost = measure(runner.command(), cwd=runner.cwd(), log=runner.folder / "log", env=runner.env())
        files, pages, size = _output(runner.out)
        row: dict[str, object] = {
            "peer": runner.name, "scenario": scenario, "round": number, **cost.row(), "files": files, "pages": pages,
            "megabytes": round(size / 1e6, 1), "stages": runner.stages(),
        }
        rows.append(row)
        print(f"{number + 1} {runner.name} {scenario}: {cost.wall:.2f} s wall, {cost.cpu:.2f} s CPU, "
              f"{cost.own:.0f} MB, {files} files", file=sys.stderr)
    if cold:
        runner.clear()
    return rows


def _output(out: Path) -> tuple[int, int, int]:
    """Files, HTML pages, bytes."""
    files = pages = size = 0
    for folder, _, names in os.walk(out):
        files += len(names)
        pages += sum(name.endswith(".html") for name in names)
        size += sum(os.stat(f"{folder}/{name}").st_size for name in names)
    return files, pages, size


def _machine() -> str:
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1e6
    return f"{os.cpu_count()} × {model}, {memory:.0f} GB, Linux {platform.release()}, Python {platform.python_version()}"


def _filesystem(folder: Path) -> str:
    done = subprocess.run(["stat", "-f", "-c", "%T", str(folder)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _commit(product: Path) -> str:
    """With ``-dirty`` when the program or its theme is not what was committed; results of other runs do not count."""
    done = subprocess.run(["git", "describe", "--always"], cwd=product, capture_output=True, text=True, check=False)
    same = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", "generator", "themes"], cwd=product, check=False)
    return (done.stdout.strip() or "unknown") + ("-dirty" if same.returncode else "")


if __name__ == "__main__":
    raise SystemExit(main())
