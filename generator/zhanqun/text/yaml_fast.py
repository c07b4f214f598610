"""A scanner for the plain common shape of front matter, ten times faster than the general parser.

It knows block tables and lists, one value a line, plain or simply quoted, and one-line ``[a, b]`` and
``{a: b}`` of plain or quoted words. Whatever else it meets (comments after a value, escapes, continued lines, duplicate
keys, anything it is not sure of) makes it give up; the caller then asks the general parser, which also finds the
words for what is wrong. tests/property/test_front_matter.py proves that both read the same tree.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from zhanqun.text.nodes import Entry, Listing, Node, Scalar, Table

MAX_DEPTH = 8

_KEY = r"[^\W_][\w（）、·/]{0,63}"
_INNER = r"\w./\\@+%（）〔〕《》“”。；：！？、·—…-"
_WORD = rf"[^\W_](?:[ {_INNER}]*[{_INNER}])?"
_VALUE = rf"{_WORD}|\"[^\"\\\n]*\""
# One line: indent, dash, key, gap after the colon, value; or anything else. Possessive, so that a line of 60,000
# spaces costs what it is long and not its square.
_LINE = re.compile(
    rf"^( *+)(?:(- ++)?(?:({_KEY}):( ++|$))?(\"[^\"\\\n]*\"|'[^'\n]*'|\[[^\n]*?\]|\{{[^\n]*?\}}"
    r"|[^\s\-?:,\[\]{}#&*!|>'\"%@`\n](?:[^\n]*[^ \n])?)? *$|([^\n]*))",
    re.MULTILINE,
)
_FLOW_LIST = re.compile(rf"\[ *(?:{_VALUE})(?:, *(?:{_VALUE}))* *\]")
_FLOW_TABLE = re.compile(rf"\{{ *{_KEY}: +(?:{_VALUE})(?:, *{_KEY}: +(?:{_VALUE}))* *\}}")
# A review step, {人: …, 日期: …, 结论: …}: the commonest of all, read by one match.
_FLOW_THREE = re.compile(rf"\{{ *({_KEY}): +({_WORD}), *({_KEY}): +({_WORD}), *({_KEY}): +({_WORD}) *\}}")
_FLOW_ITEM = re.compile(rf"[\[,] *({_VALUE})")
_FLOW_PAIR = re.compile(rf"[{{,] *({_KEY}): +({_VALUE})")

# The named tuples' own constructors are Python functions; this one is not (100 instead of 250 ns, 50 times an item).
_new = tuple.__new__

Row: TypeAlias = tuple[int, int, str, int, str, int]
"""(indent, width of the dash, key, column of the value, value, line)."""


class _GiveUp(Exception):
    """The text is not of the common shape; says nothing about whether it is right."""


def read_common(text: str, first_line: int) -> Table | None:
    """Read ``text`` (LF, no tabs, no control characters) or give None when it is not of the common shape."""
    rows: list[Row] = []
    line = first_line - 1
    for indent, dash, key, gap, value, other in _LINE.findall(text):
        line += 1
        if other:
            if other[0] == "#":
                continue
            return None
        if key or dash:
            width = len(indent) + len(dash)
            column = width + len(key) + len(gap) + 2 if key else width + 1
            rows.append((len(indent), len(dash), key, column, value, line))
        elif value:
            return None
    if not rows or rows[0][0] or rows[0][1]:
        return None
    try:
        table, end = _table(rows, 0, 0, 1)
    except (_GiveUp, IndexError):
        return None
    return table if end == len(rows) else None


def _table(rows: list[Row], at: int, indent: int, depth: int) -> tuple[Table, int]:
    if depth > MAX_DEPTH:
        raise _GiveUp
    entries: dict[str, Entry] = {}
    count = len(rows)
    line, column = rows[at][5], indent + 1
    while at < count:
        row_indent, dash, key, value_column, value, number = rows[at]
        if row_indent != indent or dash:
            # A dash of the same depth belongs to a list further out only if that list is less indented.
            if row_indent >= indent:
                raise _GiveUp
            break
        if not key or key in entries:
            raise _GiveUp
        at += 1
        node: Node
        if value:
            if value[0] in "\"'[{" or ": " in value or " #" in value or value[-1] == ":":
                node = _special(value, number, value_column, depth)
            else:
                node = _new(Scalar, (value, number, value_column))
        elif at < count and (rows[at][0] > indent or (rows[at][0] == indent and rows[at][1])):
            node, at = _block(rows, at, indent, depth)
        else:
            node = _new(Scalar, ("", number, column))
        entries[key] = _new(Entry, (number, column, node))
        if at < count and rows[at][0] > indent:
            raise _GiveUp
    return Table(entries, line, column), at


def _block(rows: list[Row], at: int, indent: int, depth: int) -> tuple[Node, int]:
    """What stands below a key without a value."""
    if rows[at][1]:
        return _listing(rows, at, rows[at][0], depth + 1)
    return _table(rows, at, rows[at][0], depth + 1)


def _listing(rows: list[Row], at: int, indent: int, depth: int) -> tuple[Listing, int]:
    if depth > MAX_DEPTH:
        raise _GiveUp
    items: list[Node] = []
    count = len(rows)
    while at < count:
        row_indent, dash, key, column, value, number = rows[at]
        if row_indent != indent or not dash:
            if row_indent > indent:
                raise _GiveUp
            break
        if key:
            rows[at] = (indent + dash, 0, key, column, value, number)
            node, at = _table(rows, at, indent + dash, depth + 1)
            items.append(node)
        elif value:
            items.append(_special(value, number, column, depth))
            at += 1
        else:
            raise _GiveUp
        if at < count and rows[at][0] > indent:
            raise _GiveUp
    return Listing(tuple(items), items[0].line, items[0].column), at


def _special(value: str, line: int, column: int, depth: int) -> Node:
    first = value[0]
    if first in "\"'":
        # A quote that closes early and opens again was caught by the pattern of the line.
        if len(value) < 2 or value[-1] != first:
            raise _GiveUp
        return _new(Scalar, (value[1:-1], line, column))
    if first == "[" or first == "{":
        if depth >= MAX_DEPTH:
            raise _GiveUp
        return _flow(value, line, column)
    if ": " in value or " #" in value or value[-1] == ":":
        raise _GiveUp
    return _new(Scalar, (value, line, column))


def _flow(value: str, line: int, column: int) -> Node:
    if value[0] == "[":
        if not _FLOW_LIST.fullmatch(value):
            raise _GiveUp
        words = [
            _new(Scalar, (match[1].strip('"'), line, column + match.start(1))) for match in _FLOW_ITEM.finditer(value)
        ]
        return Listing(tuple(words), line, words[0].column)
    three = _FLOW_THREE.fullmatch(value)
    if three:
        return _three(three, line, column)
    if not _FLOW_TABLE.fullmatch(value):
        raise _GiveUp
    entries: dict[str, Entry] = {}
    for match in _FLOW_PAIR.finditer(value):
        if match[1] in entries:
            raise _GiveUp
        at = column + match.start(1)
        entries[match[1]] = _new(Entry, (line, at, _new(Scalar, (match[2].strip('"'), line, column + match.start(2)))))
    return Table(entries, line, next(iter(entries.values())).column)


def _three(found: re.Match[str], line: int, column: int) -> Table:
    one, first, two, second, three, third = found.groups()
    if one in (two, three) or two == three:
        raise _GiveUp
    start = found.start
    at = column + start(1)
    entries: dict[str, Entry] = {
        one: _new(Entry, (line, at, _new(Scalar, (first, line, column + start(2))))),
        two: _new(Entry, (line, column + start(3), _new(Scalar, (second, line, column + start(4))))),
        three: _new(Entry, (line, column + start(5), _new(Scalar, (third, line, column + start(6))))),
    }
    return Table(entries, line, at)
