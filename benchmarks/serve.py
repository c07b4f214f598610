"""How long from saving a file until its new page is there: ``zhanqun serve`` on a cluster.

python benchmarks/serve.py --runs 9 [--browser] [--out benchmarks/build/results/serve.json] CLUSTER

Edits one approved item (approving it anew before the save, so that only the save is measured), waits for the event on
which the browser reloads, and asks for the page; with ``--browser`` a real Chromium has the page open, and what counts is
the moment when the new words stand in it. The cluster's ``dist`` and cache are used and left behind.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cluster", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--site", default="portal", help="whose item is edited; default the mother, who shows everything")
    parser.add_argument("--browser", action="store_true", help="until the words stand in a real Chromium")
    parser.add_argument("--out", type=Path, help="JSON for results.md")
    args = parser.parse_args()
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY / "generator")}
    process = subprocess.Popen(
        [sys.executable, "-m", "zhanqun", "serve", "--root", str(args.cluster), "--port", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "http://127.0.0.1:" in line)
        port = int(line.partition("127.0.0.1:")[2].partition("/")[0])
        with _chromium() if args.browser else nullcontext() as window:
            found = [_once(args.cluster, args.site, port, number, process.pid, window) for number in range(args.runs)]
    finally:
        process.terminate()
        process.wait(20)
    walls, cpus = ([round(one[part], 3) for one in found] for part in (0, 1))
    told = {
        "items": sum(1 for _ in args.cluster.glob("sites/*/docs/*/**/*.md")), "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M}Z",
        "site": args.site, "commit": _commit(), "until": "it stands in Chromium" if args.browser else "the browser has fetched it",
        "wall": statistics.median(walls), "cpu": statistics.median(cpus), "walls": walls, "cpus": cpus,
    }
    print(json.dumps(told))
    if args.out:
        args.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


def _commit() -> str:
    done = subprocess.run(["git", "describe", "--always"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


@contextmanager
def _chromium() -> Iterator[BrowserContext]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            yield browser.new_context()
        finally:
            browser.close()


def _once(root: Path, site: str, port: int, number: int, pid: int, window: BrowserContext | None) -> tuple[float, float]:
    """Seconds from the save to the new page, and seconds of processor time of the server meanwhile."""
    path = next(
        one for one in sorted(root.glob(f"sites/{site}/docs/**/*.md")) if "审查:" in one.read_text(encoding="utf-8"))
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
    if window is not None:
        return _seen(window.new_page(), f"http://127.0.0.1:{port}{page}", text, pid, lambda: path.write_bytes(ready))
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


_LOOK = """(() => {
  const look = () => {
    if (document.body?.textContent.includes(TEXT)) window.seen = Date.now();
    else requestAnimationFrame(look);
  };
  look();
})()"""
"""Run in each page before its own scripts. The page itself says when: asking from outside takes longer than what is measured."""


def _seen(window: Page, address: str, text: str, pid: int, save: Callable[[], object]) -> tuple[float, float]:
    window.add_init_script(_LOOK.replace("TEXT", json.dumps(text)))
    window.goto(address, wait_until="load")
    # The page listens for changes once it is loaded.
    window.wait_for_timeout(1000)
    cpu, begun = _cpu(pid), time.time()
    save()
    window.wait_for_function("() => window.seen", timeout=60_000)
    found = float(window.evaluate("window.seen")) / 1000 - begun, _cpu(pid) - cpu
    window.close()
    return found


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
