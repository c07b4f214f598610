"""What changed between two public versions of an item, in words that a reader can follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from zhanqun.model.catalog import EarlierVersion, LinkedItem
from zhanqun.model.item import Head
from zhanqun.model.verdict import ClearedFile
from zhanqun.stages.render.markdown import render_body
from zhanqun.stages.render.views.item import ChangeView
from zhanqun.text.difference import Piece, difference

_FIELDS: tuple[tuple[str, Callable[[Head], str]], ...] = (
    ("标题", lambda head: head.title), ("发文字号", lambda head: head.doc_no), ("发文机关", lambda head: head.issuer),
    ("有效性", lambda head: head.validity.value), ("摘要", lambda head: head.summary),
)
"""Front matter that readers see as part of the text."""
_MARKS = {"-": ("del", "删去："), "+": ("ins", "增加：")}


def changes_of(linked: LinkedItem, body: str) -> tuple[ChangeView, ...]:
    """One entry for each change between versions that may both be shown, newest first. ``body``: today's visible text."""
    found: list[ChangeView] = []
    newer = _text(linked.item.head, body, linked.item.files)
    for version in linked.earlier:
        older = _earlier(version)
        made = "".join(f"<p>{_line(line)}</p>" for line in difference(older, newer))
        if made:
            found.append(ChangeView(version.until.isoformat(), made))
        newer = older
    return tuple(found)


def _earlier(version: EarlierVersion) -> str:
    return _text(version.item.head, render_body(version.body, "").text, version.item.files)


def _text(head: Head, body: str, files: Sequence[ClearedFile]) -> str:
    fields = [f"{name}：{value}" for name, read in _FIELDS if (value := read(head))]
    listed = [f"附件：{file.name}" for file in files if file.listed]
    lines = (" ".join(line.split()) for line in body.split("\n"))
    return "\n".join([*fields, *(line for line in lines if line), *listed])


def _line(pieces: list[Piece]) -> str:
    """Marks that a screen reader says aloud: ins and del alone are silent in most."""
    return "".join(
        f'<{_MARKS[mark][0]}><span class="zq-sr">{_MARKS[mark][1]}</span>{escape(text)}</{_MARKS[mark][0]}>'
        f'<span class="zq-sr">；</span>' if mark in _MARKS else escape(text)
        for mark, text in pieces
    )
