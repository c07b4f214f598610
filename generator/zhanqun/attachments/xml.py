"""XML without surprises: streamed, no entities, no external references, bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from xml.parsers import expat

from zhanqun.attachments.reading import Refused

DEPTH = 400
ELEMENTS = 6_000_000
ABSURD = ("hostile", "附件内部结构异常（实体、嵌套或元素过多），拒绝读取", "用办公软件打开后重新导出")


class Handler(Protocol):
    """Names come without namespace: ``t``, not ``w:t``; attributes too."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def local_name(name: str) -> str:
    return name.rsplit("}", 1)[-1].rsplit(":", 1)[-1]


def _refuse_entity(*_: object) -> None:
    raise Absurd


def _refuse_subset(name: str, system: str | None, public: str | None, has_internal_subset: int) -> None:
    if has_internal_subset:
        raise Absurd


class Absurd(Exception):
    """Raised inside a parser for what no office program writes."""


def parser_of() -> Any:
    """A parser that knows no entities and reads nothing from outside."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entity
    parser.StartDoctypeDeclHandler = _refuse_subset
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def feed(parser: Any, data: bytes, last: bool = True) -> None:
    """Raises ``Refused`` for damaged XML, entities, or absurd nesting."""
    try:
        parser.Parse(data, last)
    except Absurd:
        raise Refused(*ABSURD) from None
    except (expat.ExpatError, LookupError, ValueError):
        raise Refused("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件") from None


def walk(data: bytes, handler: Handler) -> None:
    """Feed one XML document to a handler. Raises ``Refused`` for damaged XML, entities, or absurd nesting."""
    depth = elements = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > DEPTH or elements > ELEMENTS:
            raise Absurd
        handler.start(local_name(name), {local_name(key): value for key, value in attributes.items()} if attributes else {})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(local_name(name))

    parser = parser_of()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    feed(parser, data)


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


class Lines:
    """Collector of the text of drawings, charts and comments: runs of one paragraph are one line."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        """(the element that ended it, text)"""
        self._parts: list[str] = []
        self._inside = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _BREAKS:
            self._flush("")
        self._inside += name in _WORDS

    def end(self, name: str) -> None:
        self._inside -= name in _WORDS
        if name in _BREAKS:
            self._flush(name)

    def finish(self) -> list[tuple[str, str]]:
        self._flush("")
        return self.lines

    def text(self, data: str) -> None:
        if self._inside:
            self._parts.append(data)

    def _flush(self, name: str) -> None:
        if text := "".join(self._parts).strip():
            self.lines.append((name, text))
        self._parts = []


_WORDS = frozenset({"t", "v", "text"})
_BREAKS = frozenset({"p", "v", "text", "si", "is", "comment", "threadedComment", "br"})


_PIECE = 1 << 18


def elements(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Names and attributes of all elements, piece by piece: none is left out, however many there are."""
    found: list[tuple[str, dict[str, str]]] = []
    count = 0
    parser = parser_of()
    parser.StartElementHandler = lambda name, given: found.append((local_name(name), {local_name(key): value for key, value in given.items()}))
    for place in range(0, len(data), _PIECE):
        feed(parser, data[place : place + _PIECE], place + _PIECE >= len(data))
        yield from found
        count += len(found)
        found.clear()
        if count > ELEMENTS:
            raise Refused(*ABSURD)
