"""What a file is by its bytes, and whether its name says the same."""

from __future__ import annotations

import zipfile
from io import BytesIO

from zhanqun.attachments.reading import Refused

_OLD = {"doc": "docx 或 pdf", "dot": "docx", "wps": "docx、ofd 或 pdf", "xls": "xlsx", "et": "xlsx", "ppt": "pptx 或 pdf", "dps": "pptx 或 pdf",
    "pps": "pptx", "mpp": "pdf", "vsd": "pdf", "msg": "pdf"}  # fmt: skip
_ALIASES = {"jpeg": "jpg", "jpe": "jpg", "text": "txt", "md": "txt", "tsv": "csv"}
_ODF = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odg"}
_READ = frozenset("docx xlsx pptx pdf odt ods odp ofd rtf png jpg gif webp svg zip mp3 mp4".split())
TEXTS = frozenset({"txt", "csv"})
_MARKUP = (b"<html", b"<!doctype html", b"<script", b"<?php")


def suffix(name: str) -> str:
    """Extension of a file name in lower case, aliases resolved."""
    tail = name.rsplit("/", 1)[-1].rsplit(".", 1)
    ending = tail[1].lower() if len(tail) == 2 else ""
    return _ALIASES.get(ending, ending)


def _package_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                mime = package.read("mimetype").decode("ascii", "replace").strip()
                if "opendocument." in mime:
                    return _ODF.get(mime.rsplit("opendocument.", 1)[1].split("-")[0], "odf")
                if "epub" in mime:
                    return "epub"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, OverflowError):
        raise Refused("damaged", "附件已损坏或不完整，打不开", "重新导出或重新上传该文件") from None
    folded = {name.replace("\\", "/").casefold() for name in names}
    if "[content_types].xml" in folded:
        for part, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(part) for name in folded):
                return kind
    return "ofd" if "OFD.xml" in names else "zip"


def sniff(data: bytes) -> str:
    """Kind by content: ``ole`` for old Office files, ``text`` for plain text, empty when unknown."""
    head = data[:1024]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package_kind(data)
    for magic, kind in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"{\\rtf", "rtf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"),
        (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"MZ", "exe"), (b"\x7fELF", "exe"),
        (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"ID3", "mp3"), (b"\x1f\x8b", "gz"),
    ):  # fmt: skip
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "mp3"
    if b"%PDF-" in head:
        return "pdf"
    return _textual(head, data)


def _textual(head: bytes, data: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\x00" in data[:65536]:
        return ""
    low = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if low.startswith(_MARKUP):
        return "html"
    if b"<svg" in low:
        return "svg"
    return "text"


def resolve(name: str, data: bytes) -> str:
    """Return the kind to read the file as. Raises ``Refused`` when name and content differ or the kind is refused."""
    ending, kind = suffix(name), sniff(data)
    if not data:
        raise Refused("empty", "附件是空文件", "重新上传该文件")
    if kind == "ole":
        # Encrypted docx and xlsx are OLE files inside.
        if ending in ("docx", "xlsx", "pptx"):
            raise Refused(
                "encrypted", "附件有密码保护（或是改了扩展名的旧格式），打不开", "去掉密码，另存为没有密码的文件"
            )
        advice = f"另存为 {_OLD.get(ending, 'docx、xlsx 或 pdf')} 后再上传"
        raise Refused("old-format", "附件是旧版 Office 或 WPS 格式，里面可能留有看不见的内容，无法可靠检查", advice)
    if ending in _OLD:
        raise Refused("old-format", f"附件类型 .{ending} 是旧格式", f"另存为 {_OLD[ending]} 后再上传")
    if ending in ("docm", "xlsm", "pptm", "dotm", "xltm", "xlsb", "xlam"):
        raise Refused("macro", "附件是带宏的文件", "另存为不带宏的 docx、xlsx 或 pptx")
    if kind == "text" and ending in TEXTS:
        return ending
    if kind == ending:
        return kind
    known = ending in TEXTS or ending in _READ
    if kind in ("exe", "rar", "7z", "gz", "tiff", "html", "epub", "odg", "odf") or not known:
        raise Refused(
            "kind",
            "附件类型不允许发布" if kind != "exe" else "附件是可执行程序",
            "转成 docx、xlsx、pdf、ofd、csv 或图片",
        )
    if not kind:
        raise Refused("disguised", f"附件内容不是 .{ending} 文件，或文件已损坏", "重新导出，扩展名与内容保持一致")
    raise Refused("disguised", f"附件扩展名是 .{ending}，内容却不是", "重新导出，扩展名与内容保持一致")
