"""The nested blocks of an item's front matter: 附件 转载 撤回 更正 征集 办事 公示."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from zhanqun.model.item import (
    AttachmentRef,
    Consultation,
    Correction,
    Feedback,
    Notice,
    Repost,
    Service,
    Withdrawal,
)
from zhanqun.model.tables import KINDS as TABLES
from zhanqun.text import typed
from zhanqun.text.nodes import Node, Scalar, Table
from zhanqun.text.notes import Notes

NOTICE_KINDS: Final = ("名单", "行政许可", "行政处罚", "项目", "其他")

_URL = re.compile(r"https?://[^\s/?#]+(?:[/?#][^\s]*)?")
_ATTACHMENT = ("文件", "名称", "文字稿", "审图号", "登记表")
_CONSULTATION = ("开始", "截止", "渠道", "说明", "缩短理由", "反馈")
_FEEDBACK = ("日期", "收到", "采纳", "说明")
_SERVICE_REQUIRED = ("事项名称", "设定依据", "申请条件", "办理材料", "办理地点", "办理时间", "联系电话", "办理流程")
_SERVICE = (*_SERVICE_REQUIRED, "收费", "办理时限")
_NOTICE = ("类型", "开始", "受理机构", "联系电话", "事项")


def _line(notes: Notes, node: Table, key: str, label: str) -> str:
    value = typed.value_of(node, key)
    return "" if value is None else typed.line(notes, f"{label}的{key}", value)


def _text(notes: Notes, node: Table, key: str, label: str) -> str:
    value = typed.value_of(node, key)
    return "" if value is None else typed.text(notes, f"{label}的{key}", value)


def _texts(notes: Notes, node: Table, key: str, label: str) -> tuple[str, ...]:
    value = typed.value_of(node, key)
    return () if value is None else typed.texts(notes, f"{label}的{key}", value)


def _day(notes: Notes, node: Table, key: str, label: str) -> date | None:
    value = typed.value_of(node, key)
    return None if value is None else typed.day(notes, f"{label}的{key}", value)


def file_name(notes: Notes, label: str, node: Node) -> str:
    """A path that stays below the item's own folder."""
    name = typed.line(notes, label, node)
    parts = name.split("/")
    if name and ("\\" in name or ":" in name or name[0] == "/" or any(part in ("", ".", "..") for part in parts)):
        help_ = "把文件放在文章所在的文件夹（或其子文件夹）里，只写文件名，分隔用 /"
        notes.error(node, f"{label}应当是文章旁边的文件", help_, typed.VALUE)
        return ""
    return name


def attachments(notes: Notes, node: Node) -> tuple[AttachmentRef, ...]:
    items = (node,) if isinstance(node, Scalar) else typed.tables(notes, "附件", node)
    found: list[AttachmentRef] = []
    for item in items:
        if isinstance(item, Scalar):
            file = file_name(notes, "附件", item)
            ref = AttachmentRef(file=file, name=file.rpartition("/")[2], line=item.line)
        else:
            block = typed.table(notes, "附件", item, _ATTACHMENT, ("文件",))
            if block is None:
                continue
            value, script = typed.value_of(block, "文件"), typed.value_of(block, "文字稿")
            register = typed.value_of(block, "登记表")
            file = file_name(notes, "附件的文件", value) if value else ""
            ref = AttachmentRef(
                file=file,
                name=_line(notes, block, "名称", "附件") or file.rpartition("/")[2],
                transcript=file_name(notes, "附件的文字稿", script) if script else "",
                map_number=_line(notes, block, "审图号", "附件"),
                register=typed.choice(notes, "附件的登记表", register, tuple(TABLES)) if register else "",
                line=value.line if value else block.line,
            )
        if ref.file and any(other.file == ref.file for other in found):
            notes.error(item, "附件里同一个文件写了两次", "只保留一处", typed.VALUE)
        found.append(ref)
    return tuple(found)


def repost(notes: Notes, node: Node) -> Repost | None:
    keys = ("网站", "网址", "时间")
    block = typed.table(notes, "转载", node, keys, keys)
    if block is None:
        return None
    site, url = _line(notes, block, "网站", "转载"), _line(notes, block, "网址", "转载")
    if url and not _URL.fullmatch(url):
        place = block.entries["网址"].value
        notes.error(place, "转载的网址应当以 http:// 或 https:// 开头", "写来源网页的完整地址", typed.VALUE)
    value = typed.value_of(block, "时间")
    time = typed.moment(notes, "转载的时间", value) if value else None
    return Repost(site=site, url=url, time=time) if site and url and time else None


def withdrawal(notes: Notes, node: Node) -> Withdrawal | None:
    keys = ("日期", "原因")
    block = typed.table(notes, "撤回", node, keys, keys)
    if block is None:
        return None
    day = _day(notes, block, "日期", "撤回")
    return Withdrawal(day=day, reason=_text(notes, block, "原因", "撤回")) if day else None


def corrections(notes: Notes, node: Node) -> tuple[Correction, ...]:
    keys = ("日期", "说明")
    found: list[Correction] = []
    for item in typed.tables(notes, "更正", node):
        block = typed.table(notes, "更正", item, keys, keys)
        day = _day(notes, block, "日期", "更正") if block else None
        if block and day:
            found.append(Correction(day=day, note=_text(notes, block, "说明", "更正")))
    return tuple(found)


def consultation(notes: Notes, node: Node) -> Consultation | None:
    block = typed.table(notes, "征集", node, _CONSULTATION, ("开始", "截止", "渠道"))
    if block is None:
        return None
    start, end = _day(notes, block, "开始", "征集"), _day(notes, block, "截止", "征集")
    answer = typed.value_of(block, "反馈")
    feedback = _feedback(notes, answer) if answer else None
    channels = _texts(notes, block, "渠道", "征集")
    explanation, reason = _text(notes, block, "说明", "征集"), _text(notes, block, "缩短理由", "征集")
    if start is None or end is None:
        return None
    return Consultation(
        start=start, end=end, channels=channels, explanation=explanation, short_reason=reason, feedback=feedback
    )


def _feedback(notes: Notes, node: Node) -> Feedback | None:
    block = typed.table(notes, "征集的反馈", node, _FEEDBACK, _FEEDBACK)
    if block is None:
        return None
    day = _day(notes, block, "日期", "反馈")
    counts = [
        typed.whole(notes, f"反馈的{key}", value) for key in ("收到", "采纳") if (value := typed.value_of(block, key))
    ]
    note = _text(notes, block, "说明", "反馈")
    received, adopted = (*counts, None, None)[:2]
    if day is None or received is None or adopted is None:
        return None
    if adopted > received:
        notes.error(block.entries["采纳"], f"采纳 {adopted} 条多于收到 {received} 条", "核对两个数字", typed.VALUE)
    return Feedback(day=day, received=received, adopted=adopted, note=note)


def service(notes: Notes, node: Node) -> Service | None:
    block = typed.table(notes, "办事", node, _SERVICE, _SERVICE_REQUIRED)
    if block is None:
        return None
    return Service(
        name=_line(notes, block, "事项名称", "办事"),
        basis=_texts(notes, block, "设定依据", "办事"),
        conditions=_texts(notes, block, "申请条件", "办事"),
        materials=_texts(notes, block, "办理材料", "办事"),
        place=_text(notes, block, "办理地点", "办事"),
        hours=_text(notes, block, "办理时间", "办事"),
        phone=_line(notes, block, "联系电话", "办事"),
        process=_texts(notes, block, "办理流程", "办事"),
        fee=_text(notes, block, "收费", "办事"),
        time_limit=_text(notes, block, "办理时限", "办事"),
    )


def notice(notes: Notes, node: Node) -> Notice | None:
    block = typed.table(notes, "公示", node, _NOTICE, ("类型",))
    if block is None:
        return None
    kind = typed.value_of(block, "类型")
    fields: list[tuple[str, str]] = []
    facts = typed.value_of(block, "事项")
    if isinstance(facts, Table):
        for key, entry in facts.entries.items():
            fields.append((key, typed.text(notes, "公示的事项的值", entry.value)))
    elif facts is not None:
        notes.error(facts, "公示的事项应当分项写", "在下面缩进写“字段: 值”", typed.VALUE)
    return Notice(
        kind=typed.choice(notes, "公示的类型", kind, NOTICE_KINDS) if kind else "",
        start=_day(notes, block, "开始", "公示"),
        office=_line(notes, block, "受理机构", "公示"),
        phone=_line(notes, block, "联系电话", "公示"),
        fields=tuple(fields),
    )
