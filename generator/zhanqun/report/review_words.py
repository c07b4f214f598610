"""The words of a review, shared by its text and its Markdown form."""

from __future__ import annotations

from zhanqun.model.comparison import Change, Comparison, StepState

KINDS = {"new": "新公开", "changed": "改动", "gone": "不再公开", "closed": "不公开", "approval": "只登记了审查",
         "moved": "换了位置"}
FILES = {"new": "新增", "changed": "改动", "same": "未改动", "gone": "移除"}
STEPS = {"done": "已审", "stale": "已失效", "missing": "缺", "refused": "不算数"}
SECTIONS = (
    ("new", "新公开"), ("changed", "改动后公开"), ("moved", "内容不变，换了位置"), ("gone", "不再公开"),
    ("approval", "内容不变，只登记了审查"), ("closed", "改动了，但不公开"),
)  # fmt: skip


def verdict_line(found: Comparison) -> str:
    """The first line: may this be merged."""
    faults, warned = len(found.faults), len(found.warnings)
    waiting = sum(bool(change.turn) for change in found.changes)
    if found.blocking:
        parts = ["不能合并" + (f"：{faults} 处被拦截" if faults else "")]
    elif any(change.kind in ("new", "changed", "moved", "approval") for change in found.changes):
        parts = ["可以合并，没有拦截的问题"]
    else:
        parts = ["本次改动不公开任何内容"]
    if waiting:
        parts.append(f"{waiting} 个文件的审查不齐")
    if warned:
        parts.append(f"{warned} 处警告")
    return "，".join(parts)


def step_words(step: StepState) -> str:
    """``初审 已审（张三 2026-03-03）`` or ``保密审查 缺，可由 李四、王五``."""
    text = f"{step.name} {STEPS[step.state]}"
    if step.person:
        text += f"（{step.person}{' ' + step.day if step.day else ''}）"
    if step.state != "done":
        text += "，" + (f"可由 {'、'.join(step.may)} 审查" if step.may else "名单里没有可以审查的人，请公开工作机构指定")
    return text


def turn_words(change: Change) -> str:
    """Whose turn it is, with the command to run."""
    step = next((step for step in change.steps if step.name == change.turn), None)
    if step is None:
        return ""
    return f"轮到{step.name}：{'、'.join(step.may) or '名单里没有人'}"


def size_words(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB" if size else "0"
