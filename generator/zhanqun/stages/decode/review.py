"""The block 审查: the recorded approvals."""

from __future__ import annotations

import re

from zhanqun.model.cluster import Cluster, Column
from zhanqun.model.item import Review, Step
from zhanqun.model.keys import STEPS
from zhanqun.text import typed
from zhanqun.text.nodes import Node, Table
from zhanqun.text.notes import Notes

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_STEP = ("人", "日期", "结论")


def read_review(notes: Notes, node: Node, cluster: Cluster, column: Column | None) -> Review | None:
    """``{摘要, <step>: {人, 日期, 结论}}``; steps beyond the usual four are those of the policy and the column."""
    if not isinstance(node, Table):
        notes.error(node, "审查应当分项写", "用 zhanqun approve 写入，不要手写", typed.VALUE)
        return None
    digest = ""
    steps: list[Step] = []
    for key, entry in node.entries.items():
        if key == "摘要":
            digest = typed.line(notes, "审查的摘要", entry.value)
            if not _DIGEST.fullmatch(digest):
                message = "审查的摘要应当是 sha256: 加 64 位十六进制数字"
                notes.error(entry.value, message, "重新运行 zhanqun approve", typed.VALUE)
        elif key in STEPS or key in _more_steps(cluster, column):
            step = _step(notes, key, entry.value, entry.line)
            if step:
                steps.append(step)
        else:
            known = ("摘要", *STEPS, *_more_steps(cluster, column))
            typed.unknown(notes, "审查里", key, entry, tuple(dict.fromkeys(known)))
    if not digest and "摘要" not in node.entries:
        notes.error(node, "审查缺少“摘要”", "用 zhanqun approve 写入，不要手写", typed.VALUE)
    return Review(digest=digest, steps=tuple(steps), line=node.line)


def _more_steps(cluster: Cluster, column: Column | None) -> tuple[str, ...]:
    own = column.steps if column else ()
    return (*own, *cluster.policy.default_steps, *cluster.policy.page_steps)


def _step(notes: Notes, name: str, node: Node, line: int) -> Step | None:
    block = typed.table(notes, name, node, _STEP, _STEP)
    if block is None:
        return None
    person, day, result = (typed.value_of(block, key) for key in _STEP)
    when = typed.day(notes, f"{name}的日期", day) if day else None
    who = typed.line(notes, f"{name}的人", person) if person else ""
    said = typed.line(notes, f"{name}的结论", result) if result else ""
    return Step(name=name, person=who, day=when, result=said, line=line) if when else None
