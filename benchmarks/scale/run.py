"""What clusters of growing size cost, and the law they grow by. Renews the table in docs/scale.md.

python benchmarks/scale/run.py --sizes 10000:20,30000:50,100000:100,300000:300 --from FOLDER --work FOLDER
python benchmarks/scale/run.py --table
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
sys.path.insert(0, str(REPOSITORY / "benchmarks/build"))

from law import write_table  # noqa: E402
from meter import measure  # noqa: E402
from peers import Bench, Runner, make_runner  # noqa: E402
from run import _commit, _filesystem, _machine  # noqa: E402
from sources import read_items  # noqa: E402

SCENARIOS = ("cold", "nothing", "one")


def main() -> int:
    args = _arguments()
    for size in args.sizes.split(",") if not args.table else ():
        items, sites = (int(word) for word in size.split(":"))
        work = Path(tempfile.mkdtemp(prefix="zhanqun-scale-", dir=args.work))
        try:
            found = _one_size(items, sites, work, args)
            # After each size, and before a million files are deleted: a run that is broken off keeps what it measured.
            path = HERE / "results" / f"{items}.json"
            path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        finally:
            shutil.rmtree(work, ignore_errors=True)
    write_table(HERE / "results", REPOSITORY / "docs/scale.md")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000:20,30000:50,100000:100,300000:300", help="ITEMS:SITES, commas between")
    parser.add_argument("--from", dest="sources", type=Path, help="texts for make_cluster.py; default its own")
    parser.add_argument("--work", type=Path, help="folder for sources and output; default the system's temporary one")
    parser.add_argument("--product", type=Path, default=REPOSITORY, help="checkout of zhanqun to measure")
    parser.add_argument("--cluster", type=Path, help="one made before with --git, for the only size; used where it lies, edited, kept")
    parser.add_argument("--made", type=Path, help="what make_cluster.py said of it")
    parser.add_argument("--table", action="store_true", help="only write the table anew")
    return parser.parse_args()


def _one_size(items: int, sites: int, work: Path, args: argparse.Namespace) -> dict[str, Any]:
    cluster = args.cluster or work / "cluster"
    made = json.loads(args.made.read_text(encoding="utf-8")) if args.made else _make(items, sites, cluster, args)
    # Ours needs the places only: a million bodies would be most of the memory.
    bench = Bench(cluster, work, args.product, [replace(item, body="") for item in read_items(cluster)])
    runner = make_runner("ours", bench)
    if args.cluster:
        runner.folder.mkdir(parents=True)
        cluster.rename(runner.source)
        runner.paths = [runner.source / item.path for item in bench.items]
    else:
        runner.prepare()
        shutil.rmtree(cluster)
    try:
        return _measured(runner, bench, items, sites, made, work, args)
    finally:
        if args.cluster:
            runner.source.rename(cluster)


def _make(items: int, sites: int, cluster: Path, args: argparse.Namespace) -> dict[str, Any]:
    words = ["--items", str(items), "--sites", str(sites), "--git", str(cluster)]
    words += ["--from", str(args.sources)] if args.sources else []
    made = subprocess.run(
        [sys.executable, str(REPOSITORY / "benchmarks/make_cluster.py"), *words], check=True, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(args.product / "generator")})
    told: dict[str, Any] = json.loads(made.stdout)
    return told


def _measured(
    runner: Runner, bench: Bench, items: int, sites: int, made: dict[str, Any], work: Path, args: argparse.Namespace,
) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for scenario in SCENARIOS:
        runner.ready(scenario)
        cost = measure(runner.command(), cwd=runner.cwd(), log=runner.folder / "log", env=runner.env())
        rows[scenario] = {**cost.row(), "stages": runner.stages()}
        print(f"{items:,} {scenario}: {cost.wall:.1f} s wall, {cost.cpu:.1f} s CPU, {cost.own:.0f} MB", file=sys.stderr)
    return {
        "items": items, "sites": sites, "public": len(bench.items), "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": _machine(), "work": _filesystem(work), "commit": _commit(args.product),
        "cluster": made, "rows": rows, **_sizes(runner.source, runner.out),
    }


def _sizes(source: Path, out: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    subprocess.run(["git", "status", "--porcelain"], cwd=source, check=True, stdout=subprocess.DEVNULL)
    status = time.perf_counter() - begun
    index = [path for path in (out / "search").rglob("*") if path.is_file()]
    manifest = json.loads((out / "search/manifest.json").read_bytes())
    return {
        "source": _tree(source / "sites"), "output": _tree(out), "cache": _tree(source / ".zhanqun"),
        "git": _tree(source / ".git"), "git_status_seconds": round(status, 3),
        "index": {
            "files": len(index), "megabytes": round(sum(path.stat().st_size for path in index) / 1e6, 2),
            "largest_kb": round(max(path.stat().st_size for path in index) / 1e3, 1),
            "manifest_kb": round((out / "search/manifest.json").stat().st_size / 1e3, 1),
            "segments": len(manifest["segments"]),
        },
    }


def _tree(folder: Path) -> dict[str, float]:
    """Files and folders (each an inode), megabytes of content, megabytes on disk."""
    files = folders = size = disk = 0
    for place, inside, names in os.walk(folder):
        folders += len(inside)
        for name in names:
            stat = os.lstat(f"{place}/{name}")
            files, size, disk = files + 1, size + stat.st_size, disk + stat.st_blocks * 512
    return {"files": files, "folders": folders, "megabytes": round(size / 1e6, 1), "disk": round(disk / 1e6, 1)}


if __name__ == "__main__":
    raise SystemExit(main())
