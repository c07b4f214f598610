"""Taking hidden things out of ofd (GB/T 33190). A signed file is left alone: any change breaks its seal."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from zhanqun.attachments.open_formats import is_unseen
from zhanqun.attachments.reading import Refused
from zhanqun.attachments.scrub import Parts, bytes_of, cut_keeping_tail, local, tree_of

_ROOT = "OFD.xml"
_SHOWN = frozenset({"Link", "Stamp", "Watermark"})
_OPEN = frozenset({"Attachments", "CustomTags", "Extensions", "Bookmarks"})
_TOLD = ("Author", "Title", "Subject", "Abstract", "Keywords", "CustomDatas", "Creator")
_ACTIONS = frozenset({"GotoA", "Sound", "Movie"})
_SAID = {"Attachments": "内嵌附件", "CustomTags": "自定义标引", "Extensions": "扩展数据"}


def scrub_ofd(parts: Parts, removed: list[str], kind: str) -> None:
    """Take out properties, attachments, comments, custom tags, unseen objects; keep what pages lead to and nothing else."""
    del kind
    root = tree_of(parts[_ROOT])
    if any(local(each) == "Signatures" and (each.text or "").strip() for each in root.iter()):
        raise Refused("signed", "附件有电子签章，改动后签章失效", "在盖章之前清理，再重新盖章")
    if any(local(each) == "Versions" for each in root.iter()):
        raise Refused("versions", "附件留有旧版本，不能自动去掉", "在制作它的软件里另存为没有历史版本的文件")
    _properties(root, removed)
    parts[_ROOT] = bytes_of(root)
    for name in [name for name in parts if name.lower().endswith(".xml") and name != _ROOT]:
        tree = tree_of(parts[name])
        _tree(tree, removed)
        parts[name] = bytes_of(tree)
    kept = _reached(parts)
    if any(name not in kept for name in parts):
        removed.append("没有用到的文件")
    for name in [name for name in parts if name not in kept]:
        del parts[name]


def _properties(root: Any, removed: list[str]) -> None:
    for info in [each for each in root.iter() if local(each) == "DocInfo"]:
        for entry in list(info):
            if local(entry) != "DocID":
                if local(entry) in _TOLD and "".join(entry.itertext()).strip():
                    removed.append("作者等文档属性")
                info.remove(entry)


def _tree(tree: Any, removed: list[str]) -> None:
    for each in [each for each in tree.iter() if not local(each)]:
        cut_keeping_tail(each)
    for each in list(tree.iter()):
        name = local(each)
        if name in _OPEN and local(each.getparent() if each.getparent() is not None else each) == "Document":
            if name in _SAID:
                removed.append(_SAID[name])
        elif name == "Annot" and each.get("Type", "") not in _SHOWN:
            removed.append("批注")
        elif is_unseen(each.attrib) and name in ("TextObject", "PathObject", "ImageObject", "CompositeObject", "Layer", "PageBlock"):
            removed.append("隐藏文字")
        elif name == "Remark" and (each.text or "").strip():
            removed.append("批注")
        elif name not in _ACTIONS:
            continue
        cut_keeping_tail(each)


def _reached(parts: Parts) -> set[str]:
    """Parts that the root leads to, by any path written in a part that is kept."""
    kept, ahead = {_ROOT}, [_ROOT]
    while ahead:
        name = ahead.pop()
        if not name.lower().endswith(".xml"):
            continue
        for target in _targets(name, tree_of(parts[name])):
            if target in parts and target not in kept:
                kept.add(target)
                ahead.append(target)
    return kept


def _targets(name: str, tree: Any) -> Iterator[str]:
    folder = posixpath.dirname(name)
    bases = {folder, posixpath.join(folder, tree.get("BaseLoc", "")), name.split("/", 1)[0] if "/" in name else ""}
    for element in tree.iter():
        for value in (element.text or "", *element.attrib.values()) if local(element) else ():
            value = value.strip()
            if value and len(value) < 300:
                yield value.lstrip("/")
                yield from (posixpath.normpath(posixpath.join(base, value)) for base in bases)
