"""A file of the offline copy against the proven file it was made from: other links, the same words."""

from __future__ import annotations

import base64
import re

_TAG = re.compile(r"<[^>]*>")
_SAID = re.compile(r' (content|title|alt|aria-label|placeholder|value|label|data-[a-z-]+)="([^"]*)"')
_GUARD = "Content-Security-Policy"
_REFRESH = "0; url="


def says_the_same(path: str, before: bytes, place: str, after: bytes) -> bool:
    """True when the copy ``after`` at ``place`` tells what ``before`` at ``path`` does and nothing else."""
    if place != path:
        head, _, rest = after.partition(b'"')
        return head == b"zqFile(" and base64.b64decode(rest.partition(b'"')[0]) == before and rest.endswith(b'");\n')
    if not path.endswith(".html"):
        # The page's script is followed by one line of the theme.
        return after == before or (path == "assets/zhanqun.js" and after.startswith(before))
    first, second = before.decode(), after.decode()
    return _words(first) == _words(second) and _said(first) == _said(second)


def _words(page: str) -> str:
    return "".join(_TAG.sub("", page).split())


def _said(page: str) -> list[tuple[str, str]]:
    tags = [tag for tag in _TAG.findall(page) if "=" in tag and _GUARD not in tag]
    return [said for tag in tags for said in _SAID.findall(tag) if not said[1].startswith(_REFRESH)]
