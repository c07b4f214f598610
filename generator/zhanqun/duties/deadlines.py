"""Items published later than the law allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhanqun.duties.facts import Facts
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.duty import Duty
from zhanqun.model.item import Head

_DECISIONS = ("行政许可", "行政处罚")


@dataclass(frozen=True, slots=True)
class Timely:
    """How one item stands to its deadline."""

    due: date
    estimated: bool
    late: bool
    term: str
    """``20 工作日``."""
    basis: str


def timeliness(facts: Facts, linked: LinkedItem) -> Timely | None:
    """None when no deadline runs: no 成文日期, or somebody else's text that is only passed on."""
    return judge_day(facts, linked.item.head, linked.card.published.day)


def judge_day(facts: Facts, head: Head, published: date) -> Timely | None:
    column = facts.cluster.catalogue.by_code[head.column]
    if head.formed is None or head.repost is not None or "来源" in column.required_fields:
        return None
    number, unit, basis = _term(facts, head)
    if unit == "日":
        due, guessed = head.formed + timedelta(number), False
    else:
        deadline = facts.working.after(head.formed, number)
        due, guessed = deadline.day, deadline.estimated
    return Timely(due, guessed, published > due, f"{number} {unit}", basis)


def late_duties(facts: Facts) -> Iterator[Duty]:
    """What was published late within the days looked back on (策略 超期回看天数)."""
    since = facts.day - timedelta(facts.number("超期回看天数"))
    for linked in facts.items():
        published = linked.card.published.day
        if published < since:
            continue
        timely = timeliness(facts, linked)
        if timely is None or not timely.late:
            continue
        site = facts.cluster.site(linked.card.site)
        assert site is not None
        ref = facts.ref(linked)
        yield facts.duty(
            "late-publication", site,
            f"{linked.item.head.formed} 成文，{published} 公开，超过 {timely.term}{'（估算）' if timely.estimated else ''}",
            column=facts.cluster.catalogue.by_code[linked.card.column], subject=ref.title, url=ref.url,
            path=linked.item.path, due=timely.due, estimated=timely.estimated, basis=timely.basis,
            # An estimated day proves nothing.
            level="notice" if timely.estimated else "",
        )


def _term(facts: Facts, head: Head) -> tuple[int, str, str]:
    """Number, unit and law. The column's own deadline, or the nearest above it; permits and penalties at most 7."""
    column = facts.cluster.catalogue.by_code[head.column]
    decision = head.notice is not None and head.notice.kind in _DECISIONS
    written = next(
        (above.deadline for code in facts.above[column.code] if (above := facts.cluster.catalogue.by_code[code]).deadline),
        "",
    )
    if decision:
        limit = facts.number("许可处罚工作日")
        number = min(limit, int(written.split()[0])) if written.endswith(" 工作日") else limit
        return number, "工作日", "国办发〔2018〕118号第三部分"
    if column.kind == "财政" and (not written or written.endswith(" 日")):
        return (int(written.split()[0]) if written else facts.number("预决算天数")), "日", "预算法第十四条"
    if written:
        number_text, unit = written.split()
        return int(number_text), unit, f"条例第二十六条；catalog.yml“{column.name}”时限 {written}"
    return facts.number("公开工作日"), "工作日", "条例第二十六条"
