"""Register tables (登记表) that catalog.yml asks for: there or not, and projects with the figures of last month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from zhanqun.duties.facts import Facts
from zhanqun.model.catalog import LinkedItem
from zhanqun.model.cluster import Column, Site
from zhanqun.model.duty import Duty
from zhanqun.model.tables import KINDS

DUE_DAY = 10
"""Day of the month by which the figures of the month before are expected: our own, no text of the state names one."""


def register_duties(facts: Facts) -> Iterator[Duty]:
    asked = [column for column in facts.cluster.catalogue.columns if column.register]
    for site in facts.sites if asked else ():
        for column in asked:
            if not facts.required(site, column):
                continue
            filed = [linked for linked in facts.catalog.items.get(site.id, ()) if column.code in facts.above[linked.card.column]]
            kept = [linked for linked in filed
                    if any(ref.register == column.register for ref in linked.item.head.attachments)]
            if not kept:
                if filed:  # an empty column is reported as one; a list past its end is no fault
                    yield facts.duty("register-missing", site, f"栏目里没有“{column.register}”登记表", column=column)
            elif KINDS[column.register].plan:
                yield from _behind(facts, site, column, kept)


def _behind(facts: Facts, site: Site, column: Column, kept: list[LinkedItem]) -> Iterator[Duty]:
    """The table with the newest figures answers for the column."""
    best = max(kept, key=lambda linked: (facts.months.get(linked.item.path, ""), linked.card.published.day, linked.card.address))
    newest = facts.months.get(best.item.path, "")
    month = facts.day.replace(day=1) - timedelta(1)
    if facts.day.day <= DUE_DAY:
        month = month.replace(day=1) - timedelta(1)
    wanted = f"{month.year}-{month.month:02d}"
    if newest < wanted:
        after = month + timedelta(1)
        ref = facts.ref(best)
        yield facts.duty(
            "register-behind", site, f"最新的数字是 {newest or '（没有）'}，应有 {wanted}", column=column, subject=ref.title, url=ref.url,
            path=best.item.path, due=date(after.year, after.month, DUE_DAY), refs=(ref,),
        )
