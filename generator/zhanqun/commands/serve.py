"""``zhanqun serve``: build, serve on 127.0.0.1, rebuild and reload on change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from zhanqun.commands import runs
from zhanqun.commands.base import Command, Folder, Whole, common
from zhanqun.commands.console import Bar, remark
from zhanqun.commands.trouble import bug_text
from zhanqun.model.errors import Overtaken, UsageError
from zhanqun.report.text import findings_text

_PAGES = ("生成页面", "建检索索引")
"""Stages that are stopped when something was saved meanwhile."""


@click.command(
    "serve",
    cls=Command,
    help="""生成站群，在本机 127.0.0.1 上浏览；文件一改就重新生成，浏览器自动刷新。按 Ctrl+C 结束。

\b
例：
  zhanqun serve
  zhanqun serve --port 8080
""",
)
@click.option("--port", type=Whole(0, 65535), default=8000, metavar="端口", help="端口，默认 8000")
@click.option("--out", type=Folder(), default=None, metavar="目录", help="输出目录，默认为站群目录下的 dist")
@click.option("--jobs", type=Whole(1, 256), default=None, metavar="数", help="同时使用的处理器数，默认全部")
@common
def command(port: int, out: Path | None, jobs: int | None, root: Path, quiet: bool, debug: bool) -> int:
    """Serve until interrupted."""
    from zhanqun.serve.run import serve

    options = runs.options(root, out, None, jobs, True, lambda stage, done, total: None)

    def rebuild(touched: frozenset[str] | None, overtaken: Callable[[], bool]) -> str:
        from dataclasses import replace

        from zhanqun import pipeline

        if touched is not None:
            pipeline.stay()
        try:
            with Bar(quiet=quiet) as bar:

                def progress(stage: str, done: int, total: int) -> None:
                    bar(stage, done, total)
                    # Verdicts are kept by now; pages would be of sources that are no more.
                    if stage in _PAGES and overtaken():
                        raise Overtaken

                result = pipeline.build(replace(options, progress=progress, touched=touched))
        except Overtaken:
            remark("又有文件保存，重新生成", quiet=quiet)
            raise
        except UsageError as error:
            if overtaken():  # most often: a file was saved while it was read
                remark("又有文件保存，重新生成", quiet=quiet)
                raise Overtaken from error
            problems = findings_text(error.findings, show_all=True) + error.message
            remark(f"{findings_text(error.findings)}错误：{error.message}")
            return problems
        except Exception as error:  # a bug of ours must not end the session: the last good build stays served
            text = bug_text(error, debug=debug)
            remark(text)
            return text
        told = runs.summary(result)
        runs.tell(told, out=str(out or options.out.name), ok=result.ok, show_all=False, quiet=quiet)
        # Who keeps a log instead of a terminal would read of it with the next edit.
        sys.stdout.flush()
        return "" if result.ok else findings_text(told.findings)

    def ready(address: str) -> None:
        remark(f"站群在 {address} ，按 Ctrl+C 结束")

    serve(options.root, options.out, port, rebuild, ready)
    return 0
