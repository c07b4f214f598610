"""Copies of attachments without metadata, hidden parts, comments and revisions.

What cannot be taken out without guessing is left and named, so that a person does it in the office program.
"""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from zhanqun.attachments.guard import guarded
from zhanqun.attachments.kinds import TEXTS, resolve, suffix
from zhanqun.attachments.known_parts import spelt
from zhanqun.attachments.office import main_part, usual_main
from zhanqun.attachments.package import Package
from zhanqun.attachments.pdf import read_pdf
from zhanqun.attachments.pdf_unseen import TAKEN, bare_pictures
from zhanqun.attachments.read import DEFAULT, entry_name, is_system_file, read_attachment
from zhanqun.attachments.reading import Limits, Notes, Reading, Refused
from zhanqun.attachments.scrub_crop import scrub_crops
from zhanqun.attachments.scrub_odf import scrub_odf
from zhanqun.attachments.scrub_ofd import scrub_ofd
from zhanqun.attachments.scrub_parts import scrub_parts
from zhanqun.attachments.scrub_picture import scrub_media, scrub_picture
from zhanqun.attachments.scrub_rtf import scrub_rtf
from zhanqun.attachments.scrub_sheet import scrub_sheet
from zhanqun.attachments.scrub_slides import scrub_slides
from zhanqun.attachments.scrub_sound import scrub_sound
from zhanqun.attachments.scrub_svg import scrub_svg
from zhanqun.attachments.scrub_word import scrub_word

CLEANED = ("docx", "xlsx", "pptx", "pdf", "odt", "ods", "odp", "ofd", "rtf", "svg", "zip", "png", "jpg", "gif", "webp", "mp3", "mp4")
_PLACES = ("拍摄地点（EXIF GPS）", "拍摄地点（XMP GPS）")
_CHECKED = ("odt", "ods", "odp", "ofd", "rtf", "svg")
Removed = list[str]
Parts = dict[str, bytes]


def clean_file(data: bytes, kind: str, limits: Limits = DEFAULT) -> tuple[bytes, Removed]:
    """Return a clean copy and what was removed, in Chinese. Raises ``CannotClean`` with a Chinese reason.

    ``kind`` is the extension, one of ``CLEANED``.
    """
    try:
        return _clean(data, kind, limits, 0)
    except Refused as refused:
        raise CannotClean(f"{refused.problem.message}；{refused.problem.help}") from None
    except (Exception, RecursionError, MemoryError):
        # A file that is damaged in a way nobody thought of. The cause may quote it, so it is dropped.
        raise CannotClean("附件已损坏或结构异常；用办公软件打开后重新导出") from None


def _clean(data: bytes, kind: str, limits: Limits, depth: int) -> tuple[bytes, Removed]:
    found = resolve(f"x.{kind}", data)
    if found in ("docx", "xlsx", "pptx"):
        return _office(data, found, limits)
    if found in _CHECKED:
        return _checked(data, found, limits)
    if found == "zip":
        return _archive(data, limits, depth)
    if found in TEXTS and depth:
        return data, []
    if found == "pdf":
        importlib.import_module("pypdf")
        return guarded(lambda: _pdf(data), limits)
    if found in ("png", "jpg", "gif", "webp"):
        importlib.import_module("PIL.Image")
        return guarded(lambda: scrub_picture(data, found), limits)
    if found in ("mp3", "mp4"):
        return guarded(lambda: scrub_sound(data, found), limits)
    if kind in ("txt", "csv"):
        raise Refused("kind", f".{kind} 文件里没有看不见的内容", "不用清理，直接用原文件")
    raise Refused("kind", f"不会清理 .{kind} 文件", f"可清理：{' '.join(CLEANED)}；其他格式先转成其中一种")


class CannotClean(Exception):
    """The message is Chinese and quotes nothing of the file."""


def _checked(data: bytes, kind: str, limits: Limits) -> tuple[bytes, Removed]:
    """Clean, read again, and give nothing away that hides anything or shows other words than before."""
    before = read_attachment(f"x.{kind}", data, limits)
    for problem in before.problems:
        if problem.key not in ("no-text", "unknown-part", "cropped"):  # what nothing leads to goes; what stays is found again below
            raise Refused(problem.key, problem.message, problem.help)
    cleaned, removed = _scrubbed(data, kind, limits)
    after = read_attachment(f"x.{kind}", cleaned, limits)
    if after.hidden or after.metadata or any(problem.key != "no-text" for problem in after.problems):
        raise Refused("hidden", "有去不掉的隐藏内容", "用办公软件打开后删除，再重新导出")
    if _words(after) != _words(before):
        raise Refused("changed", "去掉隐藏内容会改动看得见的文字", "用办公软件打开后手工清理")
    return cleaned, removed


def _words(reading: Reading) -> str:
    return "".join(reading.text().split())


def _scrubbed(data: bytes, kind: str, limits: Limits) -> tuple[bytes, Removed]:
    if kind == "rtf":
        return scrub_rtf(data)
    if kind == "svg":
        return scrub_svg(data)
    package = Package(data, limits)
    parts: Parts = {name: package.read(name) for name in package.names}
    removed: Removed = _beside(package)
    (scrub_ofd if kind == "ofd" else scrub_odf)(parts, removed, kind)
    scrub_media(parts, removed, limits)
    return _packed(parts, ("mimetype", "OFD.xml")), list(dict.fromkeys(removed))


def _packed(parts: Parts, first: tuple[str, ...]) -> bytes:
    """A package with fixed times, so that equal input gives equal bytes; ODF wants its type first and as it is."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(parts, key=lambda part: (part not in first, part)):
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], how)
    return out.getvalue()


def _archive(data: bytes, limits: Limits, depth: int) -> tuple[bytes, Removed]:
    """Each file of a zip cleaned by itself. Raises with the places of those that cannot be."""
    if depth >= limits.depth:
        raise Refused("nested", f"压缩包嵌套超过 {limits.depth} 层", "解开后直接上传其中的文件")
    package = Package(data, limits)
    parts: Parts = {}
    removed: Removed = _beside(package)
    left: list[str] = []
    for number, entry in enumerate(package.names, 1):
        shown = entry_name(package, entry)
        if entry.startswith(("/", "../")) or "/../" in entry:
            raise Refused("hostile", "压缩包里有指向包外的路径", "重新打包")
        if is_system_file(shown):
            removed.append("系统自动生成的文件")
            continue
        if shown in parts:
            raise Refused("damaged", "附件内部有同名文件，不同软件会看到不同内容", "重新打包")
        label = f"第 {number} 个文件（.{suffix(shown)}）"
        try:
            parts[shown], inside = _clean(package.read(entry), suffix(shown), limits, depth + 1)
        except Refused as refused:
            left.append(f"{label}：{refused.problem.message}")
            continue
        removed += [f"{label}：{what}" for what in inside]
    if left:
        raise Refused("left", "压缩包里有清理不了的文件：" + "；".join(left[:10]), "把它们取出来处理后重新打包")
    if not parts:
        raise Refused("empty", "去掉后压缩包里没有文件", "重新打包")
    return _packed(parts, ()), removed


def _office(data: bytes, kind: str, limits: Limits) -> tuple[bytes, Removed]:
    package = Package(data, limits, spelt)
    main = main_part(package, kind)
    if main != usual_main(kind):
        raise Refused("damaged", "正文不在通常的位置，不能自动清理", "用办公软件打开后另存为新文件")
    parts: Parts = {name: package.read(name) for name in package.names}
    removed: Removed = _beside(package)
    scrub_parts(parts, removed, kind, main)
    scrub: Callable[[Parts, Removed], None] = {"docx": scrub_word, "xlsx": scrub_sheet, "pptx": scrub_slides}[kind]
    scrub(parts, removed)
    scrub_crops(parts, removed, limits)
    scrub_media(parts, removed, limits)
    # Office wants the list of types first.
    return _packed(parts, ("[Content_Types].xml",)), list(dict.fromkeys(removed))


def _beside(package: Package) -> Removed:
    """What lies beside the files is not taken into the new package."""
    return list(dict.fromkeys(what for what, _ in package.beside if what))


def _pdf(data: bytes) -> tuple[bytes, Removed]:
    import pypdf
    from pypdf.generic import ArrayObject, NameObject

    reader = pypdf.PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("encrypted", "附件有密码保护，打不开", "去掉密码后再清理")
    hidden = {what for what, _ in _read(data).hidden}
    if "隐藏的图层" in hidden:
        # Without its list of layers a viewer would show them all.
        raise Refused("hidden", "有隐藏的图层，不能自动去掉", "在制作它的软件里删除图层后重新导出")
    removed: Removed = ["脚本或启动动作"] if "脚本或启动动作" in hidden else []
    writer = pypdf.PdfWriter()
    for number, page in enumerate(reader.pages, 1):
        kept = ArrayObject()
        for entry in page.get("/Annots") or ():
            note = entry.get_object()
            action = note.get("/A")
            action = action.get_object() if action is not None else {}
            if note.get("/Subtype") == "/Link" and _harmless(action):
                note.pop("/Contents", None)
                kept.append(entry)
            elif note.get("/Subtype") == "/Link":
                removed.append(f"第 {number} 页指向本机文件或启动程序的链接")
            elif note.get("/Subtype") != "/Popup":
                removed.append(f"第 {number} 页的批注、表单或附件")
        if "/Annots" in page:
            page[NameObject("/Annots")] = kept
        for key in ("/AA", "/PieceInfo", "/Metadata", "/Thumb", "/AF"):
            page.pop(key, None)
        writer.add_page(page)
    kept_keys = ("/CreationDate", "/ModDate", "/Producer")
    if reader.metadata and any(str(value or "").strip() for key, value in reader.metadata.items() if key not in kept_keys):
        removed.append("文档属性（作者、标题等）")
    if reader.outline:
        removed.append("书签（目录），需要时请重新添加")
    if reader.attachments:
        removed.append("内嵌附件")
    if data.count(b"%%EOF") > 1 + (b"/Linearized" in data[:2048]):
        removed.append("修改前的版本（增量更新）")
    writer.metadata = None
    bare_pictures(writer._objects)
    out = BytesIO()
    writer.write(out)
    left = {what for what, _ in _read(out.getvalue()).hidden}
    removed += [what for what in (*TAKEN, *_PLACES) if what in hidden and what not in left]
    return out.getvalue(), list(dict.fromkeys(removed))


def _read(data: bytes) -> Notes:
    notes = Notes("pdf", DEFAULT)
    read_pdf(data, notes)
    return notes


def _harmless(action: Any) -> bool:
    if action.get("/S") != "/URI":
        return action.get("/S") in (None, "/GoTo")
    return str(action.get("/URI", "")).lower().startswith(("http:", "https:", "mailto:"))
