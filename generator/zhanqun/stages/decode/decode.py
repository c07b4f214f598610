"""One Markdown file: bytes -> Item or Page, or the findings that say why not."""

from __future__ import annotations

import hashlib
from typing import Any

from zhanqun.model.cluster import Catalogue, Cluster, Column, Site
from zhanqun.model.decoded import Decoded
from zhanqun.model.item import Head, Item, Page, PageHead, Validity
from zhanqun.model.keys import ALIASES, ITEM_KEYS, PAGE_KEYS
from zhanqun.stages.decode.canonical import canonical_form
from zhanqun.stages.decode.checks import check_item
from zhanqun.stages.decode.keys import ITEM, PAGE
from zhanqun.stages.decode.review import read_review
from zhanqun.stages.decode.split import Parts, split_source
from zhanqun.text import typed
from zhanqun.text.nodes import Entry, Node, Scalar, Table
from zhanqun.text.notes import Notes
from zhanqun.text.suggest import nearest
from zhanqun.text.yaml_strict import read_yaml

RULE = "front-matter"
_SOFT = ("line-endings", "date-order", "document-number", "genre", "topic", "validity")
"""Rules that cluster.yml may lower to a warning; all others of this stage are hard."""
_MOST_HINTS = 3
"""Columns of the same name that are told."""
_MISSING = {"标题": "标题", "公开属性": "主动公开、依申请公开 或 不予公开", "发布日期": "YYYY-MM-DD"}


def decode_source(cluster: Cluster, site: Site, path: str, data: bytes) -> Decoded:
    """Decode the file at ``path`` (relative to the cluster's root). Never raises on any bytes.

    ``value`` is None whenever there is an error. Messages never quote titles, bodies, reasons or other free text.
    """
    notes = Notes(path, RULE, cluster.policy.severities, _SOFT)
    limit = cluster.policy.numbers.get("文件上限MB", 8)
    if len(data) > limit * 1024 * 1024:
        message = f"文件有 {len(data) / 1024 / 1024:.0f} MB，超过 {limit} MB，没有读"
        notes.error(1, message, "把图片、表格等放进附件；上限由 cluster.yml 的“文件上限MB”规定", "file-size")
        return Decoded(None, notes.findings())
    parts = split_source(notes, data)
    value = None if parts is None else _decode_parts(notes, cluster, site, data, parts)
    return Decoded(None if notes.failed else value, notes.findings())


def _decode_parts(notes: Notes, cluster: Cluster, site: Site, data: bytes, parts: Parts) -> Item | Page | None:
    reading = read_yaml(parts.front, first_line=2)
    if reading.faults:
        notes.faults(reading.faults)
    root = reading.root
    if not isinstance(root, Table):
        if root is not None:
            notes.error(root, "元数据应当是一行一个“键: 值”", "写成“标题: …”这样的形式")
        return None
    front = _without_aliases(notes, root)
    if not front.entries:
        if not reading.faults:
            notes.error(1, "元数据是空的", "至少写 标题、公开属性、信息分类、发布日期")
        return None
    page = "页面" in front.entries and typed.flag(notes, "页面", front.entries["页面"].value)
    head = _page_head(notes, cluster, front) if page else _item_head(notes, cluster, front)
    if head is None or notes.failed:
        return None
    digest, canonical = hashlib.sha256(data).hexdigest(), canonical_form(front)
    if isinstance(head, Head):
        return Item(
            site=site.id, path=notes.path, sha256=digest, head=head, body=parts.body, body_line=parts.body_line,
            canonical=canonical,
        )  # fmt: skip
    return Page(
        site=site.id, path=notes.path, sha256=digest, head=head, body=parts.body, body_line=parts.body_line,
        canonical=canonical,
    )  # fmt: skip


def _without_aliases(notes: Notes, root: Table) -> Table:
    """``title`` and ``category`` under their Chinese names; both spellings at once are a duplicate."""
    if ALIASES.keys().isdisjoint(root.entries):
        return root
    entries: dict[str, Entry] = {}
    for key, entry in root.entries.items():
        name = ALIASES.get(key, key)
        if name in entries:
            other = entries[name].line
            message = f"“{name}”写了两次，另一处在第 {other} 行"
            notes.error(entry, message, "只保留一处", "duplicate-key", other)
        else:
            entries[name] = entry
    return Table(entries, root.line, root.column)


def _item_head(notes: Notes, cluster: Cluster, front: Table) -> Head | None:
    values: dict[str, Any] = {}
    lines: list[tuple[str, int]] = []
    for key, entry in front.entries.items():
        lines.append((key, entry.line))
        known = ITEM.get(key)
        if known is None:
            if key not in ("信息分类", "审查", "页面"):
                _unknown(notes, key, entry, ITEM_KEYS, PAGE_KEYS, "页面")
        elif type(entry.value) is not Scalar or entry.value.text:
            values[known[0]] = known[1](notes, key, entry.value)
    column = _column(notes, cluster, front)
    if column is None and "信息分类" not in front.entries:
        message = "缺少“信息分类”（条目）或“页面: true”（手写页面）"
        notes.error(front, message, "补上“信息分类: …”；手写页面补上“页面: true”")
    for key in ("标题", "公开属性", "发布日期"):
        if ITEM[key][0] not in values:
            _missing(notes, front, key)
    review = front.entries.get("审查")
    if review is not None and not typed.empty(review.value):
        values["review"] = read_review(notes, review.value, cluster, column)
    if column is None or not values.get("title") or not values.get("openness") or not values.get("published"):
        return None
    if values.get("validity", Validity.VALID) is None:
        del values["validity"]  # noted already; the other checks still run
    head = Head(column=column.code, lines=tuple(lines), **values)
    check_item(notes, front, head, column, cluster)
    return head


def _page_head(notes: Notes, cluster: Cluster, front: Table) -> PageHead | None:
    values: dict[str, Any] = {}
    lines: list[tuple[str, int]] = []
    for key, entry in front.entries.items():
        lines.append((key, entry.line))
        known = PAGE.get(key)
        if known is None:
            if key not in ("信息分类", "审查", "页面"):
                _unknown(notes, key, entry, PAGE_KEYS, ITEM_KEYS, "条目")
        elif not typed.empty(entry.value):
            values[known[0]] = known[1](notes, key, entry.value)
    column = _column(notes, cluster, front)
    for key in ("标题", "公开属性"):
        if PAGE[key][0] not in values:
            _missing(notes, front, key)
    review = front.entries.get("审查")
    if review is not None and not typed.empty(review.value):
        values["review"] = read_review(notes, review.value, cluster, column)
    if not values.get("title") or not values.get("openness"):
        return None
    return PageHead(column=column.code if column else None, lines=tuple(lines), **values)


def _missing(notes: Notes, front: Table, key: str) -> None:
    notes.error(front.entries.get(key, front), f"缺少“{key}”", f"补上“{key}: {_MISSING[key]}”")


def _unknown(
    notes: Notes, key: str, entry: Entry, known: tuple[str, ...], others: tuple[str, ...], kind: str
) -> None:
    if key in others:
        help_ = "删掉这一行，或改变文件的种类（信息分类、页面: true）"
        notes.error(entry, f"“{key}”只能写在{kind}里", help_, "unknown-key")
    else:
        typed.unknown(notes, "元数据里", key, entry, known)


def _column(notes: Notes, cluster: Cluster, front: Table) -> Column | None:
    entry = front.entries.get("信息分类")
    if entry is None:
        return None
    if typed.empty(entry.value):
        notes.error(entry, "信息分类是空的", "写目录里的路径或代码；手写页面不归栏目就删掉这一行")
        return None
    node: Node = entry.value
    name = node.text if isinstance(node, Scalar) else ""
    catalogue = cluster.catalogue
    column = catalogue.by_path.get(name) or catalogue.by_code.get(name)
    if column is None:
        help_ = "写 catalog.yml 里的路径（上级/下级）或代码"
        notes.error(node, f"信息分类不在目录里{_meant(catalogue, name)}", help_, "category")
    return column


def _meant(catalogue: Catalogue, name: str) -> str:
    """Paths of the columns that were probably meant: most write a column's own name, without those above it."""
    own: dict[str, list[str]] = {}
    for path in catalogue.by_path:
        own.setdefault(path.rpartition("/")[2], []).append(path)
    found = nearest(name, (*own, *catalogue.by_path, *catalogue.by_code))
    return f"，是不是想写“{'”或“'.join(own.get(found, [found])[:_MOST_HINTS])}”" if found else ""
