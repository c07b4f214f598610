"""Click in Chinese: commands, value types and the options that every command takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose help is Chinese throughout."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        kwargs.setdefault("add_help_option", False)
        super().__init__(*args, **kwargs)
        self.params.append(help_option())

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [param.get_help_record(ctx) for param in self.get_params(ctx) if isinstance(param, click.Option)]
        with formatter.section("选项"):
            formatter.write_dl([row for row in rows if row is not None])


def help_option() -> click.Option:
    """``--help`` with a Chinese line."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        del param
        if value and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()

    return click.Option(
        ["--help", "-h"], is_flag=True, expose_value=False, is_eager=True, callback=show, help="显示这段说明"
    )


class Choice(click.ParamType[str]):
    """One of a few words."""

    name = "choice"

    def __init__(self, *words: str) -> None:
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in self.words:
            return str(value)
        self.fail(f"'{value}' 不在可选值之内；可选：{'、'.join(self.words)}", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "[" + "|".join(self.words) + "]"


class Whole(click.ParamType[int]):
    """A whole number between two bounds, both allowed."""

    name = "number"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if re.fullmatch(r"[0-9]{1,9}", str(value)) and self.low <= int(value) <= self.high:
            return int(value)
        self.fail(f"'{value}' 不对；应为 {self.low} 到 {self.high} 的整数", param, ctx)


class Minute(click.ParamType[datetime]):
    """``YYYY-MM-DD`` or ``YYYY-MM-DD HH:MM`` on the cluster's clock; a day without a time means 00:00."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        for form, shape in (("%Y-%m-%d", r"\d{4}-\d\d-\d\d"), ("%Y-%m-%d %H:%M", r"\d{4}-\d\d-\d\d \d\d:\d\d")):
            if re.fullmatch(shape, str(value), re.ASCII):
                try:
                    return datetime.strptime(str(value), form)
                except ValueError:
                    break
        self.fail(f"'{value}' 不是日期；写法：2026-08-22 或 '2026-08-22 09:00'", param, ctx)


class Folder(click.ParamType[Path]):
    """A path as given; whether it exists is for the command to say."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if "\0" in str(value) or not str(value):
            self.fail("路径是空的或含有空字符", param, ctx)
        return Path(value)


def common(command: F) -> F:
    """Adds --root, --quiet and --debug, last in the list of options."""
    for option in (
        click.option("--debug", is_flag=True, help="出现内部错误时打印调用栈（不含文件内容）"),
        click.option("--quiet", "-q", is_flag=True, help="不显示进度和提示"),
        click.option("--root", type=Folder(), default=".", metavar="目录", help="站群所在目录，默认当前目录"),
    ):
        command = option(command)
    return command
