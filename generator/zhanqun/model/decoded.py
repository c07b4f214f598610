"""What decoding one Markdown file gives."""

from __future__ import annotations

from dataclasses import dataclass

from zhanqun.model.finding import Finding
from zhanqun.model.item import Item, Page


@dataclass(frozen=True, slots=True)
class Decoded:
    """``value`` is none whenever the file has any error; it is then withheld."""

    value: Item | Page | None
    findings: tuple[Finding, ...]
