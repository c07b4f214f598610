"""Pdf files that hold more than their pages show."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from helpers.office_files import pdf


def changed(change: Callable[[Any], None], text: str = "Hello world of notices") -> bytes:
    """A pdf of one page, changed before it is written."""
    writer = pypdf.PdfWriter(BytesIO(pdf(text)))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def named(**values: object) -> DictionaryObject:
    """A dictionary: words are words, those with a slash are names."""
    found = DictionaryObject()
    for key, value in values.items():
        if isinstance(value, str):
            value = NameObject(value) if value.startswith("/") else TextStringObject(value)
        elif isinstance(value, int):
            value = NumberObject(value)
        elif isinstance(value, list):
            value = ArrayObject(value)
        found[NameObject(f"/{key}")] = value
    return found


def rooted(key: str, value: Any) -> bytes:
    def change(writer: Any) -> None:
        writer._root_object[NameObject(f"/{key}")] = writer._add_object(value)

    return changed(change)


def noted(note: DictionaryObject) -> bytes:
    def change(writer: Any) -> None:
        note[NameObject("/Rect")] = ArrayObject([FloatObject(0)] * 4)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return changed(change)


def with_page_left_over() -> bytes:
    """A page was taken out of the list of pages; a bookmark still leads to it."""
    def change(writer: Any) -> None:
        page = writer.add_blank_page(200, 200)
        writer.add_outline_item("x", page)
        pages = writer._root_object["/Pages"]
        pages["/Kids"].pop()
        pages[NameObject("/Count")] = NumberObject(1)

    return changed(change)


def picture(data: bytes, **more: object) -> StreamObject:
    stream = StreamObject()
    stream._data = data
    stream.update(named(Type="/XObject", Subtype="/Image", Width=60, Height=40, ColorSpace="/DeviceRGB", BitsPerComponent=8,
                        Filter="/DCTDecode", **more))
    return stream


def with_picture(data: bytes, shown: bool = True, across: int = 100, crop: int = 400) -> bytes:
    """A picture on the page, or in the file alone. ``crop``: how much of the page is shown."""
    def change(writer: Any) -> None:
        number = writer._add_object(picture(data))
        if not shown:
            return
        page = writer.pages[0]
        page["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/I1"): number})
        drawn = page["/Contents"].get_object()
        drawn.set_data(drawn.get_data() + f" q {across} 0 0 100 20 20 cm /I1 Do Q".encode())
        if crop != 400:
            page.cropbox.lower_left, page.cropbox.upper_right = (0, 0), (crop, 400)

    return changed(change)


def cropped(text: str) -> bytes:
    """Words on a page of which only the lower half is shown."""
    def change(writer: Any) -> None:
        writer.pages[0].cropbox.upper_right = (400, 200)

    return changed(change, text)
