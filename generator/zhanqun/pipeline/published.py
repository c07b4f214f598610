"""Which index number was last published from which source, so that neither changes unnoticed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from zhanqun.memo import Store
from zhanqun.stages.gate import Register


def load_published(store: Store, out: Path) -> dict[str, str]:
    """Index number -> source path, as the last build into ``out`` published it; empty when nobody remembers."""
    data = store.get(_name(out))
    return {} if data is None else msgspec.msgpack.decode(data, type=dict[str, str])


def save_published(store: Store, out: Path, register: Register) -> None:
    pairs = {
        number: path for facts in register.facts
        for path, number, state in zip(facts.paths, facts.numbers, facts.states, strict=True)
        if number and state in "is"
    }
    store.put_changed(_name(out), msgspec.msgpack.encode(pairs))


def _name(out: Path) -> str:
    return f"published/{hashlib.blake2b(str(out).encode(), digest_size=8).hexdigest()}"
