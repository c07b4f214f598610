"""What mkdocs.base.yml may not say: whatever runs code, or fetches text that no reviewer saw, into a hand-written page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhanqun.model.errors import UsageError, why
from zhanqun.text.nodes import Listing, Node, Scalar, Table
from zhanqun.text.yaml_strict import read_yaml

_BUILT_IN = frozenset((
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "md_in_html", "nl2br",
    "sane_lists", "smarty", "tables", "toc",
))
_READ_FILES = frozenset(("pymdownx.snippets", "pymdownx.b64"))
"""They put files of any folder into a page: no approval covers those, and the page is not made again when they change."""
_CODE = {
    "plugins": "插件能把没有审查过的内容放进网页", "hooks": "钩子能把没有审查过的内容放进网页",
    "INHERIT": "别的文件里的设置没有检查过",
}


def check_base(base: Path) -> None:
    """Raise UsageError where the engine's configuration could bring in what was not cleared.

    Read by our own strict reader: the engine's runs whatever a tag (``!!python/…``) names while it reads.
    """
    table = _read(base)
    for key, reason in _CODE.items():
        entry = table.entries.get(key)
        if entry is not None and entry.value[0]:
            raise UsageError(f"{base.name} 第 {entry.line} 行写了 {key}，不能用：{reason}；请删掉这一项")
    extensions = table.entries.get("markdown_extensions")
    for name in _extensions(extensions.value) if extensions is not None else ():
        if name in _READ_FILES:
            raise UsageError(f"{base.name} 里的扩展 {name} 不能用：它把别的文件放进网页，那些文件没有经过审查；请删掉这一项")
        if not (name.removeprefix("markdown.extensions.") in _BUILT_IN or name.startswith("pymdownx.")):
            raise UsageError(
                f"{base.name} 里的扩展 {name[:60]} 不能用：不知道它会不会读别的文件；"
                f"能用的是 pymdownx 的（{'、'.join(sorted(_READ_FILES))} 除外）和 {'、'.join(sorted(_BUILT_IN))}")


def _read(base: Path) -> Table:
    try:
        reading = read_yaml(base.read_bytes().decode())
    except OSError as error:
        raise UsageError(f"{base.name} 读不了：{why(error)}") from error
    except UnicodeDecodeError:
        raise UsageError(f"{base.name} 不是 UTF-8 编码的文字；用编辑器另存为“UTF-8（无 BOM）”") from None
    for fault in reading.faults:
        raise UsageError(f"{base.name} 第 {fault.line} 行有错，不能用：{fault.message}；{fault.help}")
    if not isinstance(reading.root, Table):
        raise UsageError(f"{base.name} 不是“键: 值”的表，不能用；照 zhanqun init 写的改")
    return reading.root


def _extensions(value: Node) -> Iterator[str]:
    """Names, in each of the forms that MkDocs takes."""
    if isinstance(value, Table):
        yield from value.entries
    for entry in value.items if isinstance(value, Listing) else ():
        if isinstance(entry, Scalar):
            yield entry.text
        elif isinstance(entry, Table):
            yield from entry.entries
