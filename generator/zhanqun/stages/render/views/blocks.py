"""The kind-specific parts of an item's page: consultation, service guide, public notice (standards §10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhanqun.model.item import Consultation, Head, Notice, Service


@dataclass(frozen=True, slots=True)
class FeedbackView:
    day: str
    received: int
    adopted: int
    note: str


@dataclass(frozen=True, slots=True)
class ConsultationView:
    status: str
    """未开始 · 征集中 · 已结束 · 已反馈, as of the build day. No number of days: item pages must not
    change daily, and the reader's browser counts them."""
    tone: str
    """``wait`` · ``open`` · ``closed`` · ``done``."""
    start: str
    end: str
    channels: tuple[str, ...]
    explanation: str
    short_reason: str
    feedback: FeedbackView | None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """The eight elements of a service guide, and what else was given."""

    name: str
    basis: tuple[str, ...]
    conditions: tuple[str, ...]
    materials: tuple[str, ...]
    place: str
    hours: str
    phone: str
    process: tuple[str, ...]
    fee: str
    time_limit: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    heading: str
    period: str
    """``2026-03-01 至 2026-03-10`` or one end of it; empty when neither is given."""
    start: str
    until: str
    """Last day of the period, or empty: the reader's browser counts the days left."""
    office: str
    phone: str
    fields: tuple[tuple[str, str], ...]


def consultation_status(block: Consultation, day: date) -> tuple[str, str]:
    """Word and tone of a consultation on ``day``. 国令713号第十五条、第三十二条."""
    if block.feedback is not None and block.feedback.day <= day:
        return "已反馈", "done"
    if day < block.start:
        return "未开始", "wait"
    return ("征集中", "open") if day <= block.end else ("已结束", "closed")


def consultation_view(block: Consultation, day: date) -> ConsultationView:
    status, tone = consultation_status(block, day)
    feedback = block.feedback if tone == "done" else None
    return ConsultationView(
        status=status,
        tone=tone,
        start=block.start.isoformat(),
        end=block.end.isoformat(),
        channels=block.channels,
        explanation=block.explanation,
        short_reason=block.short_reason,
        feedback=None
        if feedback is None
        else FeedbackView(feedback.day.isoformat(), feedback.received, feedback.adopted, feedback.note),
    )


def service_view(block: Service) -> ServiceView:
    return ServiceView(
        name=block.name,
        basis=block.basis,
        conditions=block.conditions,
        materials=block.materials,
        place=block.place,
        hours=block.hours,
        phone=block.phone,
        process=block.process,
        fee=block.fee,
        time_limit=block.time_limit,
    )


def notice_view(head: Head, block: Notice) -> NoticeView:
    if block.start and head.until:
        period = f"{block.start.isoformat()} 至 {head.until.isoformat()}"
    elif head.until:
        period = f"至 {head.until.isoformat()}"
    else:
        period = f"自 {block.start.isoformat()} 起" if block.start else ""
    heading = {"行政许可": "行政许可信息", "行政处罚": "行政处罚信息"}.get(block.kind, "公示事项")
    return NoticeView(
        heading=heading, period=period, start=block.start.isoformat() if block.start else "",
        until=head.until.isoformat() if head.until else "", office=block.office, phone=block.phone, fields=block.fields,
    )


def next_status_day(head: Head, day: date) -> date | None:
    """The first day after ``day`` on which an item's page says something else without any edit."""
    days: list[date] = []
    block = head.consultation
    if block is not None:
        days += [block.start, date.fromordinal(block.end.toordinal() + 1)]
        if block.feedback is not None:
            days.append(block.feedback.day)
    if head.expires is not None:
        days += [head.expires, date.fromordinal(head.expires.toordinal() + 1)]
    return min((one for one in days if one > day), default=None)
