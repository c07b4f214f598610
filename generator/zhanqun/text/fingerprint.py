"""Short digests over values, the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted(value.items())
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no stable form")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain, order="deterministic")


def fingerprint(*values: object) -> bytes:
    """16 bytes that differ whenever any value differs. Values: plain data, dates, enums, frozen dataclasses."""
    return hashlib.blake2b(_ENCODER.encode(values), digest_size=16).digest()


def fingerprint_hex(*values: object) -> str:
    """The same as 32 hexadecimal digits."""
    return fingerprint(*values).hex()
