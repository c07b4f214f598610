"""Typed reading of strict YAML nodes. Each reader notes what is wrong and gives None, or the empty value of its type.

``label`` names the key in messages. Values are quoted only where they are dates or short words of a closed list:
a withheld item's texts must not appear in a message, and messages end up in public CI logs.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, time
from functools import lru_cache
from typing import TypeAlias

from zhanqun.model.moment import Moment
from zhanqun.text.nodes import Entry, Listing, Node, Scalar, Table
from zhanqun.text.notes import Notes
from zhanqun.text.suggest import did_you_mean
from zhanqun.text.yaml_strict import quoted_key

VALUE = "front-matter-value"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}):([0-9]{2})")
_LOOSE_DAY = re.compile(r"([0-9]{4}) ?[-/.年－—] ?([0-9]{1,2}) ?[-/.月－—] ?([0-9]{1,2})日?(?![0-9])")
_DATE_LIKE = re.compile(r"[-0-9年月日时分秒/.: TZ－—+]{1,25}")
_WHOLE = re.compile(r"[0-9]{1,9}")

Place: TypeAlias = Scalar | Listing | Table


def empty(node: Node) -> bool:
    """A key with nothing behind it counts as not written."""
    return isinstance(node, Scalar) and not node.text


def text(notes: Notes, label: str, node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    notes.error(node, f"{label}应当是文字", "写成一行文字；有冒号或方括号时用引号括起来", VALUE)
    return ""


def line(notes: Notes, label: str, node: Node) -> str:
    """Text without line breaks and without white space at its ends."""
    found = text(notes, label, node)
    if "\n" in found or found != found.strip():
        notes.error(node, f"{label}应当是一行文字，前后没有空格", "去掉换行和首尾的空格", VALUE)
        return ""
    return found


def texts(notes: Notes, label: str, node: Node) -> tuple[str, ...]:
    """A list of texts; one text alone is a list of one."""
    if isinstance(node, Scalar):
        return (node.text,) if node.text else ()
    if isinstance(node, Table):
        notes.error(node, f"{label}应当是列表", "写成 [甲, 乙]，或每行一个“- 甲”", VALUE)
        return ()
    found: list[str] = []
    for item in node.items:
        if not isinstance(item, Scalar) or not item.text:
            notes.error(item, f"{label}的每一项应当是文字，不能空", "每行一个“- 甲”；有冒号时用引号括起来", VALUE)
        elif item.text in found:
            notes.error(item, f"{label}里有重复的一项", "只保留一项", VALUE)
        else:
            found.append(item.text)
    return tuple(found)


def flag(notes: Notes, label: str, node: Node) -> bool:
    if isinstance(node, Scalar):
        if node.text in ("true", "是"):
            return True
        if node.text in ("false", "否", ""):
            return False
    notes.error(node, f"{label}应当是 true 或 false", "写 true 或 false", VALUE)
    return False


def whole(notes: Notes, label: str, node: Node, low: int = 0, high: int = 999_999_999) -> int | None:
    if isinstance(node, Scalar) and _WHOLE.fullmatch(node.text) and low <= int(node.text) <= high:
        return int(node.text)
    notes.error(node, f"{label}应当是 {low} 到 {high} 之间的整数", "写成阿拉伯数字，不带单位", VALUE)
    return None


def choice(notes: Notes, label: str, node: Node, allowed: Collection[str]) -> str:
    """One of a closed list, or an empty string."""
    if isinstance(node, Scalar) and node.text in allowed:
        return node.text
    found = node.text if isinstance(node, Scalar) else ""
    shown = f"“{found}”" if 0 < len(found) <= 8 and "\n" not in found else "现在的值"
    hint = did_you_mean(found, allowed) if found else ""
    notes.error(node, f"{label}不能是{shown}{hint}", "可以写：" + "、".join(allowed), VALUE)
    return ""


@lru_cache(maxsize=8192)
def _day(value: str) -> date | None:
    if not _DAY.fullmatch(value):
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def day(notes: Notes, label: str, node: Node) -> date | None:
    """``YYYY-MM-DD``, a day that exists, 1900 to 2200."""
    if isinstance(node, Scalar):
        found = _day(node.text)
        if found is not None:
            return found
    _wrong_date(notes, label, node, "YYYY-MM-DD")
    return None


def moment(notes: Notes, label: str, node: Node) -> Moment | None:
    """``YYYY-MM-DD`` or ``YYYY-MM-DD HH:MM``."""
    if isinstance(node, Scalar):
        found = _day(node.text)
        if found is not None:
            return Moment(found)
        match = _MOMENT.fullmatch(node.text)
        if match and (found := _day(match[1])) and int(match[2]) < 24 and int(match[3]) < 60:
            return Moment(found, time(int(match[2]), int(match[3])))
    _wrong_date(notes, label, node, "YYYY-MM-DD 或 YYYY-MM-DD HH:MM")
    return None


def _wrong_date(notes: Notes, label: str, node: Node, form: str) -> None:
    found = node.text if isinstance(node, Scalar) else ""
    shown = f"“{found}”" if _DATE_LIKE.fullmatch(found) else "现在的值"
    help_ = f"写成 {form}，例如 2026-03-05"
    if _DAY.match(found) and _day(found[:10]) is None:
        notes.error(node, f"{label}{shown}不是存在的日期", f"对照日历改正；年份在 1900 到 2200 之间；{help_}", "date")
        return
    loose = _LOOSE_DAY.match(found)
    if loose:
        guess = f"{loose[1]}-{int(loose[2]):02d}-{int(loose[3]):02d}"
        if _day(guess):
            help_ = f"请写成 {guess}" + (f"；形式是 {form}" if len(found) > 11 else "")
    notes.error(node, f"{label}{shown}不是日期的写法", help_, "date")


def table(notes: Notes, label: str, node: Node, keys: Collection[str], required: Collection[str] = ()) -> Table | None:
    """A table with no other keys than ``keys``; None when it is no table. Missing keys are noted."""
    if not isinstance(node, Table):
        short = ", ".join(f"{key}: …" for key in keys)
        notes.error(node, f"{label}应当分项写", f"在下面缩进写：{'、'.join(keys)}；短的可以写成一行：{{{short}}}", VALUE)
        return None
    for key, entry in node.entries.items():
        if key not in keys:
            unknown(notes, f"{label}里", key, entry, keys)
    for key in required:
        if key not in node.entries or empty(node.entries[key].value):
            notes.error(node, f"{label}缺少“{key}”", f"补上“{key}: …”", VALUE)
    return node


def tables(notes: Notes, label: str, node: Node) -> tuple[Node, ...]:
    """The entries of a list of tables; one table alone is a list of one, an empty value an empty list."""
    if isinstance(node, Listing):
        return node.items
    if isinstance(node, Table):
        return (node,)
    if node.text:
        notes.error(node, f"{label}应当是列表", "每项一个“- ”，下面分项写", VALUE)
    return ()


def unknown(notes: Notes, scope: str, key: str, entry: Entry, known: Collection[str]) -> None:
    hint = did_you_mean(key, known)
    help_ = "改正这个键，或删掉这一行；能写的键见 docs/content.md"
    notes.error(entry, f"{scope}不认识的键{quoted_key(key)}{hint}", help_, "unknown-key")


def value_of(node: Table, key: str) -> Node | None:
    """The value of a key that is written and not empty."""
    entry = node.entries.get(key)
    return None if entry is None or empty(entry.value) else entry.value
