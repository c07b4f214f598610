"""``zhanqun explain``: print the page of a rule."""

from __future__ import annotations

from difflib import get_close_matches

import click

from zhanqun import assets
from zhanqun.commands.base import Command
from zhanqun.commands.console import say
from zhanqun.model.errors import UsageError


@click.command(
    "explain",
    cls=Command,
    help="""说明一条规则：拦什么、依据什么、怎么改、有什么例子。不写规则名则列出全部规则。

\b
例：
  zhanqun explain approval
""",
)
@click.argument("rule", required=False, metavar="[规则]")
@click.option("--debug", is_flag=True, hidden=True)
@click.option("--quiet", "-q", is_flag=True, hidden=True)
def command(rule: str | None, debug: bool, quiet: bool) -> int:
    """Print one page, or the list of rules."""
    del debug, quiet
    try:
        pages = {page.stem: page for page in sorted(assets.rules_folder().glob("*.md"))}
    except FileNotFoundError:
        pages = {}
    if rule is None:
        for name, page in pages.items():
            say(f"{name}\t{_title(page.read_text(encoding='utf-8'))}")
        return 0
    if rule not in pages:
        near = get_close_matches(rule, pages, n=1)
        raise UsageError(
            f"没有规则 '{rule}'；" + (f"是不是 {near[0]}" if near else "用 zhanqun explain 列出全部规则")
        )
    say(pages[rule].read_text(encoding="utf-8"))
    return 0


def _title(text: str) -> str:
    return next((line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("#")), "")
