"""Every part of a package is accounted for: read, looked at, told as dangerous, or refused as unknown."""

from __future__ import annotations

import posixpath
import re

from zhanqun.attachments.kinds import sniff
from zhanqun.attachments.known_parts import BINARY, FOLDERS, PICTURE, THUMBNAIL, XML, verdict
from zhanqun.attachments.media import RASTER
from zhanqun.attachments.office import usual_main
from zhanqun.attachments.package import Package
from zhanqun.attachments.reading import INSIDE, Notes
from zhanqun.attachments.spare import Spare

_READ: dict[str, tuple[re.Pattern[str], frozenset[str]]] = {
    "docx": (re.compile(r"word/(?:glossary/)?(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"), frozenset({"t", "delText"})),
    "xlsx": (re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings)\.xml"), frozenset({"t", "v"})),
    "pptx": (re.compile(r"ppt/(?:slides|slideMasters|slideLayouts)/[^/]+\.xml"), frozenset({"t"})),
    "ofd": (re.compile(r".*content\.xml", re.IGNORECASE), frozenset({"TextCode"})),
    **dict.fromkeys(("odt", "ods", "odp"), (re.compile(r"content\.xml"), frozenset({"p", "h", "span", "a"}))),
}
"""Parts, and elements in them, whose text the reader of the kind takes: it is not collected twice."""
_FONTS = (".ttf", ".otf", ".ttc", ".odttf", ".fntdata", ".cff")
_SEEN = RASTER | {"svg", "tiff", "mp3", "mp4"}
_MAGIC = (b"BM", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00", b"\x00\x00\x01\x00", b"RIFF", b"\x00\x00\x00\x0cjP", b"\xff\x4f\xff",
          b"OggS", b"\x30\x26\xb2\x75", b"\x1a\x45\xdf\xa3", b"VCLMTF", b"fLaC")  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z_. -]*\d{0,4}[A-Za-z_. -]*(?:/[A-Za-z_. -]*\d{0,4}[A-Za-z_. -]*)*")
_PREVIEW = 120_000
"""Bytes of a preview in which nothing can be read."""
_ADVICE = "用 Word、Excel、PowerPoint 或 WPS 打开后另存为新文件；仍有的，运行 zhanqun clean 得到去掉它的副本，核对后替换原件"

_CROPPED = ("运行 zhanqun clean 得到按裁剪裁小的副本；裁不了的，在 Word、Excel、PowerPoint 或 WPS 里选中图片，"
            "用“压缩图片”勾选“删除图片的剪裁区域”后保存")  # fmt: skip


def read_parts(package: Package, notes: Notes) -> None:
    """After the reader of the kind: the words it left, and the parts that it does not know."""
    spare = Spare()
    names = [*package.names, *package.folders]
    if strange := [name for name in names if not name.isascii() or re.search(r"\d{11}", name)]:
        notes.block(INSIDE, "\n".join(strange))
    pattern, elements_read = _READ[notes.kind]
    unknown: list[str] = []
    for name in package.names:
        data = package.read(name)
        what = judged(notes.kind, name, package.main, data)
        if not what:
            unknown.append(name)
        elif what == XML:
            if data:
                spare.take(data, elements_read if pattern.fullmatch(name) else frozenset())
        elif what == THUMBNAIL:
            notes.metadata["首页缩略图"] = True
        elif (what == BINARY and not name.lower().endswith(_FONTS)) or (what == PICTURE and not sniff(data[:4096])):
            spare.strings(data)
        elif what not in (PICTURE, BINARY, "mimetype"):
            notes.hide(what)
    _settings(package, notes)
    spare.tell(notes)
    if spare.cropped:
        notes.problem("cropped", f"附件里有 {spare.cropped} 处裁剪过的图片，裁掉的部分还在文件里", _CROPPED)
    if unknown:
        shown = "、".join(dict.fromkeys(map(_shown, unknown)))
        notes.problem("unknown-part", f"附件里有 {len(unknown)} 个不认识的部分（{shown[:200]}），里面是什么没有检查", _ADVICE)


def judged(kind: str, name: str, main: str, data: bytes) -> str:
    """The verdict on a part by place, and by its bytes where places say little; empty for what is unknown."""
    if main and name == main:
        return XML
    if kind in FOLDERS and name == usual_main(kind):
        return ""  # programs open another part as the document: nobody looks at this one
    what = verdict(kind, name)
    if what in (PICTURE, THUMBNAIL):
        return by_bytes(what, data)
    if what == BINARY and name.lower().endswith(_FONTS) and b"\0" not in data[:4096]:
        return ""
    return what


def by_bytes(what: str, data: bytes) -> str:
    """Of a place for pictures: what really lies there."""
    drawn = data.startswith(_MAGIC) or data[40:44] == b" EMF"
    kind = sniff(data[:4096]) if not data.startswith(b"PK") else ""
    if data.startswith(b"II\xbc"):
        return "图片处理前的原图"
    if not data or not (drawn or kind in _SEEN):
        return ""
    if what == THUMBNAIL and (kind not in RASTER or len(data) > _PREVIEW):
        return "首页缩略图（可能是以前的内容）"
    return what


def _settings(package: Package, notes: Notes) -> None:
    if any("printersettings" in name.lower() for name in package.names):
        notes.metadata["打印机设置"] = True
    if any(name.startswith("_xmlsignatures/") or name.lower().endswith("documentsignatures.xml") for name in package.names):
        notes.metadata["数字签名"] = True


def _shown(name: str) -> str:
    """A name as it may be printed: it is somebody's words, and nobody has checked them."""
    folder, last = posixpath.split(name)
    if _PLAIN.fullmatch(name) and len(name) <= 60:
        return name
    ending = last.rpartition(".")[2]
    ending = f"…….{ending}" if ending.isascii() and ending.isalpha() and len(ending) < 8 else "……"
    return f"{folder}/{ending}" if folder and _PLAIN.fullmatch(folder) and len(folder) <= 40 else ending
