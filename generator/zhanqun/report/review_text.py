"""A review as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.comparison import Change, Comparison, DiffLine, FileChange
from zhanqun.report.review_words import FILES, SECTIONS, size_words, step_words, turn_words, verdict_line
from zhanqun.report.text import Paint, finding_text, plain

_LINES = 200
"""Lines of one source's text shown."""


def review_text(found: Comparison, *, show_all: bool = False, paint: Paint = plain) -> str:
    """What becomes public, what is blocked, what is warned, which approvals lack: in this order."""
    lines = [f"{verdict_line(found)}（与 {found.base[:12]} 比较{'，含未提交的改动' if found.dirty else ''}）", ""]
    lines += [f"提示：{note}" for note in found.notes]
    lines += ["", "一、公开什么"]
    for kind, title in SECTIONS:
        chosen = [change for change in found.changes if change.kind == kind]
        if chosen:
            lines += ["", f"{title}（{len(chosen)}）"]
            for change in chosen:
                lines += _change(change, show_all)
    for config in found.configuration:
        lines += ["", f"配置 {config.path}", *_diff(config.lines, show_all)]
    if found.others:
        lines += ["", f"此外改动了 {len(found.others)} 个不是内容的文件：{'、'.join(found.others[:20])}"]
    for number, (title, findings) in enumerate((("拦截", found.faults), ("警告", found.warnings)), 2):
        lines += ["", f"{'一二三四'[number - 1]}、{title}（{len(findings)}）", ""]
        for finding in sorted(findings, key=lambda finding: (not found.mine(finding), finding.order())):
            lines += finding_text(finding, paint).splitlines()
            if not found.mine(finding):
                lines.append("    （本次改动之前就有）")
    waiting = [change for change in found.changes if change.turn]
    lines += ["", f"四、审查（{len(waiting)} 个文件不齐）"]
    for change in waiting:
        lines += [f"  {change.path}", *(f"    {step_words(step)}" for step in change.steps), f"    {turn_words(change)}"]
    return "\n".join(lines) + "\n"


def _change(change: Change, show_all: bool) -> Iterator[str]:
    yield ""
    yield f"  {change.path}" + (f"（原 {change.before_path}）" if change.before_path else "")
    yield f"    {change.why}"
    if not change.title:
        return
    yield f"    标题：{change.title}"
    if change.column:
        yield f"    栏目：{change.column}"
    if change.kind != "approval":
        yield f"    地址：{change.address}"
    for field in change.fields:
        if field.key == "标题" and not field.before:
            continue  # Told above.
        if field.before:
            yield f"    {field.key}：{field.before} → {field.after or '（删去）'}"
        else:
            yield f"    {field.key}：{field.after}"
    yield from (f"    {line}" for line in _diff(change.lines, show_all))
    for file in change.files:
        yield from _file(file)
    if change.masked:
        yield f"    已遮盖 {change.masked} 处"


def _file(file: FileChange) -> Iterator[str]:
    yield f"    附件（{FILES[file.kind]}）{file.path} {size_words(file.size)}"
    yield from (f"      {note}" for note in file.notes)


def _diff(lines: tuple[DiffLine, ...], show_all: bool) -> Iterator[str]:
    shown = lines if show_all else lines[:_LINES]
    yield from (f"{line.mark} {line.text}" for line in shown)
    if len(shown) < len(lines):
        yield f"…… 另有 {len(lines) - len(shown)} 行（加 --all 全部列出）"
