"""Pictures without place, device, author and what is appended behind them; alone and within packages."""

from __future__ import annotations

import importlib
from contextlib import suppress
from io import BytesIO
from typing import Any

from zhanqun.attachments.guard import guarded
from zhanqun.attachments.media import candidates, look_at, picture_kind
from zhanqun.attachments.picture_words import SAID, read_parts
from zhanqun.attachments.reading import Limits, Notes, Refused
from zhanqun.attachments.scrub_svg import scrub_svg


def scrub_picture(data: bytes, kind: str, upright: bool = True) -> tuple[bytes, list[str]]:
    """Return the picture drawn anew and what was removed.

    ``upright``: turned as the camera said. Documents place a picture as its dots lie, so in them it is not turned.
    """
    from PIL import Image, ImageOps

    with Image.open(BytesIO(data)) as image:
        image.load()
        removed: list[str] = []
        exif = image.getexif()
        if exif.get_ifd(0x8825):
            removed.append("拍摄地点（EXIF GPS）")
        if len(exif):
            removed.append("拍摄信息（EXIF）")
        removed += _beside(data, kind)
        if kind != "jpg" and getattr(image, "n_frames", 1) > 1:
            raise Refused("kind", "动画图片不能自动清理", "用图片软件重新导出")
        source = ImageOps.exif_transpose(image) if upright else image
        bare = Image.new(source.mode, source.size)
        bare.paste(source)
        if source.mode == "P" and (palette := source.getpalette()) is not None:
            bare.putpalette(palette)
        options: dict[str, Any] = jpeg_options(image) if kind == "jpg" else {"quality": 95} if kind == "webp" else {}
        if kind in ("png", "gif") and "transparency" in image.info:
            options = {"transparency": image.info["transparency"]}
        out = BytesIO()
        bare.save(out, {"jpg": "JPEG"}.get(kind, kind.upper()), **options)
        return out.getvalue(), removed


def jpeg_options(image: Any) -> dict[str, Any]:
    """As fine as it was: with finer steps the copy would be twice as large and show no more."""
    from PIL import JpegImagePlugin

    steps, sampling = getattr(image, "quantization", None), JpegImagePlugin.get_sampling(image)
    if not steps or sampling < 0:
        return {"quality": 95, "subsampling": 0}
    return {"qtables": steps, "subsampling": sampling}


def _beside(data: bytes, kind: str) -> list[str]:
    """What is in the file and not in the picture drawn anew. A damaged end is no reason to refuse: it is left behind."""
    notes = Notes(kind, Limits())
    with suppress(Refused):
        read_parts(data, kind, notes)
    return list(dict.fromkeys((*(what for what, _ in notes.hidden), *(what for what in notes.metadata if what == SAID))))


def scrub_media(parts: dict[str, bytes], removed: list[str], limits: Limits) -> None:
    """Clean the pictures of a package that give something away; all others stay byte for byte.

    Raises ``Refused`` for a picture that cannot be looked at.
    """
    names = candidates(parts)
    if not names:
        return
    importlib.import_module("PIL.Image")
    cleaned, said = guarded(lambda: _cleaned(parts, names, limits), limits)
    parts.update(cleaned)
    removed += said


def _cleaned(parts: dict[str, bytes], names: list[str], limits: Limits) -> tuple[dict[str, bytes], list[str]]:
    cleaned: dict[str, bytes] = {}
    said: list[str] = []
    number = 0
    for name in names:
        kind = picture_kind(parts[name])
        if not kind:
            continue
        number += 1
        found = look_at(parts[name], kind, limits)
        for problem in found.problems:
            raise Refused(problem.key, f"第 {number} 张图片：{problem.message}", problem.help)
        if found.hidden or found.metadata:
            cleaned[name], what = scrub_svg(parts[name]) if kind == "svg" else scrub_picture(parts[name], kind, False)
            said += [f"第 {number} 张图片的{each}" for each in what]
    return cleaned, said
