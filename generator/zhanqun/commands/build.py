"""``zhanqun build``: all stages, from sites/ to dist/."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from zhanqun.commands import runs
from zhanqun.commands.base import Command, Folder, Minute, Whole, common
from zhanqun.commands.console import Bar
from zhanqun.commands.writing import check_place, write_out
from zhanqun.model.errors import UsageError


@click.command(
    "build",
    cls=Command,
    help="""生成整个站群。任何一处有错误，就一个文件也不写，上次的输出保持原样。

\b
例：
  zhanqun build
  zhanqun build --out /srv/www --date '2026-08-22 09:00' --report 报告.json
  zhanqun build --offline --out /media/usb/站群
""",
)
@click.option("--out", type=Folder(), default=None, metavar="目录", help="输出目录，默认为站群目录下的 dist")
@click.option(
    "--date", "now", type=Minute(), default=None, metavar="日期", help="按这一天（或这一分钟）生成，默认现在"
)
@click.option("--jobs", type=Whole(1, 256), default=None, metavar="数", help="同时使用的处理器数，默认全部")
@click.option("--no-cache", is_flag=True, help="不用缓存，全部重做（输出与用缓存时相同）")
@click.option("--compact", is_flag=True, help="重新整理检索索引：查询更快，文件更少（平时不必，夜里定期跑一次）")
@click.option(
    "--offline", is_flag=True, help="生成离线版：不要服务器，从 U 盘、触摸屏的磁盘直接打开；默认写到 dist-offline"
)
@click.option(
    "--executor", default="", metavar="地址", help="在 Dask 集群上审查和生成页面：dask://主机:端口；默认用本机"
)
@click.option("--store", "shared", default="", metavar="地址", help="与 Dask 工作进程共享的存储：文件夹或 fsspec 地址")
@click.option("--report", type=Folder(), default=None, metavar="文件", help="另写一份 JSON 报告，须在输出目录之外")
@click.option("--all", "show_all", is_flag=True, help="列出全部问题，默认最多 20 个")
@common
def command(
    out: Path | None,
    now: datetime | None,
    jobs: int | None,
    no_cache: bool,
    compact: bool,
    offline: bool,
    executor: str,
    shared: str,
    report: Path | None,
    show_all: bool,
    root: Path,
    quiet: bool,
    debug: bool,
) -> int:
    """Build once and say how it went."""
    del debug
    if offline and out is None:
        out = root / "dist-offline"
    if bool(executor) != bool(shared):
        raise UsageError("--executor 和 --store 要一起写：--executor dask://主机:端口 --store 文件夹")
    with Bar(quiet=quiet) as bar:
        options = replace(
            runs.options(root, out, now, jobs, not no_cache, bar), compact=compact, executor=executor, shared=shared)
        if report is not None:
            check_place("--report", report, options.out)
        from zhanqun import pipeline

        result = pipeline.build_offline(options) if offline else pipeline.build(options)
    told = runs.summary(result)
    if report is not None:
        from zhanqun.report.tools import report_json

        write_out("--report", report, report_json(told).encode("utf-8"), options.out)
    runs.tell(told, out=str(out or options.out.name), ok=result.ok, show_all=show_all, quiet=quiet)
    return runs.exit_code(told, ok=result.ok)
