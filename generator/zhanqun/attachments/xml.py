"""XML without surprises: streamed, no entities, no external references, bounded depth and size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from zhanqun.attachments.reading import Refused

_DEPTH = 400
_ELEMENTS = 6_000_000


class Handler(Protocol):
    """Names come without namespace: ``t``, not ``w:t``; attributes too."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1].rsplit(":", 1)[-1]


class _Entity(Exception):
    pass


def walk(data: bytes, handler: Handler) -> None:
    """Feed one XML document to a handler. Raises ``Refused`` for damaged XML, entities, or absurd nesting."""
    depth = elements = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _DEPTH or elements > _ELEMENTS:
            raise _Entity
        handler.start(_local(name), {_local(key): value for key, value in attributes.items()} if attributes else {})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    def refuse(*_: object) -> None:
        raise _Entity

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.EntityDeclHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(data, True)
    except _Entity:
        raise Refused("hostile", "附件内部结构异常（实体、嵌套或元素过多），拒绝读取", "用办公软件打开后重新导出") from None
    except (expat.ExpatError, LookupError, ValueError):
        raise Refused("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件") from None


class Plain:
    """Handler base that does nothing; and a collector of text by element name."""

    def __init__(self, *wanted: str) -> None:
        self.wanted = frozenset(wanted)
        self.values: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._parts: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in self.wanted:
            self._open.append(name)
            self._parts = []

    def end(self, name: str) -> None:
        if self._open and self._open[-1] == name:
            self._open.pop()
            self.values.append((name, "".join(self._parts)))
            self._parts = []

    def text(self, data: str) -> None:
        if self._open:
            self._parts.append(data)


class Elements:
    """Handler that keeps (name, attributes) of every element; for small parts such as relationships."""

    def __init__(self) -> None:
        self.items: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self.items) < 200_000:
            self.items.append((name, dict(attributes)))

    def end(self, name: str) -> None:
        return

    def text(self, data: str) -> None:
        return


def elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Names and attributes of all elements of a small part; empty for no data."""
    if not data:
        return []
    handler = Elements()
    walk(data, handler)
    return handler.items
