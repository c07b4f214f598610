"""The approval digest: one number over everything a reviewer approves. Specified in docs/approval.md.

The encoding is injective: netstrings (``<length>:<bytes>,``) in a fixed order, so no two different items can
share an input. The version stands first; another encoding gets another version and old approvals go stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from zhanqun.model.item import Item, Page

_VERSION = b"zhanqun-approval-v1"


def approval_digest(value: Item | Page, files: Sequence[tuple[str, bytes]]) -> str:
    """Return ``sha256:…`` over front matter without 审查, body and the named files.

    ``files``: (name relative to the item's folder, bytes) of every file that the item names.
    """
    return digest_of_hashes(value, ((name, hashlib.sha256(data).hexdigest()) for name, data in files))


def digest_of_hashes(value: Item | Page, files: Iterable[tuple[str, str]]) -> str:
    """The same digest when the files' SHA-256 (64 lower-case hexadecimal digits) are already known."""
    body = value.body
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    parts = [_VERSION, value.canonical, body.encode("utf-8")]
    for name, digest in sorted((name.encode("utf-8"), digest.encode("ascii")) for name, digest in files):
        parts += (name, digest)
    total = hashlib.sha256()
    for part in parts:
        total.update(b"%d:%b," % (len(part), part))
    return f"sha256:{total.hexdigest()}"
