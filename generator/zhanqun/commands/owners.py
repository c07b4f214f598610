"""``zhanqun owners``: CODEOWNERS from reviewers.yml."""

from __future__ import annotations

from pathlib import Path

import click

from zhanqun.commands.base import Command, common
from zhanqun.commands.console import remark, say
from zhanqun.model.errors import UsageError, why


@click.command(
    "owners",
    cls=Command,
    help="""按 reviewers.yml 生成代码托管平台的 CODEOWNERS，合并请求会自动请对应的审查人。默认打印，--write 写入文件。

\b
例：
  zhanqun owners --write
""",
)
@click.option("--write", is_flag=True, help="写入 .github/CODEOWNERS 和 .gitlab/CODEOWNERS")
@common
def command(write: bool, root: Path, quiet: bool, debug: bool) -> int:
    """Print or write the file."""
    del debug
    from zhanqun.commands.clusters import current, loaded
    from zhanqun.scaffold.owners import PLACES, codeowners_text

    cluster = loaded(root)
    text = codeowners_text(cluster, current(cluster).date())
    if not write:
        say(text)
        return 0
    for name in PLACES:
        place = Path(cluster.root) / name
        try:
            place.parent.mkdir(exist_ok=True)
            place.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{name} 写不了：{why(error)}") from error
        remark(f"已写入 {name}", quiet=quiet)
    return 0
