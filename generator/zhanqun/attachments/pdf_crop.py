"""What lies outside of a page: a cropped page of a pdf keeps everything, viewers show a part of it."""

from __future__ import annotations

from typing import Any

from zhanqun.attachments.reading import Notes

_NEAR = 2.0
"""Points by which letters at the very edge may lie outside."""
_PART = 0.15
"""Part of a picture that may be outside: printers let pictures run over the edge by a few millimetres."""
Box = tuple[float, float, float, float]


def look_outside(page: Any, number: int, texts: list[tuple[float, float, float, str]], pictures: list[tuple[str, Box]], notes: Notes) -> None:
    """Note words outside of what a cropped page shows, and pictures of which it shows only a part.

    On pages that nobody cropped nothing is looked for: where letters stand is not certain enough for that.
    """
    whole, shown = _box(page.mediabox), _box(page.cropbox)
    left, low, right, high = shown = (max(shown[0], whole[0]), max(shown[1], whole[1]), min(shown[2], whole[2]), min(shown[3], whole[3]))
    if _area(shown) >= 0.99 * _area(whole):
        return
    lost = "".join(
        words for x, y, _, words in texts
        if not (left - _NEAR <= x <= right + _NEAR and low - _NEAR <= y <= high + _NEAR)
    )  # fmt: skip
    if lost.strip():
        notes.hide("页面边界以外的文字", f"第 {number} 页", lost)
    if any(_lost(place, shown) > _PART for name, place in pictures if _is_picture(page, name)):
        notes.hide("图片被页面边界裁掉的部分", f"第 {number} 页")


def placed(matrix: Any) -> Box:
    """Where a picture is drawn: a square of one by one, moved by the matrix."""
    a, b, c, d, e, f = (float(value) for value in matrix)
    across, up = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    return min(across), min(up), max(across), max(up)


def _box(given: Any) -> Box:
    across, up = sorted((float(given.left), float(given.right))), sorted((float(given.bottom), float(given.top)))
    return across[0], up[0], across[1], up[1]


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _lost(place: Box, shown: Box) -> float:
    """Part of a picture that is not shown."""
    seen = (max(place[0], shown[0]), max(place[1], shown[1]), min(place[2], shown[2]), min(place[3], shown[3]))
    return 1 - _area(seen) / _area(place) if _area(place) else 0.0


def _is_picture(page: Any, name: str) -> bool:
    resources = page.get("/Resources")
    found = resources.get_object().get("/XObject") if resources is not None else None
    item = found.get_object().get(name) if found is not None else None
    return item is not None and item.get_object().get("/Subtype") == "/Image"
