"""One changed source in words: what becomes of it, what differs, and who has approved it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from zhanqun.model.address import address_of
from zhanqun.model.cluster import Cluster
from zhanqun.model.comparison import (
    BLOCKED,
    CLOSED,
    GONE,
    PUBLIC,
    SCHEDULED,
    WAITING,
    Change,
    DiffLine,
    FieldChange,
    FileChange,
)
from zhanqun.model.finding import Finding
from zhanqun.model.item import Item, Page
from zhanqun.review.cover import cover_body, cover_value, shown, shown_path
from zhanqun.review.difference import difference, whole
from zhanqun.review.side import Side, errors
from zhanqun.review.turns import step_states
from zhanqun.stages.gate import RULES
from zhanqun.text.visible import visible

_TITLES: dict[str, str] = {rule.id: rule.title for rule in RULES}
COMPARES = "；写了 修订对比: true，旧版本的文字会在修订记录里一并公开"


def describe(
    cluster: Cluster, path: str, before_path: str, before: Side | None, after: Side | None,
    across: tuple[Finding, ...], now: datetime, files: tuple[FileChange, ...],
) -> Change:
    """Tell one source. Its content is shown only while it is labelled 主动公开 on the side it is taken from."""
    state, why = _state(after, across, now)
    was_public = before is not None and before.cleared
    show_after = after is not None and after.open and not after.taken_down
    path_now, path_then = shown_path(path), shown_path(before_path)
    if not show_after:
        kind = "gone" if was_public else "closed"
        # What the base published is known to everybody, and yet its text is no business of this report any more.
        return Change(path=path_now, before_path=path_then if before_path != path else "", kind=kind, state=state, why=why,
                      address=shown_path(address_of(cluster, before_path)) if was_public else "")
    assert after is not None and after.value is not None and after.context is not None
    steps = step_states(after.value, after.context)
    fields, lines, masked = _content(before if was_public else None, after)
    same = not fields and not lines and not any(file.kind != "same" for file in files)
    value = after.value
    column = cluster.catalogue.by_code.get(value.head.column) if value.head.column else None
    if isinstance(value, Item) and value.head.compare and state in (PUBLIC, WAITING, SCHEDULED):
        why += COMPARES
    return Change(
        path=path_now, before_path=path_then if before_path != path else "", state=state, why=why,
        kind="new" if not was_public else "approval" if same and path == before_path
        else "moved" if same else "changed",
        title=shown(value.head.title), address=shown_path(address_of(cluster, path)),
        column=" › ".join(column.path) if column else "", opens=_opens(value, now),
        fields=fields, lines=lines, masked=masked, files=files, steps=steps, digest=after.context.digest,
        turn=next((step.name for step in steps if step.state != "done"), ""),
    )


def _opens(value: Item | Page, now: datetime) -> str:
    return str(value.head.published) if isinstance(value, Item) and not value.head.published.reached(now) else ""


def _state(after: Side | None, across: tuple[Finding, ...], now: datetime) -> tuple[str, str]:
    if after is None:
        return GONE, "文件已删除，页面随之消失；已公开过的应当留别名或撤回说明"
    if after.value is None:
        return BLOCKED, "文件读不出来，不会公开；内容不在这里显示"
    if not after.open:
        return CLOSED, f"公开属性是「{after.value.head.openness.value}」，不公开；内容不在这里显示"
    if after.taken_down:
        return GONE, "已撤回或公示期满，只留说明页" if after.stub else "已撤回或公示期满，正文撤下；没有有效的审查，不留说明页"
    hard = (*errors(after.faults), *(finding for finding in across if finding.rule != "approval"))
    if hard:
        return BLOCKED, "有错误，不会公开：" + _named(finding.rule for finding in hard)
    assert after.context is not None
    if any(step.state != "done" for step in step_states(after.value, after.context)):
        return WAITING, "审查还不齐，不会公开"
    opens = _opens(after.value, now)
    if opens:
        return SCHEDULED, f"定于 {opens} 公开"
    if not after.cleared:
        return BLOCKED, "有错误，不会公开：" + _named(_reasons(after))
    return PUBLIC, "合并后公开"


def _named(rules: Iterable[str]) -> str:
    """What people call the rules; the ids stand beside each finding."""
    return "、".join(dict.fromkeys(_TITLES.get(rule, rule) for rule in rules))


def _reasons(after: Side) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.rule for finding in errors(after.verdict.findings))) or ("approval",)


def _content(before: Side | None, after: Side) -> tuple[tuple[FieldChange, ...], tuple[DiffLine, ...], int]:
    """Differences of front matter and body, covered on both sides; and how many places were covered."""
    assert after.value is not None
    new_fields, covered_fields = _fields(after)
    new_body, covered_body = cover_body(after.value, after.faults, after.waived)
    masked = covered_fields + covered_body
    if before is None or before.value is None:
        fields = tuple(FieldChange(key, "", text) for key, text in new_fields.items())
        return fields, tuple(whole(visible(new_body), "+")), masked
    old_fields, _ = _fields(before)
    old_body, _ = cover_body(before.value, before.faults, before.waived)
    keys = dict.fromkeys((*new_fields, *old_fields))
    raw_old, raw_new = _tree(before.value), _tree(after.value)
    fields = tuple(
        FieldChange(key, old_fields.get(key, ""), new_fields.get(key, ""))
        for key in keys if raw_old.get(key) != raw_new.get(key)
    )
    lines = tuple(difference(visible(old_body), visible(new_body)))
    if not lines and before.value.body.splitlines() != after.value.body.splitlines():
        lines = (DiffLine("@", "正文有改动，改动的地方都被遮盖，不在这里显示"),)
    return fields, lines, masked


def _tree(value: Item | Page) -> Mapping[str, object]:
    tree = json.loads(value.canonical.split(b"\n", 1)[1])
    assert isinstance(tree, dict)
    return tree


def _fields(side: Side) -> tuple[dict[str, str], int]:
    """Front matter as text by key, in the order of the file, covered."""
    assert side.value is not None
    value = side.value
    texts = {key: _flat(entry) for key, entry in _tree(value).items()}
    masked = 0
    shown_texts: dict[str, str] = {}
    for key in sorted(texts, key=lambda name: (value.head.line(name), name)):
        text, count = cover_value(texts[key], value.head.line(key), side.faults, side.waived)
        masked += count
        shown_texts[visible(key)] = visible(text)
    return shown_texts, masked


def _flat(entry: object) -> str:
    """One line for a value: lists with 、, tables as 键：值."""
    if isinstance(entry, dict):
        return "；".join(f"{key}：{_flat(value)}" for key, value in entry.items())
    if isinstance(entry, list):
        if entry and all(isinstance(pair, list) and len(pair) == 2 for pair in entry):
            return "；".join(f"{_flat(pair[0])}：{_flat(pair[1])}" for pair in entry)
        return "、".join(_flat(value) for value in entry)
    return str(entry)

