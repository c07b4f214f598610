"""Everything the page of one item shows, ready for the leaf: no arithmetic and no lookups are left to the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhanqun.model.address import absolute_url, address_of, href
from zhanqun.model.catalog import Card, LinkedItem
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.item import Head, Validity
from zhanqun.model.verdict import ClearedFile
from zhanqun.stages.render.views.blocks import (
    ConsultationView,
    NoticeView,
    ServiceView,
    consultation_view,
    notice_view,
    service_view,
)
from zhanqun.stages.render.views.tables import TableView

NONE = "无"
_LIGHT_KINDS = frozenset(("动态", "问答", "指南"))
"""Kinds whose readers come for the text: the table of elements stands below it."""

_KINDS = {
    "doc": "Word 文档",
    "docx": "Word 文档",
    "xls": "Excel 表格",
    "xlsx": "Excel 表格",
    "ppt": "演示文稿",
    "pptx": "演示文稿",
    "txt": "文本文件",
    "zip": "压缩包",
    "jpg": "图片",
    "jpeg": "图片",
    "png": "图片",
    "ofd": "OFD 版式文件",
    "pdf": "PDF 文件",
    "csv": "CSV 数据",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of 本页内容. ``level`` counts from 2, the first below the page's title."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class FileView:
    href: str
    name: str
    kind: str
    """``PDF 文件``."""
    size: str
    """``1.2 MB``."""
    sha256: str
    preview: str = ""
    """The beginning of its visible text, or empty."""


@dataclass(frozen=True, slots=True)
class RelationView:
    href: str
    title: str
    day: str


@dataclass(frozen=True, slots=True)
class Banner:
    tone: str
    """``void`` · ``warn`` · ``info``."""
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RepostView:
    site: str
    url: str
    time: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What one day's change did to the text."""

    day: str
    html: str
    """One paragraph for each changed line, with ins and del; escaped."""


@dataclass(frozen=True, slots=True)
class RevisionView:
    day: str
    note: str
    change: str
    """Its ``ChangeView.html``; empty when a version of it may not be shown, or nothing readable changed."""


@dataclass(frozen=True, slots=True)
class ItemView:
    title: str
    published: str
    """``YYYY-MM-DD HH:MM``, the same characters as in the PubDate meta name."""
    published_machine: str
    """``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM`` for ``<time>``."""
    source: str
    author: str
    elements: tuple[tuple[str, str], ...]
    """要素表: the eight fields in order, then the dates of validity that are given."""
    elements_first: bool
    banners: tuple[Banner, ...]
    corrections: tuple[tuple[str, str], ...]
    """(day, note), newest first."""
    repost: RepostView | None
    demo_note: str
    body: str
    """Sanitised HTML."""
    toc: tuple[Heading, ...]
    """Empty when the body has fewer than four headings."""
    consultation: ConsultationView | None
    service: ServiceView | None
    notice: NoticeView | None
    files: tuple[FileView, ...]
    map_number: str
    signature: tuple[str, ...]
    """Issuing bodies under the text on paper; empty when the text ends with its own signature."""
    formed: str
    explains: tuple[RelationView, ...]
    explained_by: tuple[RelationView, ...]
    related: tuple[RelationView, ...]
    revisions: tuple[RevisionView, ...]
    """Newest first."""
    citation: str
    url: str
    """Full address, for print and citation; empty without a base address."""
    tables: tuple[TableView, ...] = ()
    """Register tables, whole; set by who may read files."""


def item_view(
    linked: LinkedItem, cluster: Cluster, site: Site, body_html: str,
    toc: Iterable[Heading] = (),
    *,
    day: date,
    previews: Mapping[str, str] | None = None,
    changes: Iterable[ChangeView] = (),
) -> ItemView:
    """``day`` is the day of the build on the cluster's clock: status words depend on it, nothing else does.

    ``previews``: path of an attachment -> the beginning of its text.
    """
    head, card = linked.item.head, linked.card
    headings = tuple(toc)
    url = absolute_url(cluster, card.address, site) if cluster.base_url or site.domain else ""
    clock = head.published.clock
    iso = head.published.day.isoformat()
    issuers = (head.issuer, *head.co_issuers) if head.issuer else (site.name,)
    return ItemView(
        title=head.title,
        published=publication_time(linked),
        published_machine=iso if clock is None else f"{iso}T{clock.hour:02d}:{clock.minute:02d}",
        source=head.source or (head.repost.site if head.repost else head.issuer or site.name),
        author=head.author,
        elements=elements(head, site),
        elements_first=card.kind not in _LIGHT_KINDS,
        banners=banners(head, day),
        corrections=tuple(sorted(((c.day.isoformat(), c.note) for c in head.corrections), reverse=True)),
        repost=None
        if head.repost is None
        else RepostView(head.repost.site, head.repost.url, str(head.repost.time)),
        demo_note=head.demo_note,
        body=body_html,
        toc=headings if len(headings) >= 4 else (),
        consultation=None if head.consultation is None else consultation_view(head.consultation, day),
        service=None if head.service is None else service_view(head.service),
        notice=None if head.notice is None else notice_view(head, head.notice),
        files=file_views(linked.item.files, cluster, previews),
        map_number=head.map_number,
        signature=() if signed(body_html, issuers[0]) else issuers,
        formed="" if head.formed is None or signed(body_html, issuers[0]) else head.formed.isoformat(),
        explains=_relations(linked.explains),
        explained_by=_relations(linked.explained_by),
        related=_relations(linked.related),
        revisions=_revisions(linked, {one.day: one.html for one in changes}),
        citation=citation(head, issuers, url),
        url=url,
    )


def publication_time(linked: LinkedItem) -> str:
    """``YYYY-MM-DD HH:MM`` (国办发〔2017〕47号附件); a day without a time counts from 00:00."""
    moment = linked.item.head.published
    clock = "00:00" if moment.clock is None else f"{moment.clock.hour:02d}:{moment.clock.minute:02d}"
    return f"{moment.day.isoformat()} {clock}"


def elements(head: Head, site: Site) -> tuple[tuple[str, str], ...]:
    """The eight fields; a field without a value says 无 and keeps its place (国办公开办函〔2019〕61号)."""
    issuer = "、".join((head.issuer, *head.co_issuers)) if head.issuer else site.name
    fields = [
        ("索引号", head.index_no or NONE),
        ("主题分类", "、".join(head.topics) or NONE),
        ("发文机关", issuer),
        ("成文日期", head.formed.isoformat() if head.formed else NONE),
        ("标题", head.title),
        ("发文字号", head.doc_no or NONE),
        ("发布日期", head.published.day.isoformat()),
        ("有效性", head.validity.value),
    ]
    dates = (("生效日期", head.effective), ("失效日期", head.expires), ("废止日期", head.repealed))
    fields += [(name, value.isoformat()) for name, value in dates if value is not None]
    return tuple(fields)


def banners(head: Head, day: date) -> tuple[Banner, ...]:
    """What a reader must know before the first line: no longer in force, changed, past its term, archived."""
    found: list[Banner] = []
    basis = f"依据：{head.repealed_by}。" if head.repealed_by else ""
    ended = head.repealed or (head.expires if head.expires is not None and head.expires <= day else None)
    since = f"自 {ended.isoformat()} 起。" if ended else ""
    match head.validity:
        case Validity.REPEALED:
            found.append(Banner("void", "本文件已废止", since + basis))
        case Validity.VOID:
            found.append(Banner("void", "本文件已失效", since + basis))
        case Validity.PARTLY_VOID:
            found.append(Banner("warn", "本文件部分条款已失效", since + basis))
        case Validity.AMENDED:
            found.append(Banner("warn", "本文件已修改", basis or "请以修改后的文件为准。"))
        case Validity.VALID:
            if head.expires is not None and head.expires < day:
                text = f"有效期至 {head.expires.isoformat()}，是否继续执行待评估。"
                found.append(Banner("warn", "本文件已过有效期", text))
    if head.archived is not None:
        found.append(Banner("info", "本页已归档", f"归档时间：{head.archived.isoformat()}，内容不再更新。"))
    return tuple(found)


def file_views(
    files: Iterable[ClearedFile], cluster: Cluster, previews: Mapping[str, str] | None = None,
) -> tuple[FileView, ...]:
    return tuple(
        FileView(
            href(address_of(cluster, file.path)), file.name, file_kind(file.path), file_size(file.size), file.sha256,
            (previews or {}).get(file.path, ""),
        )
        for file in files
        if file.listed
    )


def file_kind(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return _KINDS.get(extension) or (f"{extension.upper()} 文件" if extension else "文件")


def file_size(size: int) -> str:
    """Bytes in the units that people see elsewhere: ``812 字节``, ``38 KB``, ``1.2 MB`` (1 KB is 1024 bytes)."""
    if size < 1024:
        return f"{size} 字节"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def signed(body_html: str, issuer: str) -> bool:
    """True when the text itself ends with its issuing body, as official documents do; paper shows it once."""
    return issuer in body_html[-400:]


def citation(head: Head, issuers: tuple[str, ...], url: str) -> str:
    """One line in the manner of GB/T 7714: body, title, number, day, address."""
    number = f"：{head.doc_no}" if head.doc_no else ""
    made = (head.formed or head.published.day).isoformat()
    return f"{'，'.join(issuers)}. {head.title}{number}[EB/OL]. ({made})." + (f" {url}." if url else "")


def _relations(cards: Iterable[Card]) -> tuple[RelationView, ...]:
    return tuple(RelationView(href(card.address), card.title, card.published.day.isoformat()) for card in cards)


def _revisions(linked: LinkedItem, changes: Mapping[str, str]) -> tuple[RevisionView, ...]:
    """One line a day, with everything that was noted on it and what changed."""
    notes: dict[str, dict[str, None]] = {}
    for revision in linked.revisions:
        notes.setdefault(revision.day.isoformat(), {})[revision.note] = None
    return tuple(
        RevisionView(day, "；".join(filter(None, said)) or "内容更新", changes.get(day, "")) for day, said in notes.items()
    )
