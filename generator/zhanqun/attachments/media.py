"""Pictures inside office packages: each is looked at like a picture that is published by itself."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator

from zhanqun.attachments.guard import guarded
from zhanqun.attachments.kinds import sniff, suffix
from zhanqun.attachments.package import Package
from zhanqun.attachments.picture import look_into, read_svg
from zhanqun.attachments.reading import Limits, Notes, Problem, Reading, Refused

RASTER = frozenset({"png", "jpg", "gif", "webp"})
_NEVER = frozenset({"xml", "rels", "vml", "rdf", "ttf", "otf", "ttc", "odttf", "fntdata", ""})
"""Endings of parts that are no pictures: documents, which have their own readers, and letters."""


def candidates(names: Iterable[str]) -> list[str]:
    """Parts that may be pictures, in a fixed order. What they are, their bytes tell: names in packages are often wrong."""
    return sorted(name for name in names if suffix(name) not in _NEVER and "/embeddings/" not in name)


def picture_kind(data: bytes) -> str:
    """Kind of a picture that is looked at; empty for anything else."""
    kind = sniff(data[:4096]) if not data.startswith(b"PK") else ""
    return kind if kind in RASTER or kind == "svg" else ""


def read_media(package: Package, notes: Notes) -> None:
    """Note what the pictures of a package give away. That they hold no text is no problem: most are ornament."""
    names = candidates(package.names)
    if not names:
        return
    importlib.import_module("PIL.Image")
    for reading in guarded(lambda: list(_readings(package, names, notes.limits)), notes.limits):
        for where, text in reading.text_blocks:
            notes.block(where, text)
        for what, where in reading.hidden:
            notes.hide(what, where)
        for what, _ in reading.metadata:
            notes.metadata[what] = True
        notes.problems.extend(reading.problems)


def _readings(package: Package, names: list[str], limits: Limits) -> Iterator[Reading]:
    """Of every picture in which something was found."""
    number = 0
    for name in names:
        data = package.read(name)
        kind = picture_kind(data)
        if not kind:
            continue
        number += 1
        found = look_at(data, kind, limits)
        if found.text_blocks or found.hidden or found.metadata or found.problems:
            # Numbered, not named: names of parts are somebody's words, and nobody has checked them.
            yield Reading(
                kind=kind, text_blocks=found.text_blocks, metadata=found.metadata,
                hidden=tuple((what, f"第 {number} 张图片") for what, _ in found.hidden),
                problems=tuple(Problem(each.key, f"附件里第 {number} 张图片：{each.message}", each.help) for each in found.problems),
            )  # fmt: skip


def look_at(data: bytes, kind: str, limits: Limits) -> Reading:
    """What one picture of a package gives away. A picture that cannot be looked at is a problem, never an exception."""
    notes = Notes(kind, limits)
    try:
        if kind == "svg":
            read_svg(data, notes)
        else:
            look_into(data, kind, notes, whole=kind == "png")
    except Refused as refused:
        notes.problems.append(refused.problem)
    except MemoryError:
        raise
    except Exception:
        notes.problem("unreadable", "读不出来", "在文档里删除这张图片，重新插入后保存")
    return notes.reading()
