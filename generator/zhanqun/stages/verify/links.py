"""From a link as a page writes it to the output path it leads to."""

from __future__ import annotations

from functools import lru_cache
from posixpath import join, normpath
from urllib.parse import unquote


@lru_cache(maxsize=65536)
def resolve_link(folder: str, link: str) -> str:
    """Output path that ``link`` on a page in ``folder`` leads to; ``..`` in front when it leaves the output.

    ``folder`` is relative to the output's root, without a final slash. Empty result: the page itself.
    """
    path = unquote(link.split("#", 1)[0].split("?", 1)[0])
    if not path:
        return ""
    if path.endswith("/") or path in (".", ".."):
        path += "/index.html"
    found = normpath(path.lstrip("/") if path.startswith("/") else join(folder, path))
    return "index.html" if found == "." else found
