"""What must be true between keys of one item. Errors only where the standards say so; the rest are warnings."""

from __future__ import annotations

from zhanqun.model.cluster import Cluster, Column
from zhanqun.model.item import Consultation, Head, Openness, Validity
from zhanqun.text.nodes import Table
from zhanqun.text.notes import Notes

_BLOCKS = {"征集": "consultation", "办事": "service"}


def check_item(notes: Notes, front: Table, head: Head, column: Column, cluster: Cluster) -> None:
    """``front`` has no aliases left; places of findings come from it."""
    for key in column.required_fields:
        if not _written(front, key):
            message = f"栏目“{column.name}”的条目必须写“{key}”"
            notes.error(front, message, f"补上“{key}: …”", "required-field")
    block = _BLOCKS.get(column.kind)
    if block and getattr(head, block) is None and not _written(front, column.kind):
        message = f"栏目“{column.name}”的类型是{column.kind}，条目必须写“{column.kind}”"
        notes.error(front, message, f"补上“{column.kind}:”和下面的各项，写法见 docs/content.md", "required-field")
    _check_openness(notes, front, head)
    _check_dates(notes, front, head)
    if head.consultation:
        _check_consultation(notes, front, head.consultation, cluster.policy.numbers.get("征集天数", 30))


def _written(front: Table, key: str) -> bool:
    entry = front.entries.get(key)
    # Nodes are tuples: an empty text is the only value that says nothing.
    return entry is not None and entry.value[0] not in ("", ())


def _check_openness(notes: Notes, front: Table, head: Head) -> None:
    """条例第三十六条第三项: who does not publish says why."""
    if head.openness is Openness.ACTIVE:
        if head.closed_reason is not None:
            help_ = "主动公开的删掉这一行；不公开的改公开属性"
            notes.error(front.entries["不予公开理由"], "主动公开的条目不能写不予公开理由", help_, "openness")
    elif head.closed_reason is None and not _written(front, "不予公开理由"):
        message = f"公开属性是{head.openness.value}，必须写不予公开理由"
        help_ = "补上“不予公开理由: …”，可以写的八种见 docs/content.md"
        notes.error(front.entries["公开属性"], message, help_, "openness")


def _check_dates(notes: Notes, front: Table, head: Head) -> None:
    published = head.published.day
    if head.formed and head.formed > published:
        message = f"成文日期 {head.formed} 晚于发布日期 {published}"
        notes.error(front.entries["成文日期"], message, "核对两个日期", "date-order")
    pairs = (
        ("生效日期", head.effective, "成文日期", head.formed),
        ("失效日期", head.expires, "生效日期", head.effective or head.formed),
        ("废止日期", head.repealed, "成文日期", head.formed),
        ("公示截止", head.until, "发布日期", published),
    )
    for key, later, other, earlier in pairs:
        if later and earlier and later < earlier:
            notes.warn(front.entries[key], f"{key} {later} 早于{other} {earlier}", "核对两个日期", "date-order")
    if head.validity is Validity.REPEALED and not (head.repealed and head.repealed_by):
        message = "有效性是废止，没有写废止日期和废止依据"
        notes.warn(front.entries["有效性"], message, "补上“废止日期”和“废止依据”", "validity")
    if head.validity is Validity.VALID and head.repealed:
        message = "写了废止日期，有效性却是有效"
        notes.warn(front.entries["废止日期"], message, "核对有效性", "validity")


def _check_consultation(notes: Notes, front: Table, found: Consultation, least: int) -> None:
    """国令第713号第十五条: normally at least 30 days; who shortens says why."""
    place = front.entries["征集"]
    days = (found.end - found.start).days + 1
    if days < 1:
        message = f"征集的截止 {found.end} 早于开始 {found.start}"
        notes.error(place, message, "核对两个日期", "consultation")
    elif days < least and not found.short_reason:
        message = f"征集只有 {days} 日，少于 {least} 日，没有写缩短理由"
        notes.error(place, message, "延长截止日期，或补上“缩短理由: …”", "consultation")
    if found.feedback and found.feedback.day < found.end:
        notes.warn(place, "征集还没有截止就写了反馈", "核对反馈的日期", "date-order")
