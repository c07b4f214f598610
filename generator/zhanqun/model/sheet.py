"""The cards of one site in columns, newest first: what lists, feeds and indexes of the whole cluster are cut from.

A hundred thousand cards as objects cost half a second to read; as columns they cost milliseconds, and only the few
cards that a changed page shows are ever decoded.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhanqun.model.ids import SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Row ``n`` of every column belongs to the same card. Integers are little-endian."""

    site: SiteId
    count: int
    minutes: bytes
    """int64: minutes from 发布日期 to the end of time; ascending is newest first."""
    columns: bytes
    """int16: position of the card's column in the catalogue."""
    days: bytes
    """int32: ordinal of the day of publication."""
    closing: bytes
    """int32: ordinal of the last day of a consultation or public notice, 0 for none."""
    kinds: bytes
    """int16: 1 when offered to the mother (报送), else 0."""
    topics: bytes
    """int32: one bit for each first-level topic, by its place in ``keys.TOPIC_ORDER``."""
    genres: bytes
    """int16: place in ``keys.GENRE_ORDER``, -1 for none."""
    digests: bytes
    """16 bytes each: digest of what the card shows, everything but the digest of the source."""
    offsets: bytes
    """int64, one more than cards: where each card starts in ``cards``."""
    checks: bytes
    """uint32: CRC-32 of each encoded card, for one that is read by itself."""
    cards: bytes
    """The encoded cards; kept beside the other columns, and empty where they are fetched when one is shown."""
    rows: bytes
    """int32, one for each path of the site's facts: its row here, -1 when it has no card."""
