"""What mkdocs.base.yml may not say: whatever runs code, or fetches text that no reviewer saw, into a hand-written page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from zhanqun.model.errors import UsageError

_BUILT_IN = frozenset((
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "md_in_html", "nl2br",
    "sane_lists", "smarty", "tables", "toc",
))
_READ_FILES = frozenset(("pymdownx.snippets", "pymdownx.b64"))
"""They put files of any folder into a page: no approval covers those, and the page is not made again when they change."""
_CODE = ("plugins", "hooks")


def check_base(base: Path) -> None:
    """Raise UsageError where the engine's configuration could bring in what was not cleared; before anything of it runs."""
    try:
        with base.open("rb") as file:
            said: Any = yaml_load(file, get_yaml_loader())
    except (MkDocsException, OSError, ValueError, TypeError):
        return  # the engine itself says what is wrong, in its own words
    if not isinstance(said, dict):
        return
    for key in _CODE:
        if said.get(key):
            raise UsageError(f"{base.name} 里写了 {key}，不能用：插件和钩子能把没有审查过的内容放进网页；请删掉这一项")
    for name in _extensions(said.get("markdown_extensions")):
        if name in _READ_FILES:
            raise UsageError(f"{base.name} 里的扩展 {name} 不能用：它把别的文件放进网页，那些文件没有经过审查；请删掉这一项")
        if not (name.removeprefix("markdown.extensions.") in _BUILT_IN or name.startswith("pymdownx.")):
            raise UsageError(
                f"{base.name} 里的扩展 {name[:60]} 不能用：不知道它会不会读别的文件；"
                f"能用的是 pymdownx 的（{'、'.join(sorted(_READ_FILES))} 除外）和 {'、'.join(sorted(_BUILT_IN))}")


def _extensions(value: Any) -> Iterator[str]:
    """Names, in each of the forms that MkDocs takes."""
    for entry in value if isinstance(value, list | Mapping) else ():
        yield from map(str, entry if isinstance(entry, Mapping) else (entry,))
