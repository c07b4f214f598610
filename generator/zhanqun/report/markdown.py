"""A review as one pull-request comment.

Fits the comment limit of every code host, carries a mark by which a bot finds its own comment, and shows foreign
text as text: nothing in a title or an attachment can become a link, a mention, an image or a tag.
"""

from __future__ import annotations

from collections.abc import Sequence

from zhanqun.model.comparison import Change, Comparison, ConfigChange, DiffLine, FileChange
from zhanqun.model.finding import Finding
from zhanqun.report.escaping import code_span, fenced, plain_markdown
from zhanqun.report.review_words import FILES, SECTIONS, size_words, step_words, turn_words, verdict_line

MARK = "<!-- zhanqun-review -->"
"""First line of the comment."""
LIMIT = 60_000
"""Characters. GitHub allows 65,536, Gitea and GitLab more."""
_BLOCK = 6_000
"""Characters of one source's difference."""
_LINE = 1_000
_FINDINGS = 50


def review_markdown(found: Comparison, *, limit: int = LIMIT) -> str:
    """The comment. Blocked, warned and approvals are never crowded out by long texts: texts are cut first."""
    tail = _findings(found) + _approvals(found)
    foot = ["", f"与 {code_span(found.base[:12])} 比较；当前 {code_span(found.head[:12])}。"
            "匹配到的敏感内容一律以 █ 遮盖；看不见的字符写成 〔U+…〕。审查方法见 docs/review.md。"]
    head = [MARK, f"## {_light(found)} {verdict_line(found)}", *(f"> {plain_markdown(note)}\n" for note in found.notes)]
    budget = limit - _size(head) - _size(tail) - _size(foot) - 200
    middle = _public(found, budget)
    text = "\n".join((*head, *middle, *tail, *foot)) + "\n"
    if len(text) <= limit:
        return text
    # Hundreds of findings: even the short forms do not fit.
    return text[: limit - 120].rsplit("\n", 1)[0] + "\n\n（内容太多，后面没有列出；完整结果请看流水线的附件 review.json）\n"


def _light(found: Comparison) -> str:
    return "⛔" if found.faults else "⏳" if any(change.turn for change in found.changes) else "✅"


def _size(lines: Sequence[str]) -> int:
    return sum(len(line) + 1 for line in lines)


def _public(found: Comparison, budget: int) -> list[str]:
    """Section 1. Every source has its line; texts are told while there is room."""
    lines = ["", "### 一、公开什么", ""]
    if not found.changes:
        lines.append("没有改动任何内容文件。")
    blocks: list[tuple[list[str], list[str]]] = []
    for kind, title in SECTIONS:
        chosen = [change for change in found.changes if change.kind == kind]
        for number, change in enumerate(chosen):
            heading = ["", f"#### {title}（{len(chosen)}）", ""] if number == 0 else []
            blocks.append((heading + _headline(change), _details(change)))
    blocks += [([f"- 配置 {code_span(config.path)}"], _config(config)) for config in found.configuration]
    if found.others:
        names = "、".join(code_span(path) for path in found.others[:20])
        blocks.append(([f"- 此外改动了 {len(found.others)} 个不是内容的文件：{names}"], []))
    short = sum(_size(head) for head, _ in blocks)
    room, left_out = budget - _size(lines) - short, 0
    for head, details in blocks:
        if budget < _size(lines) + _size(head) + 200:
            left_out += 1
            continue
        lines += head
        if _size(details) <= room:
            lines += details
            room -= _size(details)
        elif details:
            lines.append("  - （篇幅所限，内容没有列出；请看改动的文件）")
            room -= 40
    if left_out:
        lines += ["", f"（另有 {left_out} 个文件没有列出）"]
    return lines


def _headline(change: Change) -> list[str]:
    light = {"blocked": "⛔", "waiting": "⏳", "scheduled": "🕒", "public": "✅"}.get(change.state, "▫️")
    title = f"**{plain_markdown(change.title)}** " if change.title else ""
    old = f"（原 {code_span(change.before_path)}）" if change.before_path and change.title else ""
    lines = [f"- {light} {title}{code_span(change.path)}{old}", f"  - {plain_markdown(change.why)}"]
    if change.title and change.kind != "approval":
        column = f"；栏目 {plain_markdown(change.column)}" if change.column else ""
        lines.append(f"  - 地址 {code_span(change.address)}{column}")
    return lines


def _details(change: Change) -> list[str]:
    lines: list[str] = []
    rows = [
        f"{field.key}：{field.before} → {field.after or '（删去）'}" if field.before else f"{field.key}：{field.after}"
        for field in change.fields
    ]
    if rows or change.lines:
        diff = [f"{'!' if '→' in row else '+'} {_cut(row)}" for row in rows]
        if rows and change.lines:
            diff.append("@@ 正文 @@")
        lines += _fold(f"内容（已遮盖 {change.masked} 处）" if change.masked else "内容", _block(diff, change.lines))
    for file in change.files:
        lines += _file(file)
    return lines


def _block(first: list[str], lines: tuple[DiffLine, ...]) -> list[str]:
    shown: list[str] = []
    used = 0
    rows = [*first, *(f"@@ {line.text} @@" if line.mark == "@" else f"{line.mark} {_cut(line.text)}" for line in lines)]
    for row in rows:
        used += len(row) + 1
        if used > _BLOCK:
            shown.append(f"@@ 另有 {len(rows) - len(shown)} 行没有列出，请看改动的文件 @@")
            break
        shown.append(row)
    return fenced(shown, "diff")


def _cut(text: str) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= _LINE else f"{flat[:_LINE]}……（共 {len(flat)} 字，后面没有列出）"


def _fold(summary: str, lines: list[str]) -> list[str]:
    return ["", f"<details><summary>{plain_markdown(summary)}</summary>", "", *lines, "", "</details>", ""]


def _file(file: FileChange) -> list[str]:
    digest = f" {code_span('sha256:' + file.sha256[:16])}…" if file.sha256 else ""
    lines = [f"  - 附件（{FILES[file.kind]}）{code_span(file.path)} {size_words(file.size)}{digest}"]
    lines += [f"    - {plain_markdown(note)}" for note in file.notes[:20]]
    if file.excerpt:
        text = [line if len(line) <= _LINE else line[:_LINE] + "……" for line in file.excerpt.splitlines()]
        label = f"附件文字{'（开头部分）' if file.cut else ''}" + (f"，已遮盖 {file.masked} 处" if file.masked else "")
        lines += _fold(label, fenced(text, "text"))
    return lines


def _config(config: ConfigChange) -> list[str]:
    return _fold("配置改动", _block([], config.lines)) if config.lines else []


def _findings(found: Comparison) -> list[str]:
    lines: list[str] = []
    for title, findings, empty in (("二、拦截", found.faults, "没有。"), ("三、警告", found.warnings, "没有。")):
        lines += ["", f"### {title}（{len(findings)}）", ""]
        ordered = sorted(findings, key=lambda finding: (not found.mine(finding), finding.order()))
        lines += [_finding(finding, found) for finding in ordered[:_FINDINGS]] or [empty]
        if len(ordered) > _FINDINGS:
            lines.append(f"- 另有 {len(ordered) - _FINDINGS} 处，见流水线的附件 review.json")
    return lines


def _finding(finding: Finding, found: Comparison) -> str:
    line = f":{finding.where.line}" if finding.where.line else ""
    earlier = "" if found.mine(finding) else "（本次改动之前就有）"
    evidence = f" {code_span(_cut(finding.evidence))}" if finding.evidence else ""
    return (f"- {code_span(finding.where.path + line)} {plain_markdown(_cut(finding.message))}{earlier}{evidence}。"
            f"处理：{plain_markdown(finding.help)} {code_span(finding.rule)}")


def _approvals(found: Comparison) -> list[str]:
    waiting = [change for change in found.changes if change.turn]
    lines = ["", f"### 四、审查（{len(waiting)} 个文件不齐）", ""]
    for change in waiting[:_FINDINGS]:
        lines.append(f"- {code_span(change.path)} **{plain_markdown(turn_words(change))}**")
        lines += [f"  - {plain_markdown(step_words(step))}" for step in change.steps]
    if len(waiting) > _FINDINGS:
        lines.append(f"- 另有 {len(waiting) - _FINDINGS} 个文件")
    return lines if waiting else [*lines, "都齐了。" if found.changes else "不需要。"]
