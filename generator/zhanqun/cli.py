"""The command line: the list of commands, and the one place where errors become text and exit codes.

Exit codes: 0 fine · 1 findings · 2 usage or configuration · 3 our bug · 4 nothing to build · 130 interrupted.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Sequence
from typing import Any

import click

from zhanqun import __version__
from zhanqun.commands.base import Command, help_option
from zhanqun.model.errors import NothingToBuild, UsageError

COMMANDS = {
    "init": "新建一个站群：母站、两个部门、目录和检查配置",
    "new": "新建一条信息，编好索引号，打印文件路径",
    "check": "检查，不写任何文件",
    "build": "生成整个站群",
    "serve": "生成并在本机浏览，改动后自动刷新",
    "review": "审查一次改动：将要公开什么，哪些被拦截，轮到谁",
    "approve": "登记审查意见",
    "audit": "导出审查台账：谁写的、谁审的、审的是哪些字节",
    "clean": "去掉附件里看不见的内容，另存一份",
    "owners": "按审查人名单生成 CODEOWNERS",
    "report": "责任清单、统计、自查和年度报告",
    "explain": "说明一条规则",
}
"""Name -> one line of help. The command itself is ``zhanqun.commands.<name>.command``."""

HELP = """站群：把依法应当公开的信息生成静态网站；未经审查的，一条也不公开。

\b
例：
  zhanqun init 我的站群       新建一个站群
  zhanqun serve               在 http://127.0.0.1:8000 浏览
  zhanqun check               检查全部内容
"""


class Lazy(click.Group):
    """Imports a command's module only when it is called; the list of commands needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"zhanqun.commands.{cmd_name}").command
        assert isinstance(command, Command)
        return command

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "命令 [选项] …", prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))
        rows = [param.get_help_record(ctx) for param in self.get_params(ctx)]
        with formatter.section("选项"):
            formatter.write_dl([row for row in rows if row is not None])
        formatter.write("\n每个命令的用法：zhanqun 命令 --help\n")


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value:
        click.echo(f"zhanqun {__version__}")
        ctx.exit()


group = Lazy(
    "zhanqun",
    help=HELP,
    add_help_option=False,
    no_args_is_help=False,
    invoke_without_command=True,
    callback=lambda: _greet(),
    params=[
        click.Option(
            ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_version, help="显示版本"
        ),
        help_option(),
    ],
)


def _greet() -> None:
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Never raises, whatever the input."""
    args = list(sys.argv[1:] if argv is None else argv)
    try:
        code: Any = group.main(args, prog_name="zhanqun", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except UsageError as error:
        return _usage(error)
    except click.UsageError as error:
        _complain(_wrong_call(error))
        path = error.ctx.command_path if error.ctx else "zhanqun"
        _note(f"用法见：{path} --help")
        return 2
    except (KeyboardInterrupt, click.Abort):
        _note("已中断")
        return 130
    except Exception as error:  # the last resort: a bug of ours, whatever it is
        from zhanqun.commands.trouble import bug_text

        _note(bug_text(error, debug="--debug" in args))
        return 3


def _usage(error: UsageError) -> int:
    if error.findings:
        from zhanqun.commands.console import paint, say
        from zhanqun.report.text import findings_text

        say(findings_text(error.findings, show_all=True, paint=paint()))
        sys.stdout.flush()
    _complain(error.message or "配置有错误，见上")
    return 4 if isinstance(error, NothingToBuild) else 2


def _wrong_call(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            hint = f"；是不是 {error.possibilities[0]}" if error.possibilities else ""
            return f"没有选项 {error.option_name}{hint}"
        case click.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
            if isinstance(error.param, click.Option):
                name = error.param.opts[0]
            return f"缺少 {name}"
        case click.BadParameter():
            name = error.param.opts[0] if isinstance(error.param, click.Option) else ""
            return f"{name} {error.message}".strip()
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 的用法不对：它后面要写一个值，或不该写值"
    text = error.format_message()
    # Click words these two itself; the name is all that is taken from its sentence.
    found = re.search(r"'([^']*)'|\((.*)\)", text)
    said = (found[1] or found[2]) if found else ""
    if text.startswith("No such command"):
        from difflib import get_close_matches

        near = get_close_matches(said, COMMANDS, n=1)
        return f"没有命令 '{said}'；" + (f"是不是 {near[0]}" if near else f"有：{'、'.join(COMMANDS)}")
    return f"多余的参数：{said}" if "extra argument" in text else f"用法不对：{text}"


def _complain(text: str) -> None:
    _note(f"错误：{text}")


def _note(text: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(text + "\n")
