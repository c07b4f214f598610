"""Days of publication that the repository contradicts: our own check for what 19号 calls forged dates.

An item is committed before it is published. One that came much later than its own day of publication either moved
here from an older website, was renamed, or says a day on which it was not public.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from zhanqun.duties.facts import Facts
from zhanqun.model.duty import Duty

IMPORT = 20
"""So many items that first came on one day are a migration, not a habit; so is the first day of a site."""


def date_duties(facts: Facts) -> Iterator[Duty]:
    if not facts.committed:
        return
    slack = timedelta(facts.number("倒填天数"))
    oldest = facts.day - timedelta(facts.number("超期回看天数"))
    came = Counter(facts.committed.values())
    for site in facts.sites:
        items = facts.catalog.items.get(site.id, ())
        begun = min((facts.committed[linked.item.path] for linked in items if linked.item.path in facts.committed), default=None)
        for linked in items:
            first = facts.committed.get(linked.item.path)
            day = linked.card.published.day
            if first is None or first < oldest or day + slack >= first or first == begun or came[first] >= IMPORT or linked.item.head.repost:
                continue
            ref = facts.ref(linked)
            yield facts.duty(
                "date-before-commit", site, f"发布日期写的是 {day}，文件 {first} 才第一次提交，相差 {(first - day).days} 天",
                column=facts.cluster.catalogue.by_code[linked.card.column], subject=ref.title, url=ref.url,
                path=linked.item.path, refs=(ref,),
            )
