"""What ``check``, ``build`` and ``serve`` share: the pipeline's options and how a result is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zhanqun.commands.console import paint, remark, say
from zhanqun.commands.writing import is_published
from zhanqun.model.errors import UsageError
from zhanqun.report.summary import Summary, counts_line, output_line
from zhanqun.report.text import findings_text

if TYPE_CHECKING:
    from zhanqun.pipeline import BuildOptions, BuildResult

Progress = Callable[[str, int, int], None]


def cores() -> int:
    """Processors this process may use, at least one."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def options(
    root: Path, out: Path | None, now: datetime | None, jobs: int | None, cache: bool, progress: Progress
) -> BuildOptions:
    """Checked options. Raises UsageError when root is no cluster or out would overwrite sources."""
    root = cluster_root(root)
    target = (root / "dist" if out is None else out).absolute()
    place, sites = target.resolve(), root / "sites"
    if place in (root, sites) or place in root.parents or sites in place.parents or place == root / "themes":
        raise UsageError(f"输出目录 {target} 会覆盖源文件；请用 --out 另选一个目录")
    if is_published(target):
        raise UsageError(f"输出目录 {target} 在另一个输出目录之内，做到一半的文件会随它公开；请用 --out 另选一个目录")
    from zhanqun.pipeline import BuildOptions

    return BuildOptions(
        root=root, out=target, now=now, jobs=cores() if jobs is None else jobs, cache=cache, progress=progress
    )


def cluster_root(root: Path) -> Path:
    """The resolved folder of the cluster. Raises UsageError when it is none."""
    if sys.getfilesystemencoding().replace("-", "").lower() != "utf8":
        raise UsageError(
            f"系统的文件名编码是 {sys.getfilesystemencoding()}，不是 UTF-8，中文文件名会读错；"
            "请设置环境变量 PYTHONUTF8=1 后重试"
        )
    place = root.resolve()
    if not place.is_dir():
        raise UsageError(f"目录不存在：{root}")
    if not (place / "sites").is_dir() or not (place / "mkdocs.base.yml").is_file():
        raise UsageError(
            f"{root} 不是站群目录：没有 sites/ 或 mkdocs.base.yml；请用 --root 指明，或用 zhanqun init 新建"
        )
    return place


def summary(result: BuildResult) -> Summary:
    """The pipeline's result in the form that reports take."""
    return Summary(
        findings=result.findings, counts=result.counts, seconds=result.seconds, notes=tuple(result.notes)
    )


def tell(told: Summary, *, out: str, ok: bool, show_all: bool, quiet: bool) -> None:
    """Findings, then the counts, then what became of the output."""
    text = findings_text(told.findings, show_all=show_all, paint=paint())
    if text:
        say(text)
    for note in told.notes:
        remark(f"提示：{note}", quiet=quiet)
    say(counts_line(told))
    say(output_line(told, out) if out and ok else "输出未改动")


def exit_code(told: Summary, *, ok: bool) -> int:
    """0, 1 or 4. An empty run is not a success."""
    if not ok:
        return 1
    if not told.counts.get("items", 0) and not told.counts.get("pages", 0):
        remark("错误：没有任何内容：各站点的 docs 目录里没有 .md 文件；用 zhanqun new 新建一条")
        return 4
    return 0
