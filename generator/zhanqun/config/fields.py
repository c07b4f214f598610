"""Reading one table of configuration key by key, with defaults. Unknown keys are noted when it is opened."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from zhanqun.text import typed
from zhanqun.text.nodes import Entry, Node, Table
from zhanqun.text.notes import Notes

_URL = re.compile(r"https?://[A-Za-z0-9\u4e00-\u9fff](?:[A-Za-z0-9.\u4e00-\u9fff-]*)(?::[0-9]{1,5})?(?:/[^\s]*)?")


class Fields:
    """One table. Getters note faults and give the default, so that reading goes on."""

    def __init__(self, notes: Notes, scope: str, node: Table, known: Collection[str], required: Collection[str] = ()):
        self.notes = notes
        self.node = node
        self.line = node.line
        self._scope = scope
        for key, entry in node.entries.items():
            if key not in known:
                typed.unknown(notes, scope, key, entry, known)
        for key in required:
            if typed.value_of(node, key) is None:
                notes.error(node.entries.get(key, node), f"{scope}缺少“{key}”", f"补上“{key}: …”")

    def node_of(self, key: str) -> Node | None:
        return typed.value_of(self.node, key)

    def place(self, key: str) -> Entry | Table:
        return self.node.entries.get(key, self.node)

    def error(self, key: str, message: str, help_: str, also: int = 0) -> None:
        entry = self.node.entries.get(key)
        self.notes.error(entry.value if entry else self.node, message, help_, also=also)

    def warn(self, key: str, message: str, help_: str) -> None:
        entry = self.node.entries.get(key)
        self.notes.warn(entry.value if entry else self.node, message, help_)

    def line_of(self, key: str, default: str = "") -> str:
        value = self.node_of(key)
        return default if value is None else typed.line(self.notes, key, value)

    def text(self, key: str, default: str = "") -> str:
        value = self.node_of(key)
        return default if value is None else typed.text(self.notes, key, value)

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.node_of(key)
        return default if value is None else typed.texts(self.notes, key, value)

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.node_of(key)
        return default if value is None else typed.flag(self.notes, key, value)

    def whole(self, key: str, default: int, low: int = 0, high: int = 999_999_999) -> int:
        value = self.node_of(key)
        found = None if value is None else typed.whole(self.notes, key, value, low, high)
        return default if found is None else found

    def choice(self, key: str, allowed: Collection[str], default: str) -> str:
        value = self.node_of(key)
        return default if value is None else typed.choice(self.notes, key, value, allowed) or default

    def day(self, key: str) -> date | None:
        value = self.node_of(key)
        return None if value is None else typed.day(self.notes, key, value)

    def days(self, key: str) -> frozenset[date]:
        value = self.node_of(key)
        if value is None:
            return frozenset()
        typed.texts(self.notes, key, value)
        items = getattr(value, "items", (value,)) if not isinstance(value, Table) else ()
        found = [typed.day(self.notes, key, item) for item in items]
        return frozenset(day for day in found if day)

    def url(self, key: str, default: str = "") -> str:
        found = self.line_of(key, default)
        if found and not _URL.fullmatch(found):
            self.error(key, f"{key}应当是 http:// 或 https:// 开头的网址", "写完整的网址")
        return found

    def table(self, key: str, known: Collection[str], required: Collection[str] = ()) -> Fields | None:
        value = self.node_of(key)
        if value is None:
            return None
        if not isinstance(value, Table):
            help_ = f"在下面缩进写：{'、'.join(known)}"
            self.notes.error(value, f"{key}应当分项写", help_)
            return None
        return Fields(self.notes, f"{key}里", value, known, required)

    def tables(self, key: str, known: Collection[str], required: Collection[str] = ()) -> list[Fields]:
        value = self.node_of(key)
        found: list[Fields] = []
        for item in () if value is None else typed.tables(self.notes, key, value):
            if isinstance(item, Table):
                found.append(Fields(self.notes, f"{key}里", item, known, required))
            else:
                self.notes.error(item, f"{key}的每一项应当分项写", f"每项写：{'、'.join(known)}")
        return found
