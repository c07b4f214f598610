"""``zhanqun init``: a new cluster."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from zhanqun.commands.base import Command, Folder
from zhanqun.commands.console import remark, say


@click.command(
    "init",
    cls=Command,
    help="""新建一个站群：一个母站、两个部门、公开目录、审查人名单和检查脚本。目录须不存在或为空。

\b
例：
  zhanqun init 我的站群
""",
)
@click.argument("folder", type=Folder(), metavar="目录")
@click.option("--quiet", "-q", is_flag=True, help="不显示提示")
@click.option("--debug", is_flag=True, help="出现内部错误时打印调用栈（不含文件内容）")
def command(folder: Path, quiet: bool, debug: bool) -> int:
    """Write the template and approve its sample texts."""
    del debug
    from zhanqun.commands.clusters import current, loaded
    from zhanqun.review.approve import approve_paths
    from zhanqun.scaffold.new_cluster import create_cluster
    from zhanqun.scaffold.owners import PLACES, codeowners_text

    root = folder.absolute()
    sources = create_cluster(root, datetime.now(ZoneInfo("Asia/Shanghai")).date())
    cluster = loaded(root)
    names = [path.relative_to(root).as_posix() for path in sources]
    # Pages need 保密审查 only (cluster.yml, 页面审查); the sample's reviewers are invented like its texts.
    for step, person, paths in (
        ("初审", "张三（示例）", [name for name in names if "/docs/zhinan.md" not in name]),
        ("保密审查", "李四（示例）", names),
    ):
        approve_paths(
            cluster, paths, step=step, person=person, result="可以公开", now=current(cluster), authors={}
        )
    for name in PLACES:
        (root / name).write_text(codeowners_text(cluster, current(cluster).date()), encoding="utf-8")
    say(str(folder))
    remark(f"已新建站群，内容是示例。下一步：cd {folder} && zhanqun serve", quiet=quiet)
    return 0
