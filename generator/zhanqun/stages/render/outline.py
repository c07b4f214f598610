"""The outline of a hand-written page, from the headings that the engine gave ids."""

from __future__ import annotations

import html
import re

from zhanqun.stages.render.views.item import Heading

_HEADING = re.compile(r'<h([2-4])(?: [^>]*?)?id="([^"]+)"[^>]*>(.*?)</h\1>', re.S)
_TAG = re.compile(r"<[^>]*>")


def outline_of(body: str) -> tuple[Heading, ...]:
    """Headings of the second to fourth level."""
    return tuple(
        Heading(int(match.group(1)), match.group(2), html.unescape(_TAG.sub("", match.group(3))).strip())
        for match in _HEADING.finditer(body)
    )
