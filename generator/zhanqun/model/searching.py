"""What the search stage is given of one cleared item."""

from __future__ import annotations

from dataclasses import dataclass

from zhanqun.model.catalog import Card


@dataclass(frozen=True, slots=True)
class SearchDoc:
    card: Card
    body: str
    """Visible text of the body, one block a line."""
    attachments: tuple[tuple[str, str], ...]
    """(name shown, extracted text) of each attachment that has text."""
