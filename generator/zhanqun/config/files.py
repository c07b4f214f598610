"""Reads configuration files into tables. Touches sites/ only, and only reads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhanqun.model.finding import Finding
from zhanqun.text.nodes import Table
from zhanqun.text.notes import Notes
from zhanqun.text.yaml_strict import read_yaml

RULE = "configuration"
LIMIT = 4 * 1024 * 1024
"""Bytes of one configuration file; the longest real one is a wording list."""

DEPTH = 40
"""Levels of nesting; a column within a column is two, and catalogues are trees."""


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """One file, read."""

    notes: Notes
    table: Table
    """Empty when the file is missing or faulty; the notes say why."""
    data: bytes
    present: bool


def read_config(root: Path, path: str, *, required: bool) -> ConfigFile:
    """Read ``path`` (relative to ``root``). A missing file is a fault only when it is required."""
    notes = Notes(path, RULE)
    nothing = Table({}, 1, 1)
    place = root / path
    try:
        if place.is_symlink():
            notes.error(0, "配置文件是符号链接", "换成真正的文件")
            return ConfigFile(notes, nothing, b"", True)
        if place.exists() and not place.is_file():
            raise OSError("a pipe would be waited for without end")
        data = place.read_bytes()
    except FileNotFoundError:
        if required:
            notes.error(0, "没有这个配置文件", "新建它；能写的键见 docs/content.md，也可以用 zhanqun init 生成例子")
        return ConfigFile(notes, nothing, b"", False)
    except OSError:
        notes.error(0, "配置文件读不出来", "检查它是不是普通文件、有没有读的权限")
        return ConfigFile(notes, nothing, b"", True)
    return ConfigFile(notes, _table(notes, data) or nothing, data, True)


def _table(notes: Notes, data: bytes) -> Table | None:
    if data.startswith(b"\xef\xbb\xbf"):
        notes.error(1, "文件开头有 BOM", "用编辑器另存为“UTF-8（无 BOM）”", "encoding")
        data = data[3:]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        notes.error(line, "不是 UTF-8 编码的文字", "用编辑器另存为“UTF-8（无 BOM）”", "encoding")
        return None
    # Configuration is read by this program alone, so Windows line ends do no harm here.
    reading = read_yaml(text.replace("\r\n", "\n"), limit=LIMIT, depth=DEPTH)
    notes.faults(reading.faults)
    if isinstance(reading.root, Table):
        return reading.root
    if reading.root is not None:
        notes.error(1, "应当是一行一个“键: 值”", "对照 docs/content.md 的例子")
    return None


def collect(files: list[ConfigFile]) -> tuple[Finding, ...]:
    """All findings of the files, sorted."""
    found = [finding for file in files for finding in file.notes.findings()]
    return tuple(sorted(found, key=Finding.order))
