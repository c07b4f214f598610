"""A file of a kind that is not on the allow list."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Location
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule

ALLOWED = (
    "docx", "xlsx", "pptx", "pdf", "odt", "ods", "odp", "ofd", "csv", "txt", "rtf", "zip",
    "png", "jpg", "jpeg", "gif", "webp", "mp3", "mp4",
)
_OLD = {"doc": "docx", "wps": "docx 或 ofd", "xls": "xlsx", "et": "xlsx", "ppt": "pptx", "dps": "pptx",
        "rar": "zip", "7z": "zip", "tif": "pdf 或 png", "tiff": "pdf 或 png", "bmp": "png", "svg": "png",
        "docm": "docx", "xlsm": "xlsx", "pptm": "pptx"}
"""Refused kinds that people use every day, and what to convert them to. SVG can carry scripts."""


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    for file in context.attachments:
        name = file.path.rsplit("/", 1)[-1]
        suffix = name.rsplit(".", 1)[1].lower() if "." in name else ""
        if suffix in ALLOWED:
            continue
        advice = f"请转成 {_OLD[suffix]} 再放上来" if suffix in _OLD else f"允许的类型：{' '.join(ALLOWED)}"
        shown = f"类型 .{suffix} 不允许发布" if suffix else "没有扩展名，看不出类型"
        yield Hit(message=f"附件「{name}」{shown}", help=advice, line=file.line, also=(Location(file.path),))


RULE = Rule(
    id=RuleId("attachment-type"), title="附件类型不允许发布",
    source="旧格式、宏和可执行内容可能夹带隐藏信息或脚本，只发布能读、能查的类型",
    check=_check,
)
