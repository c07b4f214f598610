"""One page -> the same page with links that work from a disk."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from html import escape, unescape
from posixpath import dirname, join, normpath, relpath
from urllib.parse import quote, unquote

from zhanqun.model.address import href

POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; font-src 'self' file:; "
    "media-src 'self' file:; frame-src 'self' file:; form-action 'self' file:; base-uri 'none'"
)
"""``'self'`` has no certain meaning for a file; ``connect-src`` stays closed: a copy asks nobody for anything."""

_TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>\"']*(?:\"[^\"]*\"|'[^']*')?)*)>", re.IGNORECASE)
_LINK = re.compile(r'(\s(?:href|src|action)=")([^"]*)(")')
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_CHARSET = '<meta charset="utf-8">'
_REFRESH = re.compile(r'(http-equiv="refresh" content="0; url=)([^"]*)(")')
_SEARCH = re.compile(r'(src="[^"]*assets/search/)search\.js" type="module"')

_PRELOAD = re.compile(r'<link rel="modulepreload" href="[^"]*">\n?')
"""The copy has all modules in one classic script."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link may lead to."""

    known: Set[str]
    """Paths of the copy."""
    own: tuple[tuple[str, str], ...]
    """``https://www.example.gov.cn/`` -> path prefix in the copy, longest first: links to it need no network."""


def offline_page(text: str, path: str, linked: Linked) -> tuple[str, list[str]]:
    """The page and the paths that it links to and that are not in the copy."""
    folder, dead = dirname(path), []

    def tag(match: re.Match[str]) -> str:
        name = match[1].lower()

        def link(found: re.Match[str]) -> str:
            value, missing = _link(unescape(found[2]), folder, name, linked)
            dead.extend(missing)
            return found[0] if value is None else f"{found[1]}{escape(value)}{found[3]}"

        return f"<{match[1]}{_LINK.sub(link, match[2])}>"

    def refresh(match: re.Match[str]) -> str:
        value, missing = _link(unescape(match[2]), folder, "a", linked)
        dead.extend(missing)
        return match[0] if value is None else f"{match[1]}{escape(value)}{match[3]}"

    text = _REFRESH.sub(refresh, text)
    text = _TAG.sub(tag, _SEARCH.sub(r'\1offline.js" defer', _PRELOAD.sub("", text)))
    text = text.replace("<html ", "<html data-zq-offline ", 1)
    guarded = f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=True)}">'
    return text.replace(_CHARSET, guarded.replace("&#x27;", "'"), 1), dead


def _link(value: str, folder: str, tag: str, linked: Linked) -> tuple[str | None, list[str]]:
    """The link in its new form, none when it stays; and where it leads in vain."""
    if _SCHEME.match(value):
        return (_home(value, folder, linked) if tag in ("a", "area", "form") else None), []
    cut = re.search(r"[?#]", value)
    place, tail = (value[: cut.start()], value[cut.start() :]) if cut else (value, "")
    if not place:
        return None, []
    target = normpath(unquote(place).lstrip("/") if place.startswith("/") else join(folder, unquote(place)))
    target = "index.html" if target == "." else target
    if target in linked.known and not place.startswith("/"):
        return None, []
    found = _file(target, linked)
    return (_relative(found, folder) + tail, []) if found else (None, [target])


def _home(value: str, folder: str, linked: Linked) -> str | None:
    """An absolute address of the cluster itself, as a link within the copy."""
    for base, prefix in linked.own:
        if value == base.rstrip("/") or value.startswith(base):
            place, mark, tail = value[len(base) :].partition("#")
            found = _file(prefix + unquote(place), linked) if "?" not in place else None
            return _relative(found, folder) + mark + tail if found else None
    return None


def _file(target: str, linked: Linked) -> str | None:
    target = target.rstrip("/")
    return next((one for one in (target, f"{target}/index.html".lstrip("/")) if one in linked.known), None)


def _relative(target: str, folder: str) -> str:
    path = relpath(target, folder or ".")
    return href(path) if ":" not in path.split("/")[0] else "./" + quote(path, safe="/-._~")
