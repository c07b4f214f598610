"""What the link stage makes of cleared things: cards for every list, feed and index, and the relations of each item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhanqun.model.cluster import Cluster
from zhanqun.model.finding import Finding
from zhanqun.model.history import Revision
from zhanqun.model.ids import Address, ColumnCode, SiteId
from zhanqun.model.moment import Moment
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub


@dataclass(frozen=True, slots=True)
class Card:
    """All that lists, feeds, open data and the title index need of one cleared item. No body."""

    address: Address
    site: SiteId
    column: ColumnCode
    kind: str
    """The column's kind: 文件 公告 …"""
    title: str
    published: Moment
    formed: date | None
    doc_no: str
    index_no: str
    issuer: str
    validity: str
    genre: str
    topics: tuple[str, ...]
    keywords: tuple[str, ...]
    summary: str
    until: date | None
    submitted: bool
    files: int
    """How many attachments are listed."""
    start: date | None
    """First day of a consultation."""
    end: date | None
    """Last day of a consultation."""
    feedback: date | None
    """Day of a consultation's feedback."""
    sha256: str
    """Of the source file's bytes. The last field: a sheet's digests leave it out."""

    @property
    def year(self) -> int:
        return self.published.day.year


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierVersion:
    """What an item said before a day, with the gate's word that today it would be cleared as it stood."""

    item: ClearedItem
    until: date
    """Day of the change that replaced it."""
    body: str
    """Its Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedItem:
    """One cleared item with everything its page shows besides the body."""

    item: ClearedItem
    card: Card
    explains: tuple[Card, ...] = ()
    """解读: what this item explains."""
    explained_by: tuple[Card, ...] = ()
    """What explains this item."""
    related: tuple[Card, ...] = ()
    revisions: tuple[Revision, ...] = ()
    earlier: tuple[EarlierVersion, ...] = ()
    """Newest first."""
    earlier_until: date | None = None
    """First day on which ``earlier`` may be another though nothing was edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPage:
    page: ClearedPage
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedStub:
    stub: Stub
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything cleared, in the orders in which it is shown."""

    cluster: Cluster
    items: Mapping[SiteId, tuple[LinkedItem, ...]]
    """Per site, sorted by address."""
    pages: Mapping[SiteId, tuple[LinkedPage, ...]]
    stubs: Mapping[SiteId, tuple[LinkedStub, ...]]
    cards: tuple[Card, ...]
    """The whole cluster, newest first (发布日期 descending, then address ascending)."""
    redirects: tuple[tuple[Address, Address], ...]
    """别名 -> address of the item."""
    findings: tuple[Finding, ...] = ()
