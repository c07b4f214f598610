"""``zhanqun report``: duties, statistics, self-inspection and annual reports of the cluster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from zhanqun.commands import report_inputs, runs
from zhanqun.commands.base import Choice, Command, Folder, Minute, Whole, common
from zhanqun.commands.console import Bar, remark, say
from zhanqun.commands.writing import write_out
from zhanqun.model.errors import UsageError
from zhanqun.report.text import findings_text

if TYPE_CHECKING:
    from zhanqun.model.finding import Finding
    from zhanqun.model.paper import Paper
    from zhanqun.pipeline import BuildOptions
    from zhanqun.pipeline.whole import Judged

FORMATS = ("text", "markdown", "json", "csv", "xlsx", "html", "docx")
_BINARY = ("xlsx", "docx")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of one call, checked."""

    sites: tuple[str, ...]
    since: date | None
    until: date | None
    year: int | None
    website: bool


@dataclass(frozen=True, slots=True)
class Made:
    """One report: its values for programs, its paper for people, and whether something is wrong."""

    value: object
    paper: Paper
    failed: bool = False
    markdown: str = ""
    """Instead of the paper's own, for an item draft."""
    findings: tuple[Finding, ...] = ()
    """Told on standard error, beside the report."""


@click.command(
    "report",
    cls=Command,
    help="""出报告，只读，不改任何内容。

\b
duties      责任清单：空白、久未更新、超期、未解读、未反馈、到期、缺要素
stats       统计：按站点、栏目、类型、月份、公开属性，及时率、解读率、报送采用
inspection  按国办检查指标自查打分、排名，出月报
annual      起草政府信息公开工作年度报告（加 --website：网站工作年度报表）
coverage    条例第二十条十五项、第二十一条各类，各站点有没有

\b
例：
  zhanqun report duties
  zhanqun report duties --site jiaoyu --format xlsx --out 责任清单.xlsx
  zhanqun report stats --from 2026-01-01 --to 2026-06-30 --format html --out 统计.html
  zhanqun report inspection --format docx --out 月报.docx
  zhanqun report annual --site jiaoyu --year 2025 --format docx --out 年报.docx
""",
)
@click.argument("kind", type=Choice("duties", "stats", "inspection", "annual", "coverage"), metavar="种类")
@click.option("--site", "names", multiple=True, metavar="站点", help="只出这个站点的，可写多次，默认全部")
@click.option("--date", "now", type=Minute(), default=None, metavar="日期", help="按这一天计算，默认今天")
@click.option("--from", "since", type=Minute(), default=None, metavar="日期", help="统计从哪天起，默认当年 1 月 1 日")
@click.option("--to", "until", type=Minute(), default=None, metavar="日期", help="统计到哪天止，默认 --date 那天")
@click.option("--year", type=Whole(2000, 2999), default=None, metavar="年", help="年度报告是哪一年的，默认上一年")
@click.option("--website", is_flag=True, help="年度报告改出政府网站工作年度报表（国办函〔2018〕12号）")
@click.option("--format", "form", type=Choice(*FORMATS), default="text", help="格式，默认 text")
@click.option("--out", type=Folder(), default=None, metavar="文件", help="写到文件；xlsx 和 docx 必须写")
@click.option("--jobs", type=Whole(1, 256), default=None, metavar="数", help="同时使用的处理器数，默认全部")
@common
def command(
    kind: str, names: tuple[str, ...], now: datetime | None, since: datetime | None, until: datetime | None,
    year: int | None, website: bool, form: str, out: Path | None, jobs: int | None, root: Path, quiet: bool, debug: bool,
) -> int:  # fmt: skip
    """Compute one report and write it."""
    del debug
    if form in _BINARY and out is None:
        raise UsageError(f"{form} 不能显示在终端上；请用 --out 写到文件")
    with Bar(quiet=quiet) as bar:
        options = runs.options(root, None, now, jobs, True, bar)
        from zhanqun import pipeline

        judged = pipeline.judge_cluster(options)
    asked = Asked(
        report_inputs.chosen_sites(judged.cluster, names, below=kind != "annual"), since.date() if since else None,
        until.date() if until else None, year, website,
    )
    if asked.since and asked.until and asked.until < asked.since:
        raise UsageError("--to 早于 --from")
    if not judged.ok:
        remark("警告：站群有错误，出错的内容没有计入，这份报告不完整；先用 zhanqun check 改好")
    made = _make(kind, judged, asked)
    _deliver(made, form, out, judged, options, quiet)
    if made.findings:
        remark(findings_text(made.findings, show_all=True).rstrip("\n"))
    return 1 if made.failed or not judged.ok else 0


def _make(kind: str, judged: Judged, asked: Asked) -> Made:
    from zhanqun.commands import report_kinds

    return {
        "duties": report_kinds.duties, "stats": report_kinds.stats, "inspection": report_kinds.inspection,
        "annual": report_kinds.annual, "coverage": report_kinds.coverage,
    }[kind](judged, asked)  # fmt: skip


def _deliver(
    made: Made, form: str, out: Path | None, judged: Judged, options: BuildOptions, quiet: bool
) -> None:
    data = _data(made, form, judged.now)
    if out is None:
        say(data.decode("utf-8"))
        return
    # A spreadsheet takes UTF-8 for the local code page unless a mark says otherwise.
    write_out("--out", out, (b"\xef\xbb\xbf" + data) if form == "csv" else data, options.out)
    remark(f"已写入：{out}", quiet=quiet)


def _data(made: Made, form: str, now: datetime) -> bytes:
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(made.value), indent=2) + b"\n"
    if form == "xlsx":
        from zhanqun.report.xlsx_paper import paper_xlsx

        return paper_xlsx(made.paper, now)
    if form == "docx":
        from zhanqun.report.docx_paper import paper_docx

        return paper_docx(made.paper, now)
    from zhanqun.report import paper_text

    if form == "markdown":
        return (made.markdown or paper_text.paper_markdown(made.paper)).encode()
    if form == "csv":
        return paper_text.paper_csv(made.paper).encode()
    return (paper_text.paper_html if form == "html" else paper_text.paper_text)(made.paper).encode()
