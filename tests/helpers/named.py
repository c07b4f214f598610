"""What a page names: links, ids, and the ids that its labels refer to."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path


class Named(HTMLParser):
    """Addresses and ids of one page; ids that stand twice; ids that labels and aria attributes name."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.roots: list[str] = []
        self.ids: set[str] = set()
        self.twice: list[str] = []
        self.refers: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.twice += [value] if value in self.ids else []
                self.ids.add(value)
            elif name in ("for", "aria-labelledby", "aria-describedby"):
                self.refers |= set((value or "").split())
            elif name in ("href", "src", "action", "poster") and value is not None:
                self.links.append(value)
            elif name == "data-root":
                self.roots.append(value or "./")
            elif name == "srcset" and value:
                self.links += [part.split()[0] for part in value.split(",")]


def read(place: Path) -> Named:
    named = Named()
    named.feed(place.read_text(encoding="utf-8"))
    return named
