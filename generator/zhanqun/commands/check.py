"""``zhanqun check``: the stages up to the gate and the links; writes nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from zhanqun.commands import runs
from zhanqun.commands.base import Choice, Command, Minute, Whole, common
from zhanqun.commands.console import Bar, remark, say
from zhanqun.report.tools import github_text, report_json


@click.command(
    "check",
    cls=Command,
    help="""检查全部内容，或只报告所列站点的问题。不写任何文件（--fix 除外）。

\b
例：
  zhanqun check
  zhanqun check jiaoyu minzheng
  zhanqun check --fix
""",
)
@click.argument("sites", nargs=-1, metavar="[站点 …]")
@click.option("--date", "now", type=Minute(), default=None, metavar="日期", help="按这一天（或这一分钟）检查，默认现在")
@click.option("--jobs", type=Whole(1, 256), default=None, metavar="数", help="同时使用的处理器数，默认全部")
@click.option("--format", "form", type=Choice("text", "json", "github"), default="text", help="输出格式，默认 text")
@click.option("--all", "show_all", is_flag=True, help="列出全部问题，默认最多 20 个")
@click.option("--fix", is_flag=True, help="把括号、补零、“第”写错的发文字号改成标准形式；已经审查过的不改")
@common
def command(
    sites: tuple[str, ...],
    now: datetime | None,
    jobs: int | None,
    form: str,
    show_all: bool,
    fix: bool,
    root: Path,
    quiet: bool,
    debug: bool,
) -> int:
    """Check and say what was found."""
    del debug
    with Bar(quiet=quiet) as bar:
        options = runs.options(root, None, now, jobs, True, bar)
        from zhanqun import pipeline

        result = pipeline.check(options, sites)
        if fix:
            from zhanqun.commands.mending import mend_document_numbers

            mended, left = mend_document_numbers(root, result.findings)
            result = pipeline.check(options, sites) if mended else result
    told = runs.summary(result)
    if fix:
        for path in mended:
            remark(f"已改：{path} 的发文字号", quiet=quiet)
        for path in left:
            remark(f"没有改：{path} 已经审查过，或者审查记在提交里，改后要重新审查，请手工改", quiet=quiet)
    if form == "text":
        runs.tell(told, out="", ok=result.ok, show_all=show_all, quiet=quiet)
    else:
        say(report_json(told) if form == "json" else github_text(told.findings))
        for note in told.notes:
            remark(f"提示：{note}", quiet=quiet)
    return runs.exit_code(told, ok=result.ok)
