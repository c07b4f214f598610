"""What was published before this build, read from the output as it stands: the index must know it to be rid of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from zhanqun.memo import Store
from zhanqun.model.catalog import Card
from zhanqun.model.ids import Address
from zhanqun.model.searching import SearchDoc
from zhanqun.pipeline.fulltext_state import Listed, Prints
from zhanqun.stages.render import attachment_text, published_body


class _Gone(Exception):
    """A published file is not what the record says."""


class PastTexts:
    """The last build's documents, by address."""

    def __init__(self, out: Path, prints: Prints, store: Store) -> None:
        self._out = out
        self._prints = prints
        self._store = store

    def document(self, address: Address) -> SearchDoc | None:
        """As the index was given it; None when that cannot be known any more. Whoever asks compares digests."""
        row = self._prints.get(address)
        if row is None:
            return None
        try:
            body = published_body((self._out / address).read_text("utf-8"))
            card = msgspec.msgpack.decode(row.card, type=Card)
            files = tuple((file.name, self._attachment(file)) for file in row.files)
        except (OSError, ValueError, _Gone):
            return None
        return None if body is None else SearchDoc(card, body, tuple((name, text) for name, text in files if text))

    def _attachment(self, file: Listed) -> str:
        def read() -> bytes:
            data = (self._out / file.path).read_bytes()
            if hashlib.sha256(data).hexdigest() != file.sha256:
                raise _Gone(file.path)
            return data

        return attachment_text(file.path, file.sha256, read, self._store)
