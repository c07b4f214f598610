"""Cutting pictures in docx, xlsx and pptx as far as the document shows them."""

from __future__ import annotations

import importlib
from collections import Counter
from io import BytesIO
from typing import Any

from zhanqun.attachments.crop import is_cropped, share
from zhanqun.attachments.guard import guarded
from zhanqun.attachments.media import picture_kind
from zhanqun.attachments.office import rels_of
from zhanqun.attachments.package import join
from zhanqun.attachments.reading import Limits
from zhanqun.attachments.scrub import Parts, bytes_of, local, tree_of
from zhanqun.attachments.scrub_picture import jpeg_options

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FORMATS = {"png": "PNG", "jpg": "JPEG"}
Box = tuple[float, float, float, float]


def scrub_crops(parts: Parts, removed: list[str], limits: Limits) -> None:
    """A picture that is shown in one place only is cut; any other stays, and is told again when the copy is checked."""
    uses: Counter[str] = Counter()
    for rels in [name for name in parts if name.endswith(".rels")]:
        owner = rels.replace("_rels/", "").removesuffix(".rels")
        uses.update(target for target in _shown(parts, owner))
    done = 0
    for owner in [name for name in parts if name.endswith(".xml") and b"srcRect" in parts[name]]:
        tree = tree_of(parts[owner])
        targets = _targets(parts, owner)
        cut = sum(_one(parts, rect, targets, uses, limits) for rect in [each for each in tree.iter() if local(each) == "srcRect"])
        if cut:
            parts[owner] = bytes_of(tree)
            done += cut
    if done:
        removed.append(f"图片里被裁掉的部分 {done} 处")


def _targets(parts: Parts, owner: str) -> dict[str, str]:
    rels = parts.get(rels_of(owner))
    return {each.get("Id", ""): join(owner, each.get("Target", "")) for each in tree_of(rels)} if rels is not None else {}


def _shown(parts: Parts, owner: str) -> list[str]:
    """Every picture that a part shows, as often as it does."""
    targets = _targets(parts, owner)
    if owner not in parts or not targets:
        return list(targets.values())
    values = [value for element in tree_of(parts[owner]).iter() for key, value in element.attrib.items() if key.startswith(_R)]
    return [targets[value] for value in values if value in targets]


def _one(parts: Parts, rect: Any, targets: dict[str, str], uses: Counter[str], limits: Limits) -> bool:
    if not is_cropped("srcRect", rect.attrib):
        return False
    blip = next((each for each in rect.getparent() if local(each) == "blip"), None)
    name = targets.get(blip.get(f"{_R}embed", ""), "") if blip is not None else ""
    other = blip is not None and any(key.startswith(_R) for each in blip.iterdescendants() for key in each.attrib)
    left, top, right, bottom = box = tuple(share(rect.get(edge, "0")) for edge in "ltrb")
    kind = picture_kind(parts.get(name, b""))
    if other or uses[name] != 1 or kind not in _FORMATS or min(box) < 0 or left + right >= 1 or top + bottom >= 1:
        return False
    importlib.import_module("PIL.Image")
    data = parts[name]
    parts[name] = guarded(lambda: _cut(data, kind, (left, top, right, bottom)), limits)
    for edge in "ltrb":
        rect.attrib.pop(edge, None)
    return True


def _cut(data: bytes, kind: str, box: Box) -> bytes:
    from PIL import Image

    with Image.open(BytesIO(data), formats=(_FORMATS[kind],)) as image:
        image.load()
        width, height = image.size
        left, top = round(width * box[0]), round(height * box[1])
        right, bottom = max(left + 1, round(width * (1 - box[2]))), max(top + 1, round(height * (1 - box[3])))
        part = image.crop((left, top, right, bottom))
        # A new picture of the same dots: what the old one said beside them stays behind.
        bare = Image.new(part.mode, part.size)
        bare.paste(part)
        if part.mode == "P" and (palette := part.getpalette()) is not None:
            bare.putpalette(palette)
        options: dict[str, Any] = jpeg_options(image) if kind == "jpg" else {}
        if kind == "png" and "transparency" in image.info:
            options = {"transparency": image.info["transparency"]}
        out = BytesIO()
        bare.save(out, _FORMATS[kind], **options)
        return out.getvalue()
