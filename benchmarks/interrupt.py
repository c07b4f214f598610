"""How soon Ctrl-C ends a build, whatever it is at: a cold build of a cluster is interrupted at moments spread over its length.

python benchmarks/interrupt.py --runs 40 CLUSTER

The interrupt goes to the whole process group, as a terminal sends it; every second one to the main process alone.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cluster", type=Path)
    parser.add_argument("--runs", type=int, default=40)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.cluster.parent) as folder:
        begun = time.perf_counter()
        whole = _start(args.cluster, Path(folder) / "whole")
        if whole.wait():
            raise SystemExit("the cluster does not build")
        length = time.perf_counter() - begun
        found = [_once(args.cluster, Path(folder) / "out", length * (number + 0.5) / args.runs, number % 2 == 0)
                 for number in range(args.runs)]
    ended = [took for took, code in found if code == 130]
    told = {
        "build": round(length, 1), "interrupted": len(ended), "median": round(statistics.median(ended), 3),
        "most": round(max(ended), 3), "codes": sorted({code for _, code in found}),
    }
    print(json.dumps(told))
    return 0


def _start(cluster: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "zhanqun", "build", "--root", str(cluster), "--out", str(out), "--no-cache", "--jobs", "2", "--quiet"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "generator")})


def _once(cluster: Path, out: Path, moment: float, everyone: bool) -> tuple[float, int]:
    """Seconds from the signal until the process has ended, and its exit code (0 when it was done before)."""
    process = _start(cluster, out)
    time.sleep(moment)
    begun = time.perf_counter()
    os.killpg(process.pid, signal.SIGINT) if everyone else process.send_signal(signal.SIGINT)
    code = process.wait(120)
    return time.perf_counter() - begun, code


if __name__ == "__main__":
    raise SystemExit(main())
