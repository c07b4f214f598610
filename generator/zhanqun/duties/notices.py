"""Consultations, public notices and withheld items: things with a day on which somebody must act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from zhanqun.duties.facts import Facts
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.duty import Duty

_ENDING = ("名单", "行政处罚")
"""Notices about persons must end; a permit stays as long as it holds."""


def consultation_duties(facts: Facts) -> Iterator[Duty]:
    """Too short without a reason; ended without a word of what became of the opinions."""
    shortest, answer = facts.number("征集天数"), facts.number("反馈天数")
    for linked in facts.items():
        consultation = linked.item.head.consultation
        if consultation is None:
            continue
        days = (consultation.end - consultation.start).days
        if days < shortest and not consultation.short_reason:
            yield _of(facts, linked, "consultation-short", f"征集 {days} 天，少于 {shortest} 天，没有写缩短理由")
        if consultation.feedback is None and consultation.end < facts.day:
            due = consultation.end + timedelta(answer)
            past = due < facts.day
            yield _of(
                facts, linked, "feedback-missing",
                f"{consultation.end} 结束，{'已过' if past else '应在'} {due}{'，没有反馈' if past else ' 前反馈'}",
                due=due, level="" if past else "notice",
            )


def notice_duties(facts: Facts) -> Iterator[Duty]:
    """Notices that never end, and those that ended and left a stub."""
    for linked in facts.items():
        head = linked.item.head
        if head.notice and head.notice.kind in _ENDING and head.until is None and head.archived is None:
            yield _of(facts, linked, "notice-without-end", "公示类信息没有写公示截止，个人信息会一直挂着")
    for site in facts.sites:
        for stub in facts.catalog.stubs.get(site.id, ()):
            if stub.stub.kind != "expired":
                continue
            column = facts.cluster.catalogue.by_code.get(stub.stub.column)
            yield facts.duty(
                "notice-past-end", site, f"公示已期满，{stub.stub.day} 起撤下", column=column,
                subject=f"索引号 {stub.stub.index_no}" if stub.stub.index_no else "（已撤下）",
                url=facts.url(site, stub.address), path=stub.stub.path, due=stub.stub.day,
            )


def reassess_duties(facts: Facts) -> Iterator[Duty]:
    """Withheld items whose day of re-assessment has come, or that have none. No title is known here."""
    remind = facts.day + timedelta(facts.number("提前提醒天数"))
    chosen = {site.id: site for site in facts.sites}
    for item in facts.withheld:
        site = chosen.get(item.site)
        if site is None or item.openness != "不予公开":
            continue
        column = facts.cluster.catalogue.by_code.get(item.column)
        if item.reassess is None:
            yield facts.duty("reassess-unset", site, "不予公开的信息没有写复评日期", column=column,
                             subject="（不予公开的信息）", path=item.path)
        elif item.reassess <= remind:
            past = item.reassess <= facts.day
            yield facts.duty(
                "reassess-due", site, f"复评日期 {item.reassess}{'，已到期' if past else '，即将到期'}", column=column,
                subject="（不予公开的信息）", path=item.path, due=item.reassess, level="" if past else "notice",
            )


def _of(facts: Facts, linked: LinkedItem, rule: str, message: str, **more: object) -> Duty:
    site = facts.cluster.site(linked.card.site)
    assert site is not None
    ref = facts.ref(linked)
    return facts.duty(
        rule, site, message, column=facts.cluster.catalogue.by_code[linked.card.column], subject=ref.title, url=ref.url,
        path=linked.item.path, **more,  # type: ignore[arg-type]
    )
