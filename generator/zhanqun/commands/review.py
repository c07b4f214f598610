"""``zhanqun review``: what a proposed change makes public, for the people who have to answer for it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhanqun.commands import runs
from zhanqun.commands.base import Choice, Command, Folder, Minute, Whole, common
from zhanqun.commands.console import Bar, paint, say
from zhanqun.commands.writing import check_place, write_out

if TYPE_CHECKING:
    from zhanqun.model.comparison import Comparison

FORMATS = ("text", "markdown", "json", "sarif", "github", "codequality")


@click.command(
    "review",
    cls=Command,
    help="""审查一次改动：与主分支比较，列出将要公开什么、哪些被拦截、哪些要留意、轮到谁审查。不写任何内容文件。

\b
例：
  zhanqun review
  zhanqun review --base origin/main --format markdown --out 审查.md
""",
)
@click.option("--base", "revision", default="origin/main", metavar="版本", help="与它的共同起点比较，默认 origin/main")
@click.option("--format", "form", type=Choice(*FORMATS), default="text", help="输出格式，默认 text")
@click.option("--out", type=Folder(), default=None, metavar="文件", help="写到文件，默认打印到标准输出")
@click.option("--drafts", is_flag=True, help="草稿：只因内容有问题而不通过，审查不齐不算；提交和推送之前的钩子用它")
@click.option("--date", "now", type=Minute(), default=None, metavar="日期", help="按这一天（或这一分钟）审查，默认现在")
@click.option("--jobs", type=Whole(1, 256), default=None, metavar="数", help="同时使用的处理器数，默认全部")
@click.option("--all", "show_all", is_flag=True, help="text 格式列出全部内容，默认每个文件最多 200 行")
@common
def command(
    revision: str,
    form: str,
    out: Path | None,
    drafts: bool,
    now: datetime | None,
    jobs: int | None,
    show_all: bool,
    root: Path,
    quiet: bool,
    debug: bool,
) -> int:
    """Compare, tell, and say by the exit code whether something blocks."""
    del debug
    with Bar(quiet=quiet) as bar:
        options = runs.options(root, None, now, jobs, True, bar)
        if out is not None:
            check_place("--out", out, options.out)
        from zhanqun import pipeline
        from zhanqun.review.compare import Present, compare

        with pipeline.glance(options) as seen:
            found = compare(
                Present(cluster=seen.cluster, now=seen.now, named=seen.named, findings=seen.findings,
                        history=seen.history),
                revision,
            )
    text = _formatted(found, form, show_all)
    if out is None:
        say(text)
    else:
        write_out("--out", out, text.encode("utf-8"), options.out)
    if drafts:
        return 1 if any(found.mine(finding) and finding.rule != "approval" for finding in found.blocking) else 0
    return 1 if found.blocking else 0


def _formatted(found: Comparison, form: str, show_all: bool) -> str:
    if form == "markdown":
        from zhanqun.report.markdown import review_markdown

        return review_markdown(found)
    if form == "json":
        from zhanqun.report.review_json import review_json

        return review_json(found)
    if form == "sarif":
        from zhanqun.report.sarif import sarif_json

        return sarif_json(found.findings, found.titles)
    if form == "codequality":
        from zhanqun.report.codequality import codequality_json

        return codequality_json(found.findings)
    if form == "github":
        from zhanqun.report.tools import github_text

        return github_text(found.findings)
    from zhanqun.report.review_text import review_text

    return review_text(found, show_all=show_all, paint=paint())
