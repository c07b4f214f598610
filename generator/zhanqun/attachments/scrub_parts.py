"""Taking out of docx, xlsx and pptx the parts that are dangerous or that nobody knows, and what shows them."""

from __future__ import annotations

from typing import Any

from zhanqun.attachments.known_parts import XML
from zhanqun.attachments.package import join
from zhanqun.attachments.parts import judged
from zhanqun.attachments.scrub import Parts, bytes_of, cut_one, drop, forget, local, tree_of

_BY_OTHERS = frozenset({"嵌入的文件或对象", "批注"})
"""Whoever takes these out knows more about what stands around them."""


def scrub_parts(parts: Parts, removed: list[str], kind: str, main: str) -> None:
    """Raises nothing of its own: what a document needs is known."""
    gone: dict[str, set[str]] = {}
    for name in parts:
        what = judged(kind, name, main, parts[name])
        if "printersettings" in name.lower() and what != XML:
            gone.setdefault("打印机设置", set()).add(name)
        elif name.startswith("_xmlsignatures/"):
            gone.setdefault("数字签名（内容已改动）", set()).add(name)
        elif not what.isascii() and what not in _BY_OTHERS:
            gone.setdefault(what, set()).add(name)
        elif not what:
            gone.setdefault("不认识的部分", set()).add(name)
    for what, names in gone.items():
        _unshow(parts, names)
        drop(parts, removed, what, names.__contains__)


def _unshow(parts: Parts, names: set[str]) -> None:
    """What points to the parts goes first; of a page's set-up only the pointer."""
    for rels in [name for name in parts if name.endswith(".rels")]:
        owner = rels.replace("_rels/", "").removesuffix(".rels")
        if owner not in parts or owner in names:
            continue
        lost = {relation.get("Id") for relation in tree_of(parts[rels])
                if relation.get("TargetMode") != "External" and join(owner, relation.get("Target", "")) in names}  # fmt: skip
        if lost:
            tree = tree_of(parts[owner])
            for element in [each for each in tree.iter() if local(each) in ("pageSetup", "imgLayer")]:
                _loosen(element, lost)
            parts[owner] = bytes_of(tree)
            forget(parts, owner, lost)


def _loosen(element: Any, lost: set[str]) -> None:
    keys = [key for key, value in element.attrib.items() if key.startswith("{") and value in lost]
    for key in keys:
        del element.attrib[key]
    if keys and local(element) == "imgLayer":
        cut_one(next((above for above in element.iterancestors() if local(above) == "ext"), element))
