"""Pictures: place and device data, what their files hold beside the picture, and svg."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Protocol

from zhanqun.attachments.picture_words import read_parts
from zhanqun.attachments.reading import Notes, Problem, Refused
from zhanqun.attachments.xml import walk

_FORMATS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}
_TAGS = {0x013B: "作者", 0x8298: "版权人", 0x010F: "拍摄设备", 0x0110: "拍摄设备", 0xA430: "相机所有者", 0xA431: "设备序号",
    0x010E: "图片说明", 0x9C9D: "作者", 0x9C9C: "图片说明", 0x9286: "图片说明"}  # fmt: skip


def read_picture(data: bytes, kind: str, notes: Notes) -> None:
    """Check one raster picture. Raises whatever Pillow raises; the guard turns it into a problem."""
    look_into(data, kind, notes)
    notes.problems.append(
        Problem(
            "no-text", "附件是图片，没有可检查的文字",
            "写明图片里写了什么：正文里的图片写在方括号里，列在“附件”里的写“文字稿”；或由有权的人登记豁免",
        )
    )


def look_into(data: bytes, kind: str, notes: Notes, whole: bool = True) -> None:
    """Note what a raster picture gives away beside what it shows. ``whole``: draw it, which meets every damage.

    Raises whatever Pillow raises.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = notes.limits.pixels
    with Image.open(BytesIO(data), formats=(_FORMATS[kind],)) as image:
        width, height = image.size
        if width * height > notes.limits.pixels:
            raise Refused("bomb", "图片尺寸过大", "缩小后再上传")
        if whole:
            image.load()
        exif = image.getexif()
        if exif.get_ifd(0x8825):
            notes.hide("拍摄地点（EXIF GPS）", "")
        for part in (exif, exif.get_ifd(0x8769)):
            for tag, what in _TAGS.items():
                value = part.get(tag)
                if value:
                    notes.meta(what, value if isinstance(value, str) else "x")
    read_parts(data, kind, notes)


DRAWN = "制图软件留下的信息"
_RUNNING = frozenset({"script", "foreignObject", "iframe", "handler", "embed", "object", "audio", "video", "listener"})
_RUNS = re.compile(r"(?:java|vb)script:|data:(?:text|application)/")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]+")
_SHEET = re.compile(rb"<\?xml-stylesheet\b", re.I)
"""A style sheet of the kind that makes pages of XML may write scripts."""
_NOTE = re.compile(rb"<!--(.*?)-->", re.S)
_LABELS = frozenset({"label", "docname", "export-filename"})
"""Attributes in which drawing programs leave names of layers and files."""
_PLACED = ("display", "visibility", "opacity", "font-size")
_GONE = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:(?:0+(?:\.0*)?|\.0+)%?|font-size:(?:0+(?:\.0*)?|1)(?:px|pt)?)(?=;|!|$)"
)
_NOISE = re.compile(r"/\*.*?\*/|\s+", re.S)


class Attributes(Protocol):
    """Attributes of an element, however it was read."""

    def get(self, name: str, default: str, /) -> str: ...


class _Svg:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.depth_text = 0
        self.in_style = False
        self.unseen: list[bool] = []
        self.parts: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _RUNNING:
            raise Refused("script", "图片里有脚本或网页代码", "导出为 png 后再上传")
        for key, value in attributes.items():
            lower = "".join(value.split()).lower()
            if key.lower().startswith("on") or _RUNS.search(_CONTROL.sub("", lower)):
                raise Refused("script", "图片里有脚本或网页代码", "导出为 png 后再上传")
            if key in ("href", "src") and not lower.startswith(("#", "data:image/")):
                self.notes.hide("引用外部文件", "", value)
            if key in _LABELS or key.startswith("data-"):
                self.notes.meta(DRAWN, value)
            elif key == "aria-label":
                self.parts.append(f"{value}\n")
        hidden = is_gone(attributes)
        if hidden:
            self.notes.hide("隐藏文字", "")
        self.unseen.append(hidden or (bool(self.unseen) and self.unseen[-1]))
        self.in_style = name == "style"
        if name in ("text", "title", "desc"):
            self.depth_text += 1

    def end(self, name: str) -> None:
        self.in_style = False
        self.unseen.pop()
        if name in ("text", "title", "desc"):
            self.depth_text -= 1
            self.parts.append("\n")

    def text(self, data: str) -> None:
        if self.in_style:
            rules = data.replace(" ", "").lower()
            if "@import" in rules or "url(http" in rules or "url(//" in rules:
                self.notes.hide("引用外部文件", "样式")
            if "display:none" in rules or "visibility:hidden" in rules or "opacity:0;" in rules or "opacity:0}" in rules:
                self.notes.hide("隐藏文字", "样式")
        elif self.depth_text and self.unseen[-1]:
            self.notes.hide("隐藏文字", "", data)
        elif self.depth_text:
            self.parts.append(data)
        else:
            self.notes.meta(DRAWN, data)


def is_gone(attributes: Attributes) -> bool:
    """True for an element of an svg whose attributes or own style leave nothing of it to be seen."""
    said = [f"{name}:{attributes.get(name, '')}" for name in _PLACED]
    return _GONE.search(_NOISE.sub("", ";".join((*said, attributes.get("style", "")))).lower()) is not None


def read_svg(data: bytes, notes: Notes) -> None:
    if _SHEET.search(data):
        raise Refused("script", "图片里有脚本或网页代码", "导出为 png 后再上传")
    handler = _Svg(notes)
    walk(data, handler)
    for note in _NOTE.findall(data):
        notes.meta("注释", note.decode("utf-8", "replace"))
    notes.block("图中文字", "".join(handler.parts))
