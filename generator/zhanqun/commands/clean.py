"""``zhanqun clean``: a copy of an attachment without what a reader does not see."""

from __future__ import annotations

from pathlib import Path

import click

from zhanqun.commands.base import Command, Folder, common
from zhanqun.commands.console import remark, say
from zhanqun.commands.writing import is_published, replace_whole
from zhanqun.model.errors import UsageError, why


@click.command(
    "clean",
    cls=Command,
    help="""把附件里看不见的内容去掉，另存一份：作者和单位、隐藏的工作表和行列、修订、批注、拍摄地点等，并列出去掉了什么。

\b
例：
  zhanqun clean 附件1.docx --out 附件1-清理.docx
""",
)
@click.argument("source", type=Folder(), metavar="文件")
@click.option("--out", type=Folder(), default=None, metavar="文件", help="写到哪里，默认在原文件名后加“-清理”")
@common
def command(source: Path, out: Path | None, root: Path, quiet: bool, debug: bool) -> int:
    """Write the clean copy; never over the original."""
    del debug, root
    from zhanqun.attachments import read_attachment
    from zhanqun.attachments.clean import CannotClean, clean_file

    target = out or source.with_name(f"{source.stem}-清理{source.suffix}")
    try:
        data = source.read_bytes()
    except OSError as error:
        raise UsageError(f"{source} 读不了：{why(error)}") from error
    if target.resolve() == source.resolve():
        raise UsageError("不能写到原文件上；请用 --out 另写一个文件名")
    if is_published(target):
        raise UsageError(f"{target} 在输出目录之内，会随网站一起公开；请用 --out 写到别处")
    try:
        cleaned, removed = clean_file(data, source.suffix.lower().lstrip("."))
    except CannotClean as error:
        raise UsageError(f"{source} 清理不了：{error}") from error
    try:
        if out is None and target.exists() and target.read_bytes() != cleaned:
            raise UsageError(f"已有另一个 {target}，没有覆盖；请先把它移走，或用 --out 另写一个文件名")
        replace_whole(target, cleaned)
    except OSError as error:
        raise UsageError(f"{target} 写不了：{why(error)}") from error
    for what in removed:
        say(f"去掉：{what}")
    left = read_attachment(target.name, cleaned)
    for what in dict.fromkeys(what for what, _ in left.hidden):
        say(f"还有：{what}，请用办公软件处理")
    for what, _ in left.metadata:
        say(f"还有：属性（{what}），请用办公软件处理")
    for problem in left.problems:
        say(f"还有：{problem.message}；{problem.help}")
    if removed:
        remark(f"已写入 {target}；打开核对，没有问题就用它换掉原文件，原文件不要提交", quiet=quiet)
    else:
        remark(f"没有发现要去掉的内容；副本写在 {target}，不需要就删掉", quiet=quiet)
    return 1 if left.hidden or left.metadata or left.problems else 0
