"""Frames: a site's page rendered once by the engine, cut at its slots, poured by joining strings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zhanqun.model.ids import Address

SLOTS = ("title", "head", "kind", "breadcrumb", "body")
ROOT = "root"
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"{_OPEN}([a-z]+){_CLOSE}")


def mark(name: str) -> str:
    """The text that stands for a slot while the engine renders the frame."""
    return f"{_OPEN}{name}{_CLOSE}"


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Literal text and slot names in turn: ``parts[0::2]`` are literals, ``parts[1::2]`` names of slots.

    Compared by identity: a frame is tens of kilobytes long.
    """

    parts: tuple[str, ...]

    @staticmethod
    def cut(rendered: str) -> Frame:
        """Cut a rendered frame at its marks. Raises ValueError for an unknown mark or a missing body."""
        parts = tuple(_MARK.split(rendered))
        names = set(parts[1::2])
        unknown = names - {ROOT, *SLOTS}
        if unknown or not {"title", "head", "body"} <= names:
            raise ValueError(f"frame with slots {sorted(names)}")
        return Frame(parts)

    def at(self, root: str) -> Frame:
        """The same frame with the way to the cluster's root filled in; one per depth of folder."""
        return _filled(self, root)

    def _fill(self, root: str) -> Frame:
        merged: list[str] = [self.parts[0]]
        for name, literal in zip(self.parts[1::2], self.parts[2::2], strict=True):
            if name == ROOT:
                merged[-1] += root + literal
            else:
                merged += [name, literal]
        return Frame(tuple(merged))

    def pour(self, *, title: str, head: str, kind: str, breadcrumb: str, body: str) -> bytes:
        """A whole page. All five values are finished HTML."""
        values = {"title": title, "head": head, "kind": kind, "breadcrumb": breadcrumb, "body": body}
        out = [self.parts[0]]
        for name, literal in zip(self.parts[1::2], self.parts[2::2], strict=True):
            out += (values[name], literal)
        return "".join(out).encode("utf-8")


@lru_cache(maxsize=4096)
def _filled(frame: Frame, root: str) -> Frame:
    return frame._fill(root)


def root_of(address: Address | str) -> str:
    """The relative way from a page to the cluster's root: ``jiaoyu/a/x.html`` -> ``../../``."""
    return "../" * address.count("/")
