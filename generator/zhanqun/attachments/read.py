"""Read one attachment, whatever it is. Never raises for bad content, never prints it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from zhanqun.attachments.guard import guarded
from zhanqun.attachments.kinds import resolve, suffix
from zhanqun.attachments.known_parts import FOLDERS, spelt
from zhanqun.attachments.package import Package
from zhanqun.attachments.reading import INSIDE, Limits, Notes, Problem, Reading, Refused, shows

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT = Limits()
_PACKAGES = {
    "docx": "word:read_word", "xlsx": "sheet:read_sheet", "pptx": "slides:read_slides", "odt": "open_formats:read_odf",
    "ods": "open_formats:read_odf", "odp": "open_formats:read_odf", "ofd": "open_formats:read_ofd",
}
"""Kind -> where its reader is. Imported when a file of that kind is met: most changes bring none."""
_TEXTS = {"txt": "plain:read_txt", "csv": "plain:read_csv", "rtf": "plain:read_rtf", "svg": "picture:read_svg"}
_PICTURES = frozenset({"png", "jpg", "gif", "webp"})
_SOUND = {"mp3": "sound:read_mp3", "mp4": "film:read_mp4"}


def read_attachment(name: str, data: bytes, limits: Limits = DEFAULT) -> Reading:
    """Return everything found in one file. ``name`` gives the extension; bad files give problems, never exceptions."""
    return _read(name, data, limits, 0)


def _read(name: str, data: bytes, limits: Limits, depth: int) -> Reading:
    notes = Notes("", limits)
    try:
        if len(data) > limits.file_bytes:
            raise Refused(
                "too-large", f"附件超过 {limits.file_bytes // 1_000_000} MB，不检查就不能发布", "拆小或压缩图片后再上传"
            )
        kind = notes.kind = resolve(name, data)
        return _by_kind(name, kind, data, notes, depth)
    except Refused as refused:
        notes.problems.append(refused.problem)
    except (Exception, RecursionError, MemoryError):
        # Fail closed: an unforeseen failure is a file nobody has read. The cause may quote the file, so it is dropped.
        notes.problems.append(Problem("unreadable", "附件读不出来", "用办公软件打开后重新导出；仍不行的，转成 pdf"))
    return notes.reading()


def _by_kind(name: str, kind: str, data: bytes, notes: Notes, depth: int) -> Reading:
    if kind in _PACKAGES:
        package = Package(data, notes.limits, spelt if kind in FOLDERS else str)
        _beside(package, notes)
        _reader(_PACKAGES[kind])(package, notes)
        _reader("media:read_media")(package, notes)
        _reader("parts:read_parts")(package, notes)
    elif kind in _TEXTS:
        _reader(_TEXTS[kind])(data, notes)
    elif kind == "zip":
        _archive(data, notes, depth)
    elif kind == "pdf":
        importlib.import_module("pypdf")  # once in the parent, not in every child
        reader = _reader("pdf:read_pdf")
        return guarded(lambda: _noted(reader, data, notes), notes.limits)
    elif kind in _PICTURES:
        importlib.import_module("PIL.Image")
        reader = _reader("picture:read_picture")
        return guarded(lambda: _noted(lambda data, notes: reader(data, kind, notes), data, notes), notes.limits)
    elif kind in _SOUND:
        reader = _reader(_SOUND[kind])
        notes.problem("no-text", "附件是音频或视频，没有可检查的文字", "在该附件写“文字稿”，或由有权的人登记豁免")
        return guarded(lambda: _noted(reader, data, notes), notes.limits)
    else:
        raise Refused("kind", "附件类型不允许发布", "转成 docx、xlsx、pdf、ofd、csv 或图片")
    if kind in ("docx", "odt", "ofd", "pptx") and not any(shows(where) for where, _ in notes.blocks):
        notes.problem(
            "no-text",
            "附件里没有可检查的文字，可能全是图片",
            "换成有文字的文件，或在该附件写“文字稿”，或由有权的人登记豁免",
        )
    return notes.reading()


def _reader(place: str) -> Callable[..., None]:
    module, _, name = place.partition(":")
    reader: Callable[..., None] = getattr(importlib.import_module(f"zhanqun.attachments.{module}"), name)
    return reader


def _noted(reader: Callable[[bytes, Notes], None], data: bytes, notes: Notes) -> Reading:
    reader(data, notes)
    return notes.reading()


def _beside(package: Package, notes: Notes) -> None:
    """Comments and bytes that lie beside the files of a package."""
    for what, text in package.beside:
        if what:
            notes.hide(what, "", text)
        else:
            notes.block(INSIDE, text)


def _archive(data: bytes, notes: Notes, depth: int) -> None:
    """Read every file of a zip with the same care; nested zips count against the depth."""
    if depth >= notes.limits.depth:
        raise Refused("nested", f"压缩包嵌套超过 {notes.limits.depth} 层", "解开后直接上传其中的文件")
    package = Package(data, notes.limits)
    _beside(package, notes)
    notes.block("压缩包内文件名", "\n".join(package.folders))
    for entry in package.names:
        shown = entry_name(package, entry)
        if entry.startswith(("/", "../")) or "/../" in entry:
            raise Refused("hostile", "压缩包里有指向包外的路径", "重新打包")
        notes.block("压缩包内文件名", shown)
        if is_system_file(shown):
            notes.hide("系统自动生成的文件", "")
            continue
        inner = _read(shown, package.read(entry), notes.limits, depth + 1)
        label = f"压缩包内第 {package.names.index(entry) + 1} 个文件（.{suffix(shown)}）"
        for where, text in inner.text_blocks:
            notes.block(where if where.startswith("隐藏内容") else f"{label} {where}", text)
        for what, where in inner.hidden:
            notes.hide(what, f"{label} {where}".strip())
        for what, _ in inner.metadata:
            notes.metadata[what] = True
        for problem in inner.problems:
            notes.problems.append(Problem(problem.key, f"{label}：{problem.message}", problem.help))


def is_system_file(name: str) -> bool:
    """True for what desktops put beside files by themselves."""
    return name.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db", "desktop.ini") or name.startswith("__MACOSX/")


def entry_name(package: Package, entry: str) -> str:
    """Zip tools on Chinese systems write names in GBK without saying so."""
    if package.info(entry).flag_bits & 0x800:
        return entry
    try:
        return entry.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry
