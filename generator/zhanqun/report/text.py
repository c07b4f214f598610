"""Findings as text for people: what is wrong, where, what to do next.

Source lines are never read again to be quoted: only the evidence that the rule has masked is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zhanqun.model.finding import Finding, Location, Severity

SHOWN = 20
"""So many findings are printed unless all are asked for; errors come before warnings in the choice."""

Paint = Callable[[str, str], str]
"""(text, style) -> text. Styles: error, warning, dim."""


def plain(text: str, style: str) -> str:
    """No colour: not a terminal, or NO_COLOR is set."""
    del style
    return text


def coloured(text: str, style: str) -> str:
    """ANSI colours that read on dark and light terminals."""
    codes = {"error": "1;31", "warning": "1;33", "dim": "2"}
    return f"\x1b[{codes[style]}m{text}\x1b[0m" if style in codes else text


def findings_text(findings: Iterable[Finding], *, show_all: bool = False, paint: Paint = plain) -> str:
    """All findings in order, separated by empty lines, ending with one; empty text when there are none."""
    ordered = sorted(findings, key=Finding.order)
    chosen = ordered if show_all or len(ordered) <= SHOWN else _choose(ordered)
    blocks = [finding_text(finding, paint) for finding in chosen]
    left = len(ordered) - len(chosen)
    if left:
        blocks.append(f"……另有 {left} 个问题（加 --all 全部列出）\n")
    return "\n".join(blocks) + ("\n" if blocks else "")


def finding_text(finding: Finding, paint: Paint = plain) -> str:
    """One finding, several lines, each ended."""
    style = "error" if finding.severity is Severity.ERROR else "warning"
    label = "错误" if finding.severity is Severity.ERROR else "警告"
    gutter = " " * len(str(finding.where.line)) if finding.evidence else ""
    bar = paint(f"{gutter} |", "dim")
    lines = [f"{paint(f'{label}[{finding.rule}]', style)}: {finding.message}"]
    lines.append(f"{gutter} {paint('-->', 'dim')} {place(finding.where)}")
    if finding.evidence:
        lines += [bar, f"{paint(f'{finding.where.line} |', 'dim')} {finding.evidence}", bar]
    lines += [f"{gutter}     {number}：{place(where)}" for number, where in enumerate(finding.also, 1)]
    lines.append(f"{gutter}  {paint('=', 'dim')} 处理：{finding.help}")
    lines.append(f"{gutter}  {paint('=', 'dim')} 说明：zhanqun explain {finding.rule}")
    return "\n".join(lines) + "\n"


def place(where: Location) -> str:
    """``path:line:column``, as far as known."""
    text = where.path or "."
    if where.line:
        text += f":{where.line}"
        if where.column:
            text += f":{where.column}"
    return text


def _choose(ordered: list[Finding]) -> list[Finding]:
    by_weight = sorted(range(len(ordered)), key=lambda at: ordered[at].severity is not Severity.ERROR)
    return [ordered[at] for at in sorted(by_weight[:SHOWN])]
