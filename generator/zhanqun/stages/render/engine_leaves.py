"""Leaf templates, compiled once and kept. Separate from the engine so that a small rebuild never loads MkDocs."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Protocol

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

_WHOLE = re.compile(r"(?<![\w-])(?:\d{4}-\d{2}-\d{2}|\d{4}-\d{5}|\d{3,4}-\d{7,8})(?![\w-])", re.ASCII)
"""Days, ends of index numbers, telephones: torn at the hyphen they are hard to read."""


class Keep(Protocol):
    """Where results are kept between builds."""

    def get(self, name: str) -> bytes | None: ...

    def put(self, name: str, body: bytes) -> None: ...


class Leaves:
    """The templates of themes/zhanqun/leaf."""

    def __init__(self, theme: Path, keep: Keep) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(str(theme)), autoescape=True, undefined=StrictUndefined, auto_reload=False,
            trim_blocks=True, lstrip_blocks=True, bytecode_cache=_Compiled(keep),
        )
        self._environment.filters["whole"] = unbroken
        # Views are plain objects whose fields are all there: no second guess by key, at 150 look-ups a page.
        self._environment.getattr = getattr  # type: ignore[assignment]

    def render(self, name: str, view: object, root: str, home: str) -> str:
        """Render ``leaf/<name>.html`` with the view as ``v``; ``root`` and ``home`` are relative prefixes."""
        return self._environment.get_template(f"leaf/{name}.html").render(v=view, root=root, home=home)


def unbroken(value: object) -> str:
    """``{{ value|whole|safe }}``: escaped HTML in which days and numbers stay on one line."""
    return _WHOLE.sub(r'<span class="zq-day">\g<0></span>', escape(str(value)))


class _Compiled(BytecodeCache):
    """Compiling the five templates that one changed item needs takes a quarter of a second."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    def load_bytecode(self, bucket: Bucket) -> None:
        data = self._keep.get(f"leaf/{bucket.key}")
        if data is not None:
            # Jinja compares its own version, Python's and the template's digest; what differs is compiled anew.
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._keep.put(f"leaf/{bucket.key}", bucket.bytecode_to_string())
