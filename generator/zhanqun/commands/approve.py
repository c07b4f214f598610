"""``zhanqun approve``: record one step of review, bound to the very bytes it was given for."""

from __future__ import annotations

import os
from pathlib import Path

import click

from zhanqun.commands.base import Command, Folder, common
from zhanqun.commands.console import paint, remark, say
from zhanqun.model.errors import UsageError
from zhanqun.model.finding import Severity
from zhanqun.report.text import findings_text


@click.command(
    "approve",
    cls=Command,
    help="""登记审查意见。意见和文件内容、附件绑定：之后改动任何一处，意见即告失效，须重新审查。

\b
例：
  zhanqun approve sites/jiaoyu/docs/20-07/2026/yusuan.md --step 保密审查 --by 李四
""",
)
@click.argument("paths", nargs=-1, required=True, type=Folder(), metavar="路径 …")
@click.option("--step", required=True, metavar="步骤", help="初审、复审、终审或保密审查")
@click.option("--by", "person", required=True, metavar="姓名", help="审查人，须在 reviewers.yml 名单之内")
@click.option("--result", default="可以公开", metavar="结论", help="审查结论，默认“可以公开”")
@common
def command(
    paths: tuple[Path, ...], step: str, person: str, result: str, root: Path, quiet: bool, debug: bool
) -> int:
    """Write the step into each file that may have it; say why the others may not."""
    del debug
    from zhanqun.commands.clusters import current, loaded
    from zhanqun.review.approve import approve_paths
    from zhanqun.stages.collect import read_history

    cluster = loaded(root)
    place = Path(cluster.root).resolve()
    names = [_relative(path, place) for path in paths]
    history = read_history(cluster)
    outcome = approve_paths(
        cluster,
        names,
        step=step,
        person=person,
        result=result,
        now=current(cluster),
        authors={name: found.authors for name in names if (found := history.files.get(name)) is not None},
        history_note="" if history.available else history.note,
    )
    text = findings_text(outcome.findings, show_all=True, paint=paint())
    if text:
        say(text)
    for done in outcome.approved:
        say(f"{done.path}\t{done.step}\t{person}\t{result}\t{done.digest}")
        for label, values in (("附件", done.files), ("因内容改动而作废的步骤", done.dropped), ("还缺", done.missing)):
            if values:
                remark(f"  {label}：{'、'.join(values)}", quiet=quiet)
    return 1 if any(finding.severity is Severity.ERROR for finding in outcome.findings) else 0


def _relative(path: Path, root: Path) -> str:
    """From the cluster's root, POSIX. A path is looked for from where the person is, then from the root."""
    for place in (path.absolute(), root / path):
        clean = Path(os.path.normpath(place))
        if clean.is_relative_to(root) and clean.exists():
            return clean.relative_to(root).as_posix()
    raise UsageError(f"站群里没有文件 {path}")
