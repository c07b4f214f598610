"""What a pdf holds that no page shows: words of every object, pages and pictures that are left over, scripts.

All objects of the file are walked, whatever leads to them: what was taken off a page or out of the list of pages is
often still there, and bookmarks, fields, alternative texts and names of places are words like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from zhanqun.attachments.media import look_at
from zhanqun.attachments.picture_parts import bare_jpg
from zhanqun.attachments.picture_words import BEHIND, IDENTITY, SMALL, UNKNOWN, words_of
from zhanqun.attachments.reading import HIDDEN, Notes, Refused

GONE = "不再显示、仍留在文件里的页面"
LOST = "不再显示、仍留在文件里的图片"
SCRIPT = "脚本或启动动作"
SOURCE = "制图软件的源文件"
FORM = "另一份动态表单（XFA）"
SMALL_PAGE = "页面缩略图"
TAKEN = (GONE, LOST, SCRIPT, SOURCE, FORM, SMALL_PAGE, SMALL, UNKNOWN, BEHIND)
"""What a copy of the pages alone does not have."""
_RUNS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"})
_DEEP = 200_000
"""Values of one object; more are not words of people."""


def read_unseen(reader: Any, notes: Notes) -> None:
    """Raises whatever pypdf raises for objects that somebody sees; those that nobody leads to may be broken."""
    from pypdf.generic import TextStringObject

    pages = {page.indirect_reference.idnum for page in reader.pages if page.indirect_reference is not None}
    led = _reached(reader)
    words: dict[str, None] = {}
    for number, value in _objects(reader):
        kind = str(value.get("/Type", "")) if isinstance(value, dict) else ""
        if kind == "/Page" and number not in pages:
            notes.hide(GONE)
        elif number not in led:
            _left_over(value, notes)
        if kind in ("/XRef", "/ObjStm", "/Sig"):
            continue
        for inside in _values(value):
            if isinstance(inside, dict):
                _dictionary(inside, notes)
            elif isinstance(inside, TextStringObject) and len(inside) > 1 and not inside.startswith("D:"):
                words[str(inside)] = None
    said = {text for _, text in notes.blocks}
    notes.block(f"{HIDDEN}（书签、表单、替代文字等）", IDENTITY.sub("", "\n".join(word for word in words if word not in said)))


def _objects(reader: Any) -> Iterator[tuple[int, Any]]:
    """Every object that the file lists, in order."""
    from pypdf.generic import IndirectObject

    numbers = {number: generation for generation, table in reader.xref.items() for number in table}
    numbers |= dict.fromkeys(reader.xref_objStm, 0)
    for number in sorted(numbers):
        value = None
        with suppress(Exception):
            value = reader.get_object(IndirectObject(number, numbers[number], reader))
        if value is not None:
            yield number, value


def _reached(reader: Any) -> set[int]:
    """Numbers of the objects that something leads to."""
    from pypdf.generic import IndirectObject

    found: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in found:
                continue
            found.add(value.idnum)
            with suppress(Exception):
                waiting.append(value.get_object())
        elif isinstance(value, dict):
            waiting += [value.raw_get(key) if hasattr(value, "raw_get") else inside for key, inside in value.items()]
        elif isinstance(value, list):
            waiting += list(list.__iter__(value))
    return found


def _left_over(value: Any, notes: Notes) -> None:
    """Something that nothing leads to. Words that programs leave behind are common and only read; a picture is told."""
    if not isinstance(value, dict) or not hasattr(value, "get_data"):
        return
    if value.get("/Subtype") == "/Image":
        notes.hide(LOST)
    elif value.get("/Type") in (None, "/XObject"):
        with suppress(Exception):
            notes.block(f"{HIDDEN}（{LOST}）", words_of(value.get_data()[:1_000_000]))


def _dictionary(value: Any, notes: Notes) -> None:
    if str(value.get("/S", "")) in _RUNS or "/JS" in value:
        notes.hide(SCRIPT)
    if "/AF" in value or value.get("/Type") == "/EmbeddedFile":
        notes.hide("内嵌附件")
    if "/XFA" in value:
        notes.hide(FORM)
    if "/Thumb" in value and value.get("/Type") == "/Page":
        notes.hide(SMALL_PAGE)
    if any(str(key).startswith("/AIPrivateData") for key in value):
        notes.hide(SOURCE)
    if value.get("/Type") == "/Metadata":
        notes.block(f"{HIDDEN}（属性：XMP）", IDENTITY.sub("", words_of(value.get_data()[:4_000_000])))
    if value.get("/Subtype") == "/Image":
        _picture(value, notes)


def _picture(value: Any, notes: Notes) -> None:
    """A jpg is put into a pdf as it is, with all that its file says beside the picture."""
    if _filters(value) != ["/DCTDecode"]:
        return
    data = value._data
    if not data.startswith(b"\xff\xd8\xff"):
        return
    found = look_at(data, "jpg", notes.limits)
    for where, text in found.text_blocks:
        notes.block(where, text)
    for what, _ in found.hidden:
        notes.hide(what, "pdf 里的图片")


def bare_pictures(objects: Iterable[Any]) -> None:
    """Take out of every jpg what its file says beside the picture. Its dots stay as they are."""
    for value in objects:
        if isinstance(value, dict) and value.get("/Subtype") == "/Image" and _filters(value) == ["/DCTDecode"]:
            stream: Any = value
            with suppress(Refused):
                stream._data = bare_jpg(stream._data)


def _filters(value: Any) -> list[str]:
    given = value.get("/Filter")
    return [str(each) for each in given] if isinstance(given, list) else [str(given)]


def _values(value: Any) -> Iterator[Any]:
    """Everything within an object, not within those it leads to."""
    from pypdf.generic import DictionaryObject

    waiting: list[Any] = [value]
    count = 0
    while waiting and count < _DEEP:
        inside = waiting.pop()
        count += 1
        yield inside
        if isinstance(inside, DictionaryObject):
            waiting += [inside.raw_get(key) for key in inside if key != "/ID"]
        elif isinstance(inside, list) and not (inside and list.__getitem__(inside, 0) == "/Indexed"):
            waiting += list(list.__iter__(inside))
