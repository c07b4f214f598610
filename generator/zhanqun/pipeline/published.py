"""Which index number was last published at which address, so that neither ever changes unnoticed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from zhanqun.memo import Store
from zhanqun.model.catalog import Catalog


def load_published(store: Store, out: Path) -> dict[str, str]:
    """Index number -> address, as the last build into ``out`` published it; empty when nobody remembers."""
    data = store.get(_name(out))
    return {} if data is None else msgspec.msgpack.decode(data, type=dict[str, str])


def save_published(store: Store, out: Path, catalog: Catalog) -> None:
    pairs = {card.index_no: card.address for card in catalog.cards if card.index_no}
    store.put(_name(out), msgspec.msgpack.encode(pairs))


def _name(out: Path) -> str:
    return f"published/{hashlib.blake2b(str(out).encode(), digest_size=8).hexdigest()}"
