"""Documents that need an interpretation, and how soon it came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from zhanqun.duties.facts import Facts
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.duty import Duty
from zhanqun.model.item import Validity

_GENRES = ("规章", "政府令")
_OVER = (Validity.VOID, Validity.REPEALED)


def needs_interpretation(facts: Facts, linked: LinkedItem) -> bool:
    """Own rules and normative documents in force (国办发〔2016〕80号): by genre, or by the name of the column."""
    head = linked.item.head
    column = facts.cluster.catalogue.by_code[head.column]
    return (
        column.kind == "文件"
        and (column.name.endswith("规范性文件") or head.genre in _GENRES)
        and head.repost is None
        and head.validity not in _OVER
    )


def interpretation_duties(facts: Facts) -> Iterator[Duty]:
    """Missing after the days allowed, or first published after them; lateness only of the days looked back on."""
    limit = facts.number("解读天数")
    since = facts.day - timedelta(facts.number("超期回看天数"))
    for linked in facts.items():
        if not needs_interpretation(facts, linked):
            continue
        published = linked.card.published.day
        deadline = facts.working.after(published, limit)
        first = min((card.published.day for card in linked.explained_by), default=None)
        site = facts.cluster.site(linked.card.site)
        assert site is not None
        ref = facts.ref(linked)
        column = facts.cluster.catalogue.by_code[linked.card.column]
        if first is None:
            if deadline.day < facts.day:
                yield facts.duty(
                    "interpretation-missing", site, f"{published} 公开，至今没有解读", column=column, subject=ref.title,
                    url=ref.url, path=linked.item.path, due=deadline.day, estimated=deadline.estimated,
                )
        elif first > deadline.day and first >= since:
            yield facts.duty(
                "interpretation-late", site, f"{published} 公开，{first} 才有解读，超过 {limit} 个工作日", column=column,
                subject=ref.title, url=ref.url, path=linked.item.path, due=deadline.day, estimated=deadline.estimated,
            )
