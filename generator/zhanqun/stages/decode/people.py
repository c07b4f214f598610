"""领导 and 机构 of a page: who leads an agency and what it consists of (条例第二十条第（二）项)."""

from __future__ import annotations

from typing import Final

from zhanqun.model.people import Leader, Unit
from zhanqun.text import typed
from zhanqun.text.nodes import Node, Table
from zhanqun.text.notes import Notes

_LEADER: Final = ("姓名", "职务", "分工", "简历", "照片")
_PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp")
_UNIT: Final = ("名称", "职责", "负责人", "联系电话", "办公地址", "下级")
_DEPTH: Final = 4


def leaders(notes: Notes, node: Node) -> tuple[Leader, ...]:
    """Names may repeat, name and post together may not."""
    found: list[Leader] = []
    for item in typed.tables(notes, "领导", node):
        block = typed.table(notes, "领导", item, _LEADER, ("姓名", "职务"))
        if block is None:
            continue
        leader = Leader(
            name=_line(notes, block, "姓名", "领导"), post=_line(notes, block, "职务", "领导"),
            duties=_text(notes, block, "分工", "领导"), resume=_text(notes, block, "简历", "领导"),
            photo=_line(notes, block, "照片", "领导"),
        )
        if leader.photo and not leader.photo.lower().endswith(_PICTURES):
            notes.error(item, "领导的照片不是图片文件", "用 jpg、png 或 webp 图片", typed.VALUE)
        if any((other.name, other.post) == (leader.name, leader.post) for other in found):
            notes.error(item, "领导里同一个人写了两次", "只保留一处", typed.VALUE)
        found.append(leader)
    return tuple(found)


def units(notes: Notes, node: Node, depth: int = 1) -> tuple[Unit, ...]:
    """Units and those below them, four levels at most; no two units side by side have one name."""
    if depth > _DEPTH:
        notes.error(node, f"机构的下级超过 {_DEPTH} 层", "把更深的机构并到上一层", typed.VALUE)
        return ()
    found: list[Unit] = []
    for item in typed.tables(notes, "机构", node):
        block = typed.table(notes, "机构", item, _UNIT, ("名称",))
        if block is None:
            continue
        duties, below = typed.value_of(block, "职责"), typed.value_of(block, "下级")
        unit = Unit(
            name=_line(notes, block, "名称", "机构"),
            duties=typed.texts(notes, "机构的职责", duties) if duties else (),
            head=_line(notes, block, "负责人", "机构"), phone=_line(notes, block, "联系电话", "机构"),
            place=_line(notes, block, "办公地址", "机构"),
            below=units(notes, below, depth + 1) if below else (),
        )
        if any(other.name == unit.name for other in found):
            notes.error(item, "机构里同一个名称写了两次", "只保留一处，或改成各自的全称", typed.VALUE)
        found.append(unit)
    return tuple(found)


def _line(notes: Notes, block: Table, key: str, label: str) -> str:
    value = typed.value_of(block, key)
    return "" if value is None else typed.line(notes, f"{label}的{key}", value)


def _text(notes: Notes, block: Table, key: str, label: str) -> str:
    value = typed.value_of(block, key)
    return "" if value is None else typed.text(notes, f"{label}的{key}", value)
