"""Plain text of what an item's page and attachments show, for the full-text index."""

from __future__ import annotations

from collections.abc import Callable

from zhanqun.attachments import read_attachment
from zhanqun.model.cluster import Cluster
from zhanqun.model.verdict import ClearedFile, ClearedItem, ClearedPage
from zhanqun.stages.render.engine_leaves import Keep
from zhanqun.stages.render.items import read_bytes
from zhanqun.stages.render.markdown import plain_text, render_body
from zhanqun.text.front_matter import body_of

_PICTURES = frozenset(("png", "jpg", "jpeg", "gif", "webp", "mp3", "mp4"))
_CHEAP = frozenset(("csv", "txt"))
"""Read again faster than looked up."""
_BODY, _AFTER = '<div class="zq-body" id="zq-body">', '<p class="zq-sign">'
"""Of item.html. Neither can stand in a body, where markup is escaped."""


def body_text(cluster: Cluster, item: ClearedItem) -> str:
    """Visible text of the body, one block a line, from the very bytes that the gate cleared."""
    return render_body(body_of(read_bytes(cluster, item.path, item.sha256)), "").text


def published_body(page: str) -> str | None:
    """Visible text of the body on a finished item's page, one block a line; None when the page is made otherwise.

    The index holds what is published, so it is read from there: without Markdown, which was rendered already, and the
    same way from a page of the last build.
    """
    start = page.find(_BODY)
    end = page.find(_AFTER, start)
    return None if start < 0 or end < 0 else plain_text(page[start + len(_BODY) : end])


def attachment_texts(cluster: Cluster, item: ClearedItem | ClearedPage, keep: Keep) -> tuple[tuple[str, str], ...]:
    """(name shown, visible text) of each listed attachment that has any."""
    found = ((file.name, _text(cluster, file, keep)) for file in item.files if file.listed)
    return tuple((name, text) for name, text in found if text)


def _text(cluster: Cluster, file: ClearedFile, keep: Keep) -> str:
    return attachment_text(file.path, file.sha256, lambda: read_bytes(cluster, file.path, file.sha256), keep)


def attachment_text(path: str, sha256: str, read: Callable[[], bytes], keep: Keep) -> str:
    """Visible text of one attachment; its bytes are read when its text is not kept."""
    suffix = path.rpartition(".")[2].lower()
    if suffix in _PICTURES:
        return ""
    name = f"text/{sha256[:2]}/{sha256[2:]}"
    kept = None if suffix in _CHEAP else keep.get(name)
    if kept is not None:
        return kept.decode()
    reading = read_attachment(path, read())
    # Cleared by a waiver although something is wrong with it: linked, but not spread out.
    text = "" if reading.problems else reading.text()
    if suffix not in _CHEAP:
        keep.put(name, text.encode())
    return text
