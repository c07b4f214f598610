"""Plain text of what an item's page and attachments show, for the full-text index."""

from __future__ import annotations

from zhanqun.attachments import read_attachment
from zhanqun.model.cluster import Cluster
from zhanqun.model.verdict import ClearedFile, ClearedItem
from zhanqun.stages.render.items import read_bytes
from zhanqun.stages.render.job import Keep
from zhanqun.stages.render.markdown import render_body
from zhanqun.text.front_matter import body_of

_PICTURES = frozenset(("png", "jpg", "jpeg", "gif", "webp", "mp3", "mp4"))
_CHEAP = frozenset(("csv", "txt"))
"""Read again faster than looked up."""


def body_text(cluster: Cluster, item: ClearedItem) -> str:
    """Visible text of the body, one block a line, from the very bytes that the gate cleared."""
    return render_body(body_of(read_bytes(cluster, item.path, item.sha256)), "").text


def attachment_texts(cluster: Cluster, item: ClearedItem, keep: Keep) -> tuple[tuple[str, str], ...]:
    """(name shown, visible text) of each listed attachment that has any."""
    found = ((file.name, _text(cluster, file, keep)) for file in item.files if file.listed)
    return tuple((name, text) for name, text in found if text)


def _text(cluster: Cluster, file: ClearedFile, keep: Keep) -> str:
    suffix = file.path.rpartition(".")[2].lower()
    if suffix in _PICTURES:
        return ""
    name = f"text/{file.sha256[:2]}/{file.sha256[2:]}"
    kept = None if suffix in _CHEAP else keep.get(name)
    if kept is not None:
        return kept.decode()
    reading = read_attachment(file.path, read_bytes(cluster, file.path, file.sha256))
    # Cleared by a waiver although something is wrong with it: linked, but not spread out.
    text = "" if reading.problems else reading.text()
    if suffix not in _CHEAP:
        keep.put(name, text.encode())
    return text
