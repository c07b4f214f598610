"""What the gate decided. ``ClearedItem`` and ``ClearedPage`` are made in one file only, stages/gate/decide.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhanqun.model.finding import Finding
from zhanqun.model.ids import RuleId, SiteId
from zhanqun.model.item import Head, PageHead


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedFile:
    """An attachment that a cleared item or page names; its bytes are part of the approved digest."""

    path: str
    """Relative to the cluster's root."""
    name: str
    """What the page calls it."""
    size: int
    sha256: str
    listed: bool
    """Named in 附件 (shown in the attachment list) rather than only in the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedItem:
    """May be published. Holds no body: later stages read it again and refuse bytes with another digest."""

    site: SiteId
    path: str
    sha256: str
    head: Head
    files: tuple[ClearedFile, ...]
    passed: tuple[RuleId, ...]
    waived: tuple[RuleId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedPage:
    """A hand-written page that may be published."""

    site: SiteId
    path: str
    sha256: str
    head: PageHead
    files: tuple[ClearedFile, ...]
    passed: tuple[RuleId, ...]
    waived: tuple[RuleId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """What stays of an item that was public: withdrawn (撤回) or past its end (公示截止). No title, no body."""

    site: SiteId
    path: str
    column: str
    kind: str
    """``withdrawn`` or ``expired``."""
    day: date
    reason: str
    """Only when the approval covers it; otherwise empty."""
    index_no: str
    published: date | None = None
    """Day on which it had been published, for counts and deadlines."""
    formed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldItem:
    """Stays back. No title, no body, nothing quoted."""

    site: SiteId
    path: str
    sha256: str
    reasons: tuple[RuleId, ...]
    held: bool
    """True: not public, not yet or no longer (counted, the build goes on). False: an error stops the build."""
    column: str = ""
    openness: str = ""
    """公开属性, as far as the file could be read; with the three below for the office's own reports only."""
    published: date | None = None
    reassess: date | None = None
    """复评日期 (条例第十八条)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    items: tuple[ClearedItem, ...]
    pages: tuple[ClearedPage, ...]
    stubs: tuple[Stub, ...]
    withheld: tuple[WithheldItem, ...]
    findings: tuple[Finding, ...]
    changes_at: datetime | None
    """The next minute at which a verdict may change without any edit; none when never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file that an item or page names, before anyone looked whether it exists."""

    path: str
    """Relative to the cluster's root, POSIX, percent-decoded, NFC."""
    name: str
    """What the page calls it."""
    line: int
    listed: bool
    """In 附件, not only linked from the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gate's word on one file, before the rules that look across files."""

    outcome: ClearedItem | ClearedPage | Stub | WithheldItem
    findings: tuple[Finding, ...]
    changes_at: datetime | None
    """The next minute at which this verdict may change without an edit."""
    index_no: str = ""
    """索引号, also of a withheld file: it must be unique and relations name it. Never shown."""
    named: tuple[str, ...] = ()
    """Every local file that the source names, also of a withheld one; paths from the cluster's root, sorted."""
