"""Taking hidden things out of pptx."""

from __future__ import annotations

from typing import Any

from zhanqun.attachments.package import join
from zhanqun.attachments.reading import Refused
from zhanqun.attachments.scrub import Parts, bytes_of, common, cut, cut_one, drop, local, tree_of

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SHOW = "ppt/presentation.xml"
_COMMENTS = ("ppt/comments", "ppt/commentAuthors", "ppt/authors", "ppt/modernComments")


def scrub_slides(parts: Parts, removed: list[str]) -> None:
    """Take out hidden slides, speakers' notes, comments, embedded files and properties."""
    common(parts, removed)
    _hidden_slides(parts, removed)
    drop(parts, removed, "演讲者备注", lambda name: name.startswith("ppt/notesSlides/"))
    drop(parts, removed, "批注", lambda name: name.startswith(_COMMENTS))


def _hidden_slides(parts: Parts, removed: list[str]) -> None:
    hidden = {
        name for name in parts if name.startswith("ppt/slides/") and name.endswith(".xml")
        and tree_of(parts[name]).get("show") in ("0", "false")
    }
    if not hidden:
        return
    if hidden == {name for name in parts if name.startswith("ppt/slides/") and name.endswith(".xml")}:
        raise Refused("hidden", "全部幻灯片都是隐藏的，去掉就没有内容了", "在演示软件里取消隐藏或另做一份")
    if _SHOW in parts and "ppt/_rels/presentation.xml.rels" in parts:
        _unlist(parts, hidden)
    drop(parts, removed, f"隐藏的幻灯片 {len(hidden)} 张", hidden.__contains__)


def _unlist(parts: Parts, hidden: set[str]) -> None:
    """A slide is named in the order of slides, in sections by number, and in custom shows."""
    show = tree_of(parts[_SHOW])
    relations = {relation.get("Id"): join(_SHOW, relation.get("Target", "")) for relation in tree_of(parts["ppt/_rels/presentation.xml.rels"])}
    numbers: set[str] = set()

    def leads_to_hidden(element: Any) -> bool:
        return relations.get(element.get(f"{_R}id"), "") in hidden

    for entry in list(show.iter(f"{_P}sldId")):
        if leads_to_hidden(entry):
            numbers.add(entry.get("id", ""))
            cut_one(entry)
    for entry in [each for each in show.iter() if local(each) in ("sldId", "sld")]:
        if entry.get("id", "") in numbers or (local(entry) == "sld" and leads_to_hidden(entry)):
            cut_one(entry)
    cut(show, (f"{_P}photoAlbum",))
    parts[_SHOW] = bytes_of(show)
