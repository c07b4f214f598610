"""Strict YAML with exact places: the only module that imports yaml.

What it reads is the part of YAML that people write: tables, lists, text. Duplicate keys, anchors, aliases, merge
keys, tags, several documents, keys that are not text, more than 8 levels, tabs, control characters, characters
that turn or hide text, and documents above the size limit are faults. Aliases are never followed, so there is no
bomb to defuse. MkDocs' own reader lets the last of two equal keys win and publishes a file whose front matter does
not parse; that is why this module exists.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from zhanqun.text.nodes import Entry, Fault, Listing, Node, Reading, Scalar, Table
from zhanqun.text.yaml_fast import MAX_DEPTH, read_common

# Without libyaml PyYAML has no CSafeLoader; its own parser reads the same, ten times slower.
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FRONT_MATTER_LIMIT: Final = 64 * 1024
"""Bytes of UTF-8 above which front matter is refused without being parsed."""

MAX_FAULTS: Final = 100
"""Faults noted of one document: whoever made more has one mistake, not ten thousand."""

_UNWANTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)
# Possessive: two neighbouring runs of spaces would be tried in every split of a long run.
_FULL_WIDTH_COLON = re.compile(r"^\s*+(?:-\s++)?[^\W_]\w{0,15}：")
_NO_SPACE = re.compile(r"^\s*+(?:-\s++)?[^\W_]\w{0,15}:[^\s:/]")

_PROBLEMS = (
    ("mapping values are not allowed", "这里多了一个冒号", "值里有冒号时，用引号把整个值括起来"),
    ("could not find expected ':'", "这一行不是“键: 值”的形式", "写成“键: 值”，冒号用半角，后面空一格"),
    ("did not find expected key", "缩进和上面的行不一致，或者不是“键: 值”的形式", "同一层的键左边对齐，缩进用空格"),
    ("did not find expected '-' indicator", "列表的缩进不一致", "同一个列表的“- ”左边对齐"),
    ("did not find expected ',' or", "方括号或花括号没有写完整", "各项用半角逗号隔开，括号要成对，写在同一行"),
    ("cannot start any token", "值不能用这个符号开头", "用引号把整个值括起来"),
    ("unexpected end of stream", "引号没有成对", "检查引号是否成对"),
    ("unknown escape character", "双引号里的反斜杠写法不认识", "改用单引号，或把 \\ 写成 \\\\"),
    ("block sequence entries are not allowed", "“- ”不能写在这里", "列表从新的一行开始"),
    ("found undefined tag", "不能使用标签（!）", "值以 ! 开头时，用引号把整个值括起来"),
    ("undefined alias", "不能使用别名（*）", "值以 * 开头时，用引号把整个值括起来"),
    ("anchor", "不能使用锚点（&）或别名（*）", "值以 & 或 * 开头时，用引号把整个值括起来"),
    ("alias", "不能使用锚点（&）或别名（*）", "值以 & 或 * 开头时，用引号把整个值括起来"),
    ("tag", "不能使用标签（!）", "值以 ! 开头时，用引号把整个值括起来"),
)


def read_yaml(text: str, *, first_line: int = 1, limit: int = FRONT_MATTER_LIMIT, depth: int = MAX_DEPTH) -> Reading:
    """Read one YAML document whose lines end in LF; ``first_line`` is its first line's number in the file.

    An empty document is an empty table. ``limit`` counts UTF-8 bytes, ``depth`` levels of nesting. Never raises.
    """
    if len(text) > limit or (len(text) * 4 > limit and len(text.encode()) > limit):
        help_ = "把长文字移到正文或附件里"
        return Reading(None, (Fault("syntax", first_line, 1, f"内容超过 {limit // 1024} KiB，没有读", help_),))
    strange = _unwanted(text, first_line)
    if strange:
        return Reading(None, strange)
    common = read_common(text, first_line)
    if common is not None:
        return Reading(common, ())
    return read_general(text, first_line, depth)


def read_general(text: str, first_line: int = 1, depth: int = MAX_DEPTH) -> Reading:
    """Read by PyYAML alone. The same tree as the fast path, and the words for what is wrong."""
    composer = _Composer(text, first_line, depth)
    try:
        root = composer.document()
    except _Stop:
        root = None
    except yaml.MarkedYAMLError as error:
        composer.syntax(error)
        root = None
    except (yaml.YAMLError, ValueError) as error:  # e.g. a character that libyaml refuses to read
        del error  # its text may quote the document
        composer.fault("syntax", first_line, 1, "有不能出现的字符", "删掉看不见的特殊字符")
        root = None
    return Reading(root, tuple(composer.faults))


def _unwanted(text: str, first_line: int) -> tuple[Fault, ...]:
    """At most one fault per line and 20 in all: a pasted table of tabs needs no 500 findings."""
    faults: list[Fault] = []
    for match in _UNWANTED.finditer(text):
        at = match.start()
        line = first_line + text.count("\n", 0, at)
        if faults and faults[-1].line == line:
            continue
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        if match[0] == "\t":
            fault = Fault("characters", line, column, "有制表符", "把制表符换成空格")
        else:
            help_ = "删掉这个看不见的字符，重新输入这一行"
            fault = Fault("characters", line, column, f"有不允许的字符 U+{ord(match[0]):04X}", help_)
        faults.append(fault)
        if len(faults) == 20:
            break
    return tuple(faults)


class _Stop(Exception):
    """Nothing after this point can be trusted; the fault is noted already."""


class _Composer:
    """Turns PyYAML's events into nodes. Knows the events by name only, so that C and Python parser look alike."""

    def __init__(self, text: str, first_line: int, depth: int) -> None:
        self._text = text
        self._depth = depth
        self._offset = first_line
        self._events = _Parser(text)
        self.faults: list[Fault] = []

    def fault(self, kind: str, line: int, column: int, message: str, help_: str, also: int = 0) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(kind, line, column, message, help_, also))

    def document(self) -> Node:
        self._next()
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return Table({}, self._offset, 1)
        if event.version or event.tags:
            self._refuse(event, "不能使用 % 指令", "删掉以 % 开头的行")
        first = self._next()
        root: Node
        if isinstance(first, yaml.ScalarEvent) and not first.value and not first.style:
            root = Table({}, self._offset, 1)
        else:
            root = self._node(first, 1)
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(event, "有多个文档", "只保留一个文档，删掉中间的 --- 或 ...")
        return root

    def _next(self) -> Any:
        return self._events.get_event()

    def _place(self, event: Any) -> tuple[int, int]:
        return event.start_mark.line + self._offset, event.start_mark.column + 1

    def _refuse(self, event: Any, message: str, help_: str) -> None:
        self.fault("syntax", *self._place(event), message, help_)

    def _node(self, event: Any, depth: int) -> Node:
        line, column = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "不能使用别名（*）", "把内容写出来；值以 * 开头时，用引号把整个值括起来")
            return Scalar("", line, column)
        if event.anchor is not None:
            self._refuse(event, "不能使用锚点（&）", "值以 & 开头时，用引号把整个值括起来")
        if event.tag is not None:
            self._refuse(event, "不能使用标签（!）", "值以 ! 开头时，用引号把整个值括起来")
        if isinstance(event, yaml.ScalarEvent):
            unwanted = _UNWANTED.search(event.value)
            if unwanted:
                message = f"转义写出了不允许的字符 U+{ord(unwanted[0]):04X}"
                self.fault("characters", line, column, message, "删掉这个字符")
            return Scalar(event.value, line, column)
        if depth > self._depth:
            self._refuse(event, f"嵌套超过 {self._depth} 层", "减少嵌套")
            raise _Stop
        if isinstance(event, yaml.SequenceStartEvent):
            return self._listing(line, column, depth)
        return self._table(line, column, depth)

    def _listing(self, line: int, column: int, depth: int) -> Listing:
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        if items:
            line, column = items[0].line, items[0].column
        return Listing(tuple(items), line, column)

    def _table(self, line: int, column: int, depth: int) -> Table:
        entries: dict[str, Entry] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key_line, key_column = self._place(event)
            key = self._node(event, depth + 1)
            value_event = self._next()
            value = self._node(value_event, depth + 1)
            if isinstance(value, Scalar) and not value.text and not getattr(value_event, "style", None):
                value = Scalar("", key_line, key_column)
            self._add(entries, key, Entry(key_line, key_column, value), event)
        if entries:
            first = next(iter(entries.values()))
            line, column = first.line, first.column
        return Table(entries, line, column)

    def _add(self, entries: dict[str, Entry], key: Node, entry: Entry, event: Any) -> None:
        if not isinstance(key, Scalar) or not key.text:
            self._refuse(event, "键必须是文字", "把键写成一行文字，后面是半角冒号和空格")
        elif key.text == "<<":
            self._refuse(event, "不能使用合并（<<）", "把内容写出来")
        elif key.text in entries:
            name = quoted_key(key.text)
            message = f"键{name}写了两次，另一处在第 {entries[key.text].line} 行"
            self.fault("duplicate-key", entry.line, entry.column, message, "只保留一处", entries[key.text].line)
        else:
            entries[key.text] = entry

    def syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        problem = f"{error.problem or ''} {error.context or ''}"
        lines = self._text.split("\n")
        # libyaml notices a bad line only at the next one; what the editor must mend is above.
        for number in (line, line - 1):
            shown = lines[number] if 0 <= number < len(lines) else ""
            if found := _FULL_WIDTH_COLON.match(shown):
                help_ = "改成半角冒号“: ”，后面空一格"
                return self.fault("syntax", number + self._offset, found.end(), "键后面用了全角冒号“：”", help_)
            if found := _NO_SPACE.match(shown):
                return self.fault("syntax", number + self._offset, found.end(), "冒号后面没有空格", "在冒号后面空一格")
        known = (words for words in _PROBLEMS if words[0] in problem)
        unknown = ("", "不是合法的“键: 值”", "对照 docs/content.md 的例子检查这一行和上一行")
        _, message, help_ = next(known, unknown)
        self.fault("syntax", min(line, max(len(lines) - 1, 0)) + self._offset, column + 1, message, help_)


def quoted_key(key: str) -> str:
    """A key as it may be shown: short words are quoted, anything else may be private text and is only described."""
    if len(key) <= 20 and not re.search(r"\d{6}|\s{2}|[\x00-\x1f]", key):
        return f"“{key}”"
    return f"（{len(key)} 个字，不显示）"
