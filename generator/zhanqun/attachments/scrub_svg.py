"""Taking hidden things out of svg: comments, foreign data, editor's notes, hidden shapes, references elsewhere."""

from __future__ import annotations

import re
from typing import Any

from zhanqun.attachments.picture import DRAWN, is_gone
from zhanqun.attachments.scrub import bytes_of, cut_keeping_tail, local, tree_of

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_OUTSIDE = re.compile(r"(?i)@import|url\(\s*['\"]?\s*(?!#|['\"]?data:image/)")


def scrub_svg(data: bytes) -> tuple[bytes, list[str]]:
    """Return a copy with what is drawn, and what was removed. Scripts are refused by the reader before this."""
    tree = tree_of(data)
    removed: list[str] = []
    for element in list(tree.iter()):
        what = _unwanted(element, tree)
        if what:
            removed.append(what)
            cut_keeping_tail(element)
            continue
        for key in [key for key in element.attrib if _foreign(key, element.attrib[key])]:
            removed.append("引用外部文件" if "href" in key or _OUTSIDE.search(element.attrib[key]) else DRAWN)
            del element.attrib[key]
    return bytes_of(tree), list(dict.fromkeys(removed))


def _unwanted(element: Any, tree: Any) -> str:
    if not isinstance(element.tag, str):
        return "注释"
    name = local(element)
    if name in ("metadata", "sodipodi") or (element.tag.startswith("{") and not element.tag.startswith(_SVG)):
        return DRAWN
    if name == "style" and _OUTSIDE.search("".join(element.itertext())):
        return "引用外部文件"
    return "隐藏文字" if element is not tree and is_gone(element) else ""


def _foreign(key: str, value: str) -> bool:
    """Attributes of editors, and addresses that are not in the picture itself."""
    if key.startswith("{"):
        if not key.startswith((_XLINK, _XML)):
            return True
    elif key.startswith("data-"):
        return True
    if key.rsplit("}", 1)[-1] in ("href", "src"):
        return not value.strip().lower().startswith(("#", "data:image/"))
    return _OUTSIDE.search(value) is not None
