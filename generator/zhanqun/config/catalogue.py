"""catalog.yml -> Catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from zhanqun.config.fields import Fields
from zhanqun.model.cluster import Catalogue, Column
from zhanqun.model.ids import ColumnCode
from zhanqun.model.keys import ALIASES, ITEM_KEYS, KINDS
from zhanqun.model.tables import KINDS as TABLES
from zhanqun.text.nodes import Table
from zhanqun.text.notes import Notes
from zhanqun.text.suggest import did_you_mean

_KEYS = ("代码", "名称", "类型", "依据", "说明", "站点", "更新", "必填", "时限", "审查", "固定", "登记表", "下级")
_CODE = re.compile(r"[0-9a-z]+(?:-[0-9a-z]+)*")
_DEADLINE = re.compile(r"([1-9][0-9]{0,3}) ?(工作日|日)")
_UPDATES = {"2周": "2周", "6个月": "6个月", "1年": "1年", "季": "季", "月": "月", "无": "none", "none": "none"}
SITE_WORDS = {"全部": "*", "*": "*", "母站": "mother", "mother": "mother", "子站": "children", "children": "children"}


@dataclass(slots=True)
class _Growing:
    columns: list[Column | None] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)


def read_catalogue(notes: Notes, table: Table, site_ids: tuple[str, ...]) -> Catalogue:
    """The tree of columns, depth first. ``site_ids`` are the folders that 站点 may name."""
    growing = _Growing()
    top = Fields(notes, "catalog.yml 里", table, ("栏目",), ("栏目",))
    for fields in top.tables("栏目", _KEYS, ("代码", "名称")):
        _grow(growing, fields, None, site_ids)
    columns = tuple(column for column in growing.columns if column)
    return Catalogue(
        columns=columns,
        by_code={column.code: column for column in columns},
        by_path={"/".join(column.path): column for column in columns},
    )


def _grow(growing: _Growing, fields: Fields, parent: Column | None, site_ids: tuple[str, ...]) -> ColumnCode | None:
    order = len(growing.columns)
    growing.columns.append(None)
    column = _column(growing, fields, parent, order, site_ids)
    below = [_grow(growing, child, column, site_ids) for child in fields.tables("下级", _KEYS, ("代码", "名称"))]
    children = tuple(code for code in below if code)
    growing.columns[order] = _with_children(column, children)
    return column.code or None


def _column(
    growing: _Growing, fields: Fields, parent: Column | None, order: int, site_ids: tuple[str, ...]
) -> Column:
    code, name = fields.line_of("代码"), fields.line_of("名称")
    if code and not _CODE.fullmatch(code):
        fields.error("代码", "代码只能用小写字母、数字和连字符", "例如 20-07")
    elif code in growing.lines:
        other = growing.lines[code]
        fields.error("代码", f"代码“{code}”用了两次，另一处在第 {other} 行", "换一个代码", other)
    growing.lines.setdefault(code, fields.line)
    path = (*(parent.path if parent else ()), name)
    if "/" in name:
        fields.error("名称", "栏目名称里不能有 /", "换成顿号或“和”")
    elif name and "/".join(path) in growing.paths:
        fields.error("名称", "同一级里有两个同名的栏目", "换一个名称")
    growing.paths.add("/".join(path))
    if parent is None and fields.node_of("类型") is None:
        fields.error("类型", "最上级的栏目必须写“类型”", "可以写：" + "、".join(KINDS))
    return Column(
        code=ColumnCode(code),
        name=name,
        path=path,
        kind=fields.choice("类型", KINDS, parent.kind if parent else "其他"),
        parent=parent.code if parent else None,
        children=(),
        order=order,
        basis=fields.text("依据"),
        description=fields.text("说明"),
        sites=_sites(fields, site_ids),
        update=_UPDATES[fields.choice("更新", _UPDATES, "无")],
        required_fields=_required(fields),
        deadline=_deadline(fields),
        steps=fields.texts("审查", parent.steps if parent else ()),
        fixed=fields.flag("固定"),
        register=fields.choice("登记表", tuple(TABLES), ""),
    )


def _with_children(column: Column, children: tuple[ColumnCode, ...]) -> Column:
    return replace(column, children=children)


def _sites(fields: Fields, site_ids: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for name in fields.texts("站点"):
        if name not in SITE_WORDS and name not in site_ids:
            hint = did_you_mean(name, (*site_ids, "全部", "母站", "子站"))
            fields.error("站点", f"没有站点“{name[:20]}”{hint}", "写 sites/ 下的文件夹名，或 全部、母站、子站")
        found.append(SITE_WORDS.get(name, name))
    return tuple(found)


def _required(fields: Fields) -> tuple[str, ...]:
    found: list[str] = []
    for key in fields.texts("必填"):
        name = ALIASES.get(key, key)
        if name not in ITEM_KEYS:
            hint = did_you_mean(name, ITEM_KEYS)
            fields.error("必填", f"没有“{name[:20]}”这个元数据的键{hint}", "能写的键见 docs/content.md 第 3 节")
        found.append(name)
    return tuple(found)


def _deadline(fields: Fields) -> str:
    text = fields.line_of("时限")
    match = _DEADLINE.fullmatch(text)
    if text and match is None:
        fields.error("时限", "时限的形式不对", "写成 20 工作日 或 20 日")
    return f"{match[1]} {match[2]}" if match else ""
