"""One published file -> the files of the copy that stand for it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from zhanqun.model.ids import Address
from zhanqun.model.output import OutputFile
from zhanqun.stages.offline.bundle import bundle_modules
from zhanqun.stages.offline.pages import Linked, offline_page

_MODULES = "assets/search/"
_CLASSIC = frozenset({"lunr.min.js"})
_SERVERS = ("404.html", "robots.txt", "sitemap.xml", "aliases.map", "sitemap/", "manifest/")
"""What only web servers and search engines ask for, below a site's root."""
SCRIPT = "assets/search/offline.js"
"""Where the search engine is; no website has a file of this name."""
ENTRIES = ("suggest.js", "search.js")
"""Suggestions first: they only wait. The search page's script does nothing on other pages."""


@dataclass(frozen=True, slots=True)
class Recast:
    """What the copy is made with."""

    prefixes: tuple[str, ...]
    """Path prefixes of the sites, the mother's empty."""
    theme: Mapping[str, str]
    """Files of the theme's ``offline`` folder: ``load.js`` and ``page.js``."""


def offline_name(recast: Recast, path: str) -> str | None:
    """Path in the copy of a published file; none when it has no place there of its own."""
    rest = {path.removeprefix(prefix) for prefix in recast.prefixes}
    if any(one.startswith(_SERVERS) for one in rest) or _is_module(path):
        return None
    return f"{path}.js" if any(one.startswith("search/") for one in rest) else path


def offline_file(recast: Recast, linked: Linked, path: str, data: bytes) -> tuple[OutputFile | None, list[str]]:
    """The file in the copy, and links of it that lead nowhere."""
    place = offline_name(recast, path)
    if place is None:
        return None, []
    dead: list[str] = []
    if place != path:
        data = b'zqFile("' + base64.b64encode(data) + b'");\n'
    elif path == "assets/zhanqun.js":
        data += recast.theme["page.js"].encode()
    elif path.endswith(".html"):
        text, dead = offline_page(data.decode(), path, linked)
        if 'type="module"' in text:
            raise ValueError(f"{path}: a module cannot run from a disk")
        data = text.encode()
    return OutputFile(Address(place), data), dead


def search_script(recast: Recast, modules: Mapping[str, bytes]) -> OutputFile:
    """The search engine as one classic script; ``modules``: published files of ``assets/search``."""
    texts = {
        path.removeprefix(_MODULES): data.decode() for path, data in modules.items() if _is_module(path)
    } | {"load.js": recast.theme["load.js"]}
    return OutputFile(Address(SCRIPT), bundle_modules(texts, ENTRIES).encode())


def _is_module(path: str) -> bool:
    name = path.removeprefix(_MODULES)
    return name != path and name.endswith(".js") and name not in _CLASSIC
