"""How long from saving a file until the browser may fetch the new page: ``zhanqun serve`` on a cluster.

python benchmarks/serve.py --runs 9 CLUSTER

Edits one approved item (approving it anew before the save, so that only the save is measured), waits for the event on
which the browser reloads, and asks for the page. The cluster's ``dist`` and cache are used and left behind.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cluster", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    args = parser.parse_args()
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY / "generator")}
    process = subprocess.Popen(
        [sys.executable, "-m", "zhanqun", "serve", "--root", str(args.cluster), "--port", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "http://127.0.0.1:" in line)
        port = int(line.partition("127.0.0.1:")[2].partition("/")[0])
        found = [_once(args.cluster, port, number, process.pid) for number in range(args.runs)]
    finally:
        process.terminate()
        process.wait(20)
    walls, cpus = ([round(one[part], 3) for one in found] for part in (0, 1))
    print(json.dumps({"wall": statistics.median(walls), "cpu": statistics.median(cpus), "walls": walls, "cpus": cpus}))
    return 0


def _once(root: Path, port: int, number: int, pid: int) -> tuple[float, float]:
    """Seconds from the save to the new page, and seconds of processor time of the server meanwhile."""
    path = next(
        one for one in sorted(root.glob("sites/*/docs/**/*.md")) if "审查:" in one.read_text(encoding="utf-8"))
    before = path.read_bytes()
    text = f"补充第{time.time_ns()}{number}句。"
    path.write_bytes(before + f"\n{text}\n".encode())
    name = path.relative_to(root).as_posix()
    # Approved in place and taken back at once: the watcher sees one change, the last.
    subprocess.run(
        [sys.executable, str(REPOSITORY / "benchmarks/mass_approval.py"), "--root", ".", "--force", name],
        check=True, cwd=root, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(REPOSITORY / "generator")})
    ready = path.read_bytes()
    path.write_bytes(before)
    _quiet(port)
    page = "/" + "/".join(name.removeprefix("sites/").split("/docs/", 1)).removesuffix(".md").removeprefix("portal/") + ".html"
    stream = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    stream.request("GET", "/_zhanqun/events")
    answer = stream.getresponse()
    cpu, begun = _cpu(pid), time.perf_counter()
    path.write_bytes(ready)
    while text.encode() not in _fetch(port, page):
        answer.readline()
    took, spent = time.perf_counter() - begun, _cpu(pid) - cpu
    stream.close()
    return took, spent


def _quiet(port: int) -> None:
    """Wait until no build has ended for three seconds."""
    stream = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    stream.request("GET", "/_zhanqun/events")
    answer = stream.getresponse()
    try:
        while answer.readline():
            pass
    except TimeoutError:
        pass
    stream.close()


def _fetch(port: int, page: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", page)
    data = connection.getresponse().read()
    connection.close()
    return data


def _cpu(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    raise SystemExit(main())
