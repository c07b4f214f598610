"""The table and the growth law in docs/scale.md, from the results of runs: least squares on logarithms."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Run = dict[str, Any]
_BEGIN, _END = "<!-- 以下由 benchmarks/scale/run.py 写入 -->", "<!-- 以上由 benchmarks/scale/run.py 写入 -->"
_TARGET = 1_000_000
_QUIET = 0.2
_ENOUGH = 50_000
"""From runs that are all smaller nothing is said of a million."""

_Value = Callable[[Run], float]
ROWS: tuple[tuple[str, str, _Value], ...] = (
    ("冷构建，处理器时间", "秒", lambda run: run["rows"]["cold"]["cpu"]),
    ("冷构建，用时", "秒", lambda run: run["rows"]["cold"]["wall"]),
    ("冷构建，内存（全部进程）", "MB", lambda run: run["rows"]["cold"]["own"]),
    ("没有改动，处理器时间", "秒", lambda run: run["rows"]["nothing"]["cpu"]),
    ("改一条，处理器时间", "秒", lambda run: run["rows"]["one"]["cpu"]),
    ("改一条，写入文件", "个", lambda run: run["rows"]["one"]["stages"]["written"]),
    ("源文件", "个", lambda run: run["source"]["files"]),
    ("源文件占用磁盘", "MB", lambda run: run["source"]["disk"]),
    ("输出文件和文件夹（inode）", "个", lambda run: run["output"]["files"] + run["output"]["folders"]),
    ("输出占用磁盘", "MB", lambda run: run["output"]["disk"]),
    ("缓存占用磁盘", "MB", lambda run: run["cache"]["disk"]),
    (".git 占用磁盘", "MB", lambda run: run["git"]["disk"]),
    ("git status", "秒", lambda run: run["git_status_seconds"]),
    ("全文索引", "MB", lambda run: run["index"]["megabytes"]),
    ("全文索引里最大的文件", "KB", lambda run: run["index"]["largest_kb"]),
)


def write_table(folder: Path, page: Path) -> None:
    """Put what the runs say between the two marks of the page."""
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    runs.sort(key=lambda run: int(run["items"]))
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    page.write_text(f"{head}{_BEGIN}\n\n{table(runs)}\n\n{_END}{tail}", encoding="utf-8")


def table(runs: Sequence[Run]) -> str:
    """One column for each size, the exponent of the law, and what it says of a million."""
    machine = runs[-1]
    lawful = len(runs) > 1 and machine["items"] >= _ENOUGH
    law = f" 每翻一倍 | 推算 {_TARGET:,} 条 |" if lawful else ""
    lines = [
        f"{machine['machine']}。", "",
        "| | " + " | ".join(f"{run['items']:,} 条，{run['sites']} 站" for run in runs) + " |" + law,
        "|---|" + "--:|" * (len(runs) + 2 * lawful),
    ]
    dash = " – | – |" if lawful else ""
    for name, key in (("zhanqun", "commit"), ("源文件和输出所在", "work"), ("日期", "date")):
        lines.append(f"| {name} | " + " | ".join(str(run[key]) for run in runs) + " |" + dash)
    for name, unit, value in ROWS:
        found = [max(value(run), 1e-3) for run in runs]
        power, factor = fit([run["items"] for run in runs], found)
        lines.append(
            f"| {name}（{unit}） | " + " | ".join(_said(number) for number in found) + " |"
            + (f" ×{2 ** power:.2f} | {_said(factor * _TARGET ** power)} |" if lawful else ""))
    if lawful:
        lines += ["", "“每翻一倍”是条目数翻一倍时数值变成的倍数，由各列的对数作最小二乘直线得出；“推算”是这条直线在 "
                  f"{_TARGET:,} 条处的值，只说明数量级：量过的规模离它越远，越不可靠。"]
    busy = [run for run in runs if max(row["other"] for row in run["rows"].values()) > _QUIET]
    if busy:
        sizes = "、".join(f"{run['items']:,}" for run in busy)
        lines += ["", f"{sizes} 条的几列测量时，机器上有别的程序在运行：“用时”偏大，处理器时间、内存、文件数和字节数不受影响或受影响很小。"]
    return "\n".join(lines)


def fit(sizes: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Exponent and factor of value = factor × size ** exponent."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in values]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    power = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / spread if spread else 1.0
    return power, math.exp(middle_y - power * middle_x)


def _said(number: float) -> str:
    if number >= 100:
        return f"{float(f'{number:.3g}'):,.0f}"
    return f"{number:.2g}" if number < 1 else f"{number:.3g}"
