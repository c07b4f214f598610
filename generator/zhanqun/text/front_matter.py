"""Find the body of a file that has already been decoded once."""

from __future__ import annotations

import re

_CLOSE = re.compile(rb"^---[ ]*$", re.M)


def body_of(data: bytes) -> str:
    """Text after the closing fence, LF only. The file has passed decode: it opens with a fence and closes it.

    Raises ValueError when it does not, which means that these are not the decoded bytes.
    """
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = data.find(b"\n") + 1
    closing = _CLOSE.search(data, start)
    if not data.startswith(b"---") or closing is None:
        raise ValueError("no front matter")
    return data[closing.end() + 1 :].decode()
