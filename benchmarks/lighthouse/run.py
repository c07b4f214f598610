"""Lighthouse with its phone settings on the five main templates of the sample, behind the documented nginx.

    make lighthouse
    python benchmarks/lighthouse/run.py 首页 搜索      # some of them

Prints a Markdown table for docs/quality.md: medians of three runs. Fails below 95; not part of ``make test``, since
one run takes minutes and the performance score leans on how busy the machine is.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
sys.path[:0] = [str(REPOSITORY / "tests"), str(REPOSITORY / "generator")]

from helpers.nginx import nginx  # noqa: E402
from helpers.sample import DAY, FIVE  # noqa: E402
from zhanqun.cli import main as zhanqun  # noqa: E402

RUNS = 3
GOAL = 95
CATEGORIES = {"performance": "性能", "accessibility": "无障碍", "best-practices": "最佳实践", "seo": "搜索引擎"}
METRICS = {
    "first-contentful-paint": "首次内容 ms",
    "largest-contentful-paint": "主要内容 ms",
    "total-blocking-time": "阻塞 ms",
    "cumulative-layout-shift": "布局偏移",
    "total-byte-weight": "传输 kB",
}


def main() -> int:
    wanted = sys.argv[1:] or list(FIVE)
    if not (HERE / "node_modules" / "lighthouse").is_dir():
        subprocess.run(["npm", "ci", "--prefix", str(HERE), "--no-audit", "--no-fund"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if zhanqun(["build", "--root", str(REPOSITORY), "--out", str(work / "dist"), "--date", DAY, "--quiet"]):
            return 1
        (work / "nginx").mkdir()
        with nginx(work / "dist", work / "nginx") as base:
            rows = {name: measure(f"{base}/{address}", work) for name, address in FIVE.items() if name in wanted}
    print("| 模板 |", " | ".join([*CATEGORIES.values(), *METRICS.values()]), "|")
    print("|---|" + "---:|" * (len(CATEGORIES) + len(METRICS)))
    for name, row in rows.items():
        print(f"| {name} |", " | ".join(f"{row[key]:g}" for key in [*CATEGORIES, *METRICS]), "|")
    low = [f"{name} {CATEGORIES[key]} {row[key]:g}" for name, row in rows.items() for key in CATEGORIES if row[key] < GOAL]
    if low:
        print("低于", GOAL, "：", "，".join(low), file=sys.stderr)
    return 1 if low else 0


def measure(url: str, work: Path) -> dict[str, float]:
    """Medians: scores of 0 to 100, times in milliseconds, weight in kB."""
    runs = [one_run(url, work / f"run-{number}.json") for number in range(RUNS)]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def one_run(url: str, report: Path) -> dict[str, float]:
    """One report, by Lighthouse's own settings but for the page it starts from.

    Our pages ask for a process of their own (Cross-Origin-Opener-Policy), so that from about:blank the browser moves to
    a new process in mid-navigation, whose trace may begin after the navigation has (NO_NAVSTART, more often on a busy
    machine). From a page of the same site it stays in its process.
    """
    chromium = shutil.which("chromium")
    assert chromium, "没有 Chromium：sudo apt-get install chromium"
    settings = report.with_suffix(".config.json")
    start = f"{'/'.join(url.split('/', 3)[:3])}/robots.txt"
    settings.write_text(json.dumps({"extends": "lighthouse:default", "settings": {"blankPage": start}}), encoding="utf-8")
    subprocess.run(
        [
            "node", str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js"), url, "--quiet",
            f"--config-path={settings}", "--output=json", f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        check=True,
        env={**os.environ, "CHROME_PATH": chromium},
    )  # fmt: skip
    found = json.loads(report.read_text(encoding="utf-8"))
    for key in CATEGORIES:
        for audit in found["categories"][key]["auditRefs"]:
            score = found["audits"][audit["id"]]["score"]
            if audit["weight"] and score is not None and score < 0.9:
                print(f"{url} {key} {audit['id']} {score}", file=sys.stderr)
    scores = {key: round(found["categories"][key]["score"] * 100) for key in CATEGORIES}
    values = {key: found["audits"][key]["numericValue"] for key in METRICS}
    values["total-byte-weight"] /= 1000
    return {**scores, **{key: round(value, 3 if key.startswith("cum") else 0) for key, value in values.items()}}


if __name__ == "__main__":
    raise SystemExit(main())
