"""``zhanqun approve``: record one step of review, bound to the very bytes it was given for."""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhanqun.commands.base import Command, Folder, common
from zhanqun.commands.console import paint, remark, say
from zhanqun.model.errors import UsageError
from zhanqun.model.finding import Severity
from zhanqun.report.text import findings_text

if TYPE_CHECKING:
    from zhanqun.review.approve import Approved, Outcome

_LINES = 12
"""Lines of a text shown before it is approved."""
_CHANGED = 40
"""Of one that was committed before: its new lines."""


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
@click.option("--yes", "-y", is_flag=True, help="不再询问；不在终端里运行时本来就不询问")
@common
def command(
    paths: tuple[Path, ...], step: str, person: str, result: str, yes: bool, root: Path, quiet: bool, debug: bool
) -> int:
    """Show what would be approved, ask on a terminal, then write the step into each file that may have it."""
    del debug
    from zhanqun.commands.clusters import current, loaded
    from zhanqun.review.approve import approve_paths
    from zhanqun.stages.collect import read_history

    cluster = loaded(root)
    place = Path(cluster.root).resolve()
    names = [_relative(path, place) for path in paths]
    history = read_history(cluster)
    authors = {path: found.authors for path, found in history.files.items()}

    def approve(names: list[str], *, write: bool, expected: dict[str, str]) -> Outcome:
        return approve_paths(
            cluster, names, step=step, person=person, result=result, now=current(cluster), write=write, expected=expected,
            authors=authors,
            history_note="" if history.available else history.note,
        )

    shown = approve(names, write=False, expected={})
    text = findings_text(shown.findings, show_all=True, paint=paint())
    if text:
        say(text)
    before = _committed(cluster.root, [done.path for done in shown.approved])
    for done in shown.approved:
        _show(done, before.get(done.path), quiet=quiet)
    if not shown.approved:
        return 1
    if not yes and sys.stdin.isatty() and not click.confirm(
        f"以“{person}”的名义，对以上 {len(shown.approved)} 个文件登记{step}“{result}”？", default=False, err=True
    ):
        remark("没有登记")
        return 130
    outcome = approve([done.path for done in shown.approved], write=True,
                      expected={done.path: done.digest for done in shown.approved})
    late = [finding for finding in outcome.findings if finding.severity is Severity.ERROR]
    if late:
        say(findings_text(late, show_all=True, paint=paint()))
    for done in outcome.approved:
        say(f"{done.path}\t{done.step}\t{person}\t{result}\t{done.digest}")
    return 1 if late or any(finding.severity is Severity.ERROR for finding in shown.findings) else 0


def _committed(root: str, paths: list[str]) -> dict[str, str]:
    """Path -> body of the version that was committed last; what git does not know is left out."""
    from zhanqun.stages.collect import open_blobs
    from zhanqun.text.front_matter import body_of

    found: dict[str, str] = {}
    with suppress(OSError), open_blobs(root) as blobs:
        for path in paths:
            data = blobs.read("HEAD", path)
            if data is not None:
                with suppress(ValueError):
                    found[path] = body_of(data)
    return found


def _show(done: Approved, before: str | None, *, quiet: bool) -> None:
    """What the approver puts a name under. It has passed every detector.

    ``before``, the committed text, may not have: of it only the number of lines is told.
    """
    from zhanqun.text.visible import visible

    lines = visible(done.body).strip().splitlines()
    remark(f"{done.path}", quiet=quiet)
    remark(f"  标题：{visible(done.title)}", quiet=quiet)
    remark(f"  公开在：{visible(done.address)}" + (f"，{done.opens} 起" if done.opens else ""), quiet=quiet)
    if done.compares:
        remark("  修订对比：写的是 true，旧版本的文字会在修订记录里一并公开", quiet=quiet)
    remark(f"  正文：{len(done.body.strip())} 字，{len(lines)} 行", quiet=quiet)
    now, old = Counter(lines), Counter(visible(before or "").strip().splitlines())
    if before is None or now == old:
        _quote("|", lines, _LINES, quiet=quiet)
    else:
        come = list((now - old).elements())
        remark(f"  和上次提交的版本相比，新的行 {len(come)}，去掉的行 {(old - now).total()}：", quiet=quiet)
        _quote("+", come, _CHANGED, quiet=quiet)
    labels = (("附件", done.files), ("因内容改动而作废的步骤", done.dropped), ("已有", done.kept), ("还缺", done.missing))
    for label, values in labels:
        if values:
            remark(f"  {label}：{'、'.join(values)}", quiet=quiet)
    remark(f"  摘要：{done.digest}", quiet=quiet)


def _quote(mark: str, lines: list[str], most: int, *, quiet: bool) -> None:
    for line in lines[:most]:
        remark(f"  {mark} {line[:200]}", quiet=quiet)
    if len(lines) > most:
        remark(f"  {mark} ……（还有 {len(lines) - most} 行，请打开文件看完）", quiet=quiet)


def _relative(path: Path, root: Path) -> str:
    """From the cluster's root, POSIX. A path is looked for from where the person is, then from the root."""
    for place in (path.absolute(), root / path):
        clean = Path(os.path.normpath(place))
        if clean.is_relative_to(root) and clean.exists():
            return clean.relative_to(root).as_posix()
    raise UsageError(f"站群里没有文件 {path}")
