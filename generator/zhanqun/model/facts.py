"""What the cluster needs to know of one site's verdicts: light enough to be read for every site on every build."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from zhanqun.model.finding import Finding
from zhanqun.model.ids import RuleId, SiteId
from zhanqun.model.names import Names


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of 解读 or 相关 of a cleared item."""

    path: str
    line: int
    key: str
    target: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One entry of 别名 of a cleared item or page."""

    path: str
    line: int
    alias: str


@dataclass(frozen=True, slots=True)
class PageNote:
    """A cleared hand-written page, as lists of its column show it."""

    path: str
    title: str
    column: str
    """Empty when it belongs to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """One site, judged. ``paths``, ``numbers`` and ``states`` run side by side, sorted by path."""

    site: SiteId
    key: str
    """Digest over everything the verdicts depend on."""
    digest: str
    """Over the key and every outcome: the clock alone may change it."""
    now: datetime
    changes_at: datetime | None
    items: int
    cleared: int
    withheld: int
    held: int
    pages: int
    stubs: int
    findings: tuple[Finding, ...]
    paths: Names
    numbers: Names
    """索引号 or empty, also of withheld files: they must be unique and relations name them."""
    marks: bytes
    """uint64, little-endian: ``mark_of`` each number, 0 for none: numbers of all sites are compared by these."""
    states: str
    """One letter a path: i item, p page, s stub, w withheld."""
    standing: str
    """Digest over which index number is published from which path."""
    references: tuple[Reference, ...]
    claims: tuple[Claim, ...]
    notes: tuple[PageNote, ...]
    """The cleared hand-written pages."""
    pages_digest: str
    """Over every cleared hand-written page: what the site's frame is made from."""
    waived: tuple[tuple[RuleId, str], ...]
    """Rule and file of every waiver that was used."""
    chunks: tuple[str, ...] = ()
    """Digest of each part of the verdicts as they are kept; none before they are."""
    sheet: str = ""
    """Digest of the site's sheet as it is kept, the cards aside."""


def mark_of(number: str) -> int:
    """64 bits that stand for an index number; 0 for none."""
    return int.from_bytes(hashlib.blake2b(number.encode(), digest_size=8).digest(), "little") if number else 0
