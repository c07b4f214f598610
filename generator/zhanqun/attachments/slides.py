"""pptx: slides, hidden slides, speakers' notes, comments."""

from __future__ import annotations

from zhanqun.attachments.office import check_common, shape_text
from zhanqun.attachments.package import Package
from zhanqun.attachments.reading import Notes
from zhanqun.attachments.xml import elements


def read_slides(package: Package, notes: Notes) -> None:
    check_common(package, notes)
    for number, part in enumerate(package.match("ppt/slides/", ".xml"), 1):
        first = next(iter(elements(package.read(part))), ("", {}))
        if first[1].get("show") in ("0", "false"):
            notes.hide("隐藏的幻灯片", f"第 {number} 个", shape_text(package, part))
        else:
            notes.block(f"幻灯片 {number}", shape_text(package, part))
    for part in package.match("ppt/notesSlides/", ".xml"):
        text = "\n".join(line for line in shape_text(package, part).split("\n") if not line.strip().isdecimal())
        if text.strip():
            notes.hide("演讲者备注", "", text)
    for prefix in ("ppt/comments", "ppt/modernComments"):
        for part in package.match(prefix, ".xml"):
            notes.hide("批注", "", shape_text(package, part))
    if package.read("ppt/commentAuthors.xml") or package.read("ppt/authors.xml"):
        notes.metadata["批注者名单"] = True
    for prefix in ("ppt/slideMasters/", "ppt/slideLayouts/", "ppt/diagrams/", "ppt/charts/"):
        for part in package.match(prefix, ".xml"):
            notes.block("母版或图表", shape_text(package, part))
