"""Pictures without place, device, author and what is appended behind them; alone and within packages."""

from __future__ import annotations

import importlib
from io import BytesIO
from typing import Any

from zhanqun.attachments.guard import guarded
from zhanqun.attachments.media import candidates, look_at, picture_kind
from zhanqun.attachments.picture import trailing
from zhanqun.attachments.reading import Limits, Refused
from zhanqun.attachments.scrub_svg import scrub_svg

_SAID = ("comment", "xmp", "XML:com.adobe.xmp", "Author", "Comment", "Description", "photoshop")


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
        if trailing(data, kind) > 64:
            removed.append("图片末尾附带的数据")
        if any(key in image.info for key in _SAID):
            removed.append("图片里的文字信息")
        if kind != "jpg" and getattr(image, "n_frames", 1) > 1:
            raise Refused("kind", "动画图片不能自动清理", "用图片软件重新导出")
        source = ImageOps.exif_transpose(image) if upright else image
        bare = Image.new(source.mode, source.size)
        bare.paste(source)
        if source.mode == "P" and (palette := source.getpalette()) is not None:
            bare.putpalette(palette)
        options: dict[str, Any] = {"jpg": {"quality": 95, "subsampling": 0}, "webp": {"quality": 95}}.get(kind, {})
        if kind in ("png", "gif") and "transparency" in image.info:
            options = {"transparency": image.info["transparency"]}
        out = BytesIO()
        bare.save(out, {"jpg": "JPEG"}.get(kind, kind.upper()), **options)
        return out.getvalue(), removed


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
