"""What taking hidden things out of docx, xlsx and pptx has in common: parts, relationships, properties, outside links.

lxml edits trees; parts are bounded by the package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from zhanqun.attachments.office import rels_of
from zhanqun.attachments.package import join
from zhanqun.attachments.reading import Refused

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CORE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
_APP = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
_PICTURES = frozenset({"drawing", "pict", "object", "pic", "graphicFrame"})
_EMBEDDED = frozenset({"object", "control", "altChunk", "subDoc", "oleObj", "oleObject", "oleObjects", "controls", "externalData"})
_PROPERTIES = re.compile(r"docProps/(?:core|app)\d*\.xml|package/services/metadata/core-properties/[^/]+\.psmdcp")
Parts = dict[str, bytes]
_MOST = 24_000_000
"""Bytes of one part edited as a tree, which takes about ten times as much memory."""


def tree_of(data: bytes) -> Any:
    from lxml import etree

    if len(data) > _MOST or b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise Refused("too-large", "附件太大或结构异常，不能自动清理", "用办公软件打开后手工清理")
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        raise Refused("damaged", "附件已损坏，不能清理", "重新导出该文件") from None


def bytes_of(tree: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Any) -> str:
    """Name without its namespace; empty for comments and processing instructions."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def drop(parts: Parts, removed: list[str], what: str, wanted: Callable[[str], bool]) -> bool:
    """Remove parts, what only they lead to, the relationships that lead to them and their content types."""
    gone = {name for name in parts if wanted(name)}
    if not gone:
        return False
    if what:
        removed.append(what)
    _with_orphans(parts, gone)
    for name in gone:
        del parts[name]
    for name in [name for name in parts if name.endswith(".rels")]:
        tree = tree_of(parts[name])
        lost = [relation for relation in tree if _target(name, relation) in gone]
        for relation in lost:
            tree.remove(relation)
        if lost:
            parts[name] = bytes_of(tree)
    types = tree_of(parts["[Content_Types].xml"])
    for entry in list(types):
        if entry.get("PartName", "").lstrip("/") in gone:
            types.remove(entry)
    parts["[Content_Types].xml"] = bytes_of(types)
    return True


def _target(rels: str, relation: Any) -> str:
    if relation.get("TargetMode") == "External":
        return ""
    return join(rels.replace("_rels/", "").removesuffix(".rels"), relation.get("Target", ""))


def _with_orphans(parts: Parts, gone: set[str]) -> None:
    """Add relationships of what goes, and every part that nothing else leads to: pictures, charts, notes of a sheet."""
    while True:
        gone |= {rels_of(name) for name in gone if rels_of(name) in parts}
        led: set[str] = set()
        kept: set[str] = set()
        for name in (name for name in parts if name.endswith(".rels")):
            targets = {_target(name, relation) for relation in tree_of(parts[name])}
            (led if name in gone else kept).update(targets)
        more = {name for name in led - kept - gone if name in parts}
        if not more:
            return
        gone |= more


def common(parts: Parts, removed: list[str]) -> None:
    """Properties, thumbnails, embedded files and references outside."""
    for name in [name for name in parts if _PROPERTIES.fullmatch(name)]:
        if re.search(rb"<(?:\w+:)?(?:creator|lastModifiedBy|Company|Manager|Template|title|subject|keywords|description|category)>[^<]",
                     parts[name]):
            removed.append("作者、单位等文档属性")
        parts[name] = _APP if "/app" in name else _CORE
    drop(parts, removed, "自定义属性", lambda name: name == "docProps/custom.xml")
    drop(parts, removed, "缩略图", lambda name: name.startswith("docProps/thumbnail"))
    drop(parts, removed, "自定义 XML 数据", lambda name: name.startswith("customXml/"))
    _embedded(parts, removed)
    _outside(parts, removed)


def _embedded(parts: Parts, removed: list[str]) -> None:
    found = drop(parts, [], "", lambda name: "/embeddings/" in name or "/afchunk" in name.lower())
    for name in _xml(parts):
        tree = tree_of(parts[name]) if any(f"{tag}".encode() in parts[name] for tag in _EMBEDDED) else None
        lost = [element for element in tree.iter() if local(element) in _EMBEDDED] if tree is not None else []
        for element in lost:
            cut_one(_frame(element))
        if lost:
            parts[name] = bytes_of(tree)
            found = True
    if found:
        removed.append("嵌入的文件或对象")


def _frame(element: Any) -> Any:
    """A slide shows an embedded file in a frame of its own, which is empty without it."""
    for above in element.iterancestors():
        if local(above) == "graphicFrame":
            return above
    return element


def _outside(parts: Parts, removed: list[str]) -> None:
    """References to other machines and files: the relationship goes, and with it what shows it."""
    found = False
    for name in [name for name in parts if name.endswith(".rels")]:
        tree = tree_of(parts[name])
        lost = [relation for relation in tree if _is_outside(relation)]
        for relation in lost:
            tree.remove(relation)
        owner = name.replace("_rels/", "").removesuffix(".rels")
        if lost:
            found = True
            parts[name] = bytes_of(tree)
            if owner in parts:
                forget(parts, owner, {relation.get("Id") for relation in lost})
    if found:
        removed.append("外部模板、文件、图片，和指向本机文件的链接")


def _is_outside(relation: Any) -> bool:
    kind = relation.get("Type", "").rsplit("/", 1)[-1]
    target = relation.get("Target", "").lower()
    if kind == "attachedTemplate":
        return True
    if relation.get("TargetMode") != "External":
        return False
    return not (kind == "hyperlink" and target.startswith(("http:", "https:", "mailto:", "#")))


def forget(parts: Parts, owner: str, ids: set[str]) -> None:
    """Take out whatever in a part stands for relationships that are gone."""
    tree = tree_of(parts[owner])
    for element in [each for each in tree.iter() if local(each)]:
        if not any(key.startswith(_R) and value in ids for key, value in element.attrib.items()):
            continue
        if local(element) == "hyperlink" and len(element):
            unwrap_one(element)
        elif local(element) in ("blip", "imagedata", "fill"):
            cut_one(next((above for above in element.iterancestors() if local(above) in _PICTURES), element))
        else:
            cut_one(element)
    parts[owner] = bytes_of(tree)


def _xml(parts: Parts) -> list[str]:
    return [name for name in parts if name.endswith(".xml") and name.startswith(("word/", "xl/", "ppt/"))]


def cut_keeping_tail(element: Any) -> None:
    """Remove an element and what it holds; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    _put_before(parent, parent.index(element), element.tail)
    parent.remove(element)


def unwrap_keeping_text(element: Any) -> None:
    """Replace an element by its text and children; the text after it stays."""
    parent = element.getparent()
    place = parent.index(element)
    _put_before(parent, place, element.text)
    for child in list(element):
        parent.insert(place, child)
        place += 1
    _put_before(parent, place, element.tail)
    parent.remove(element)


def _put_before(parent: Any, place: int, text: str | None) -> None:
    if not text:
        return
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def cut_one(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap_one(element: Any) -> None:
    parent = element.getparent()
    place = parent.index(element)
    for child in list(element):
        parent.insert(place, child)
        place += 1
    parent.remove(element)


def cut(tree: Any, tags: Iterable[str]) -> bool:
    """Remove elements with all they hold. Tags with their namespaces."""
    found = [element for tag in tags for element in tree.iter(tag)]
    for element in found:
        cut_one(element)
    return bool(found)


def unwrap(tree: Any, tags: Iterable[str]) -> bool:
    found = [element for tag in tags for element in tree.iter(tag)]
    for element in found:
        unwrap_one(element)
    return bool(found)
