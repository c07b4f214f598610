"""Leaf templates, compiled once per process. Separate from the engine so that a small rebuild never loads MkDocs."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


class Leaves:
    """The templates of themes/zhanqun/leaf."""

    def __init__(self, theme: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(str(theme)), autoescape=True, undefined=StrictUndefined, auto_reload=False,
            trim_blocks=True, lstrip_blocks=True,
        )

    def render(self, name: str, view: object, root: str, home: str) -> str:
        """Render ``leaf/<name>.html`` with the view as ``v``; ``root`` and ``home`` are relative prefixes."""
        return self._environment.get_template(f"leaf/{name}.html").render(v=view, root=root, home=home)
