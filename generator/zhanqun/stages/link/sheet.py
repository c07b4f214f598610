"""Cleared items of one site -> its sheet."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Sequence

import msgspec

from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.keys import GENRE_ORDER, TOPIC_ORDER
from zhanqun.model.sheet import Sheet
from zhanqun.model.verdict import ClearedItem
from zhanqun.stages.link.catalog import make_card

_END = 10000 * 366 * 1440
"""Minutes; later than any date that front matter can hold."""
_TOPICS = {name: 1 << place for place, name in enumerate(TOPIC_ORDER)}
_GENRES = {name: place for place, name in enumerate(GENRE_ORDER)}
_encode = msgspec.msgpack.Encoder().encode


def make_sheet(cluster: Cluster, site: Site, items: Sequence[ClearedItem], paths: Sequence[str]) -> Sheet:
    """``items``: all that is cleared of the site; ``paths``: every source of it, as in its facts."""
    positions = {column.code: column.order for column in cluster.catalogue.columns}
    made = sorted(((_minutes(card), card.address, path, card) for path, card in (
        (item.path, make_card(cluster, item)) for item in items)), key=lambda row: row[:2])
    rows = {path: number for number, (_, _, path, _) in enumerate(made)}
    encoded = [_encode(card) for _, _, _, card in made]
    offsets = array("q", [0])
    for data in encoded:
        offsets.append(offsets[-1] + len(data))
    cards = [card for _, _, _, card in made]
    return Sheet(
        site=site.id, count=len(made),
        minutes=array("q", [minutes for minutes, _, _, _ in made]).tobytes(),
        columns=array("h", [positions[card.column] for card in cards]).tobytes(),
        days=array("i", [card.published.day.toordinal() for card in cards]).tobytes(),
        closing=array("i", [_closing(card) for card in cards]).tobytes(),
        kinds=array("h", [int(card.submitted) for card in cards]).tobytes(),
        topics=array("i", [_topics(card) for card in cards]).tobytes(),
        genres=array("h", [_GENRES.get(card.genre, -1) for card in cards]).tobytes(),
        digests=b"".join(map(_shown, encoded, cards)),
        offsets=offsets.tobytes(), checks=array("I", map(zlib.crc32, encoded)).tobytes(), cards=b"".join(encoded),
        rows=array("i", [rows.get(path, -1) for path in paths]).tobytes(),
    )


def _shown(data: bytes, card: Card) -> bytes:
    """Digest of a card without its last field: a corrected sentence in a body changes no list."""
    digest = card.sha256.encode()
    if not data.endswith(digest):
        raise AssertionError("Card.sha256 is no longer the last field")
    return hashlib.blake2b(data[: len(data) - len(digest)], digest_size=16).digest()


def _minutes(card: Card) -> int:
    clock = card.published.clock
    minute = clock.hour * 60 + clock.minute if clock else 0
    return _END - card.published.day.toordinal() * 1440 - minute


def _topics(card: Card) -> int:
    bits = 0
    for topic in card.topics:
        bits |= _TOPICS.get(topic.partition("\\")[0], 0)
    return bits


def _closing(card: Card) -> int:
    last = card.end or card.until
    return last.toordinal() if last else 0
