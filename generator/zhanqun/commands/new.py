"""``zhanqun new``: a new item."""

from __future__ import annotations

from pathlib import Path

import click

from zhanqun.commands.base import Command, common
from zhanqun.commands.console import remark, say


@click.command(
    "new",
    cls=Command,
    help="""新建一条信息：建好文件，填好元数据，编好索引号，打印文件路径。已有的文件不会被覆盖。

\b
站点写文件夹名或简称；栏目写代码、路径或名称。
\b
例：
  zhanqun new jiaoyu 通知公告 "关于做好 2026 年招生工作的通知"
  zhanqun new 教育局 20-07 "2026 年部门预算"
""",
)
@click.argument("site", metavar="站点")
@click.argument("column", metavar="栏目")
@click.argument("title", metavar="标题")
@common
def command(site: str, column: str, title: str, root: Path, quiet: bool, debug: bool) -> int:
    """Create the file and print its path."""
    del debug
    from zhanqun.commands.clusters import current, loaded
    from zhanqun.scaffold.new_item import create_item, taken_name

    cluster = loaded(root)
    path = create_item(cluster, site, column, title, current(cluster).date())
    say(_shown(path))
    if (same := taken_name(path, title)) is not None:
        remark(f"已有同名文件 {_shown(same)}，所以文件名加了编号；是同一件事就删掉新的，改原来的", quiet=quiet)
    remark("写好正文后：zhanqun check，再请审查人：zhanqun approve", quiet=quiet)
    return 0


def _shown(path: Path) -> str:
    """Relative to where the person is, when it lies below."""
    here = Path.cwd().resolve()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)
