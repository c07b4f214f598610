"""``zhanqun audit``: the review ledger."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from zhanqun.commands import runs
from zhanqun.commands.base import Choice, Command, Folder, Minute, Whole, common
from zhanqun.commands.console import Bar, remark
from zhanqun.commands.writing import check_place, write_out


@click.command(
    "audit",
    cls=Command,
    help="""导出审查台账：每条内容谁写的、谁在哪一步哪一天审的、审的是哪些字节（摘要）、在哪个提交、何时公开。供检查和存档，不发布。

\b
例：
  zhanqun audit --out 审查台账.csv
""",
)
@click.option("--format", "form", type=Choice("csv", "json"), default="csv", help="输出格式，默认 csv")
@click.option("--out", type=Folder(), default=None, metavar="文件", help="写到文件，默认打印到标准输出")
@click.option("--date", "now", type=Minute(), default=None, metavar="日期", help="按这一天（或这一分钟）判断是否公开，默认现在")
@click.option("--jobs", type=Whole(1, 256), default=None, metavar="数", help="同时使用的处理器数，默认全部")
@common
def command(
    form: str, out: Path | None, now: datetime | None, jobs: int | None, root: Path, quiet: bool, debug: bool
) -> int:
    """Judge the cluster and write who approved what."""
    del debug
    with Bar(quiet=quiet) as bar:
        options = runs.options(root, None, now, jobs, True, bar)
        if out is not None:
            check_place("--out", out, options.out)
        from zhanqun import pipeline
        from zhanqun.report.ledger import ledger_csv, ledger_json
        from zhanqun.review.ledger import ledger

        judged = pipeline.judge_cluster(options)
        entries = ledger(judged.cluster, judged.result, judged.history)
    text = ledger_csv(entries) if form == "csv" else ledger_json(entries)
    if out is None:
        # Not through click: line ends of CSV stay as they are.
        import sys

        sys.stdout.write(text)
    else:
        write_out("--out", out, text.encode("utf-8"), options.out)
    if not judged.history.available:
        remark(f"提示：{judged.history.note}；起草人和提交留空", quiet=quiet)
    return 0
