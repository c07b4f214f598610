"""What one Markdown file says of itself: the typed front matter of an item or a hand-written page.

The keys are the contract of docs/content.md. An ``Item`` has passed no check but its form; after the gate
no function takes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from zhanqun.model.ids import ColumnCode, SiteId
from zhanqun.model.moment import Moment
from zhanqun.model.people import Leader, Unit


class Openness(Enum):
    """公开属性. 条例第十三条."""

    ACTIVE = "主动公开"
    ON_REQUEST = "依申请公开"
    CLOSED = "不予公开"


class ClosedReason(Enum):
    """不予公开理由, the eight of the annual report's third table (国办公开办函〔2021〕30号)."""

    STATE_SECRET = "国家秘密"
    FORBIDDEN_BY_LAW = "其他法律行政法规禁止公开"
    SECURITY = "危及三安全一稳定"
    THIRD_PARTY = "保护第三方合法权益"
    INTERNAL_AFFAIRS = "三类内部事务信息"
    PROCESS = "四类过程性信息"
    CASE_FILE = "行政执法案卷"
    QUERY = "行政查询事项"


class Validity(Enum):
    """有效性. Anything but 有效 puts a banner on the page (国办发〔2017〕47号)."""

    VALID = "有效"
    AMENDED = "已修改"
    PARTLY_VOID = "部分失效"
    VOID = "失效"
    REPEALED = "废止"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRef:
    """One entry of 附件: a file beside the item."""

    file: str
    """File name relative to the item's folder, POSIX; never leaves the site's docs folder."""
    name: str
    """What the page calls it; the file's name when not given."""
    transcript: str = ""
    """文字稿: path of a text that says what a scan or picture says."""
    map_number: str = ""
    """审图号, for maps (地图管理条例第二十二条)."""
    register: str = ""
    """登记表: the kind of register table that the file is (model/tables.py); the page shows the whole of it."""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repost:
    """转载: source site, address and time; all three or none."""

    site: str
    url: str
    time: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """撤回: the body is taken down on the day; a stub page stays."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """更正: one public correction."""

    day: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """征集.反馈: what became of the opinions received."""

    day: date
    received: int
    adopted: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """征集: an open consultation (国令713号第十五条: normally at least 30 days)."""

    start: date
    end: date
    channels: tuple[str, ...]
    explanation: str = ""
    """起草说明: path or text."""
    short_reason: str = ""
    """缩短理由: needed when shorter than 30 days."""
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """办事: the eight elements of a service guide (国办秘函〔2019〕19号)."""

    name: str
    basis: tuple[str, ...]
    conditions: tuple[str, ...]
    materials: tuple[str, ...]
    place: str
    hours: str
    phone: str
    process: tuple[str, ...]
    fee: str = ""
    time_limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """公示: a public notice, or one permit or penalty decision with its statutory fields."""

    kind: str
    """类型: 名单 · 行政许可 · 行政处罚 · 项目 · 其他."""
    start: date | None = None
    office: str = ""
    """受理机构."""
    phone: str = ""
    """联系电话 for objections."""
    fields: tuple[tuple[str, str], ...] = ()
    """事项: statutory fields in the order written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of 审查: who, when, with what result."""

    name: str
    """初审 · 复审 · 终审 · 保密审查."""
    person: str
    day: date
    result: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """审查: the recorded approvals, bound to the content by its digest."""

    digest: str
    """``sha256:`` and 64 hexadecimal digits over the canonical item (docs/approval.md)."""
    steps: tuple[Step, ...]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Front matter of an item. Empty text and empty tuples mean: not given."""

    title: str
    openness: Openness
    column: ColumnCode
    published: Moment
    basis: str = ""
    closed_reason: ClosedReason | None = None
    formed: date | None = None
    index_no: str = ""
    issuer: str = ""
    co_issuers: tuple[str, ...] = ()
    doc_no: str = ""
    genre: str = ""
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    summary: str = ""
    source: str = ""
    author: str = ""
    validity: Validity = Validity.VALID
    effective: date | None = None
    expires: date | None = None
    repealed: date | None = None
    repealed_by: str = ""
    interprets: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    attachments: tuple[AttachmentRef, ...] = ()
    repost: Repost | None = None
    until: date | None = None
    """公示截止: last public day; a stub stays from the next day on."""
    withdrawn: Withdrawal | None = None
    corrections: tuple[Correction, ...] = ()
    consultation: Consultation | None = None
    service: Service | None = None
    notice: Notice | None = None
    submitted: bool = False
    """报送: offered to the mother site's front page."""
    archived: date | None = None
    """归档: banner, and no longer checked for freshness (国办发〔2017〕47号)."""
    reassess: date | None = None
    """复评日期: when a withheld item is due for re-assessment (条例第十八条)."""
    contact_phone: str = ""
    """联系电话: an office telephone meant to be public."""
    compare: bool = False
    """修订对比: what earlier public versions said is shown beside what changed. Today's version alone decides."""
    contact_public: bool = False
    """公开联系方式: the telephones in this item are office contacts and may be shown."""
    map_number: str = ""
    """审图号."""
    demo_note: str = ""
    """演示说明: says that a sample text is invented."""
    review: Review | None = None
    lines: tuple[tuple[str, int], ...] = ()
    """Front-matter key -> 1-based line, for findings."""

    def line(self, key: str) -> int:
        """Line of a front-matter key, 1 when it was not written."""
        for name, number in self.lines:
            if name == key:
                return number
        return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A decoded item that nobody has judged yet. Lives only between decode and gate."""

    site: SiteId
    path: str
    """Relative to the cluster's root: ``sites/jiaoyu/docs/a/2026/x.md``."""
    sha256: str
    """Of the file's bytes."""
    head: Head
    body: str
    body_line: int
    """1-based line of the file on which the body starts."""
    canonical: bytes
    """Canonical front matter without 审查, the first part of the approval digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """Front matter of a hand-written page (页面: true)."""

    title: str
    openness: Openness
    summary: str = ""
    updated: date | None = None
    """更新日期."""
    column: ColumnCode | None = None
    """信息分类: the fixed column this page belongs to (指南, 制度, 年报 …), or none."""
    attachments: tuple[AttachmentRef, ...] = ()
    aliases: tuple[str, ...] = ()
    map_number: str = ""
    contact_public: bool = False
    demo_note: str = ""
    leaders: tuple[Leader, ...] = ()
    units: tuple[Unit, ...] = ()
    review: Review | None = None
    lines: tuple[tuple[str, int], ...] = ()

    def line(self, key: str) -> int:
        for name, number in self.lines:
            if name == key:
                return number
        return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A decoded hand-written page that nobody has judged yet."""

    site: SiteId
    path: str
    sha256: str
    head: PageHead
    body: str
    body_line: int
    canonical: bytes
