"""Cleared items × a period = counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from zhanqun.duties.deadlines import timeliness
from zhanqun.duties.facts import Facts
from zhanqun.duties.interpretations import needs_interpretation
from zhanqun.model.address import site_prefix
from zhanqun.model.catalog import LinkedStub
from zhanqun.model.cluster import Site
from zhanqun.model.item import Openness
from zhanqun.model.statistics import Count, Published, SiteRates, Statistics


def compute_statistics(facts: Facts, since: date, until: date, adopted: frozenset[str] = frozenset()) -> Statistics:
    """Counts from ``since`` to ``until``, both included. ``adopted``: index numbers or paths that the mother says it
    used; besides, what an item of the mother names in 相关 or reposts counts as adopted. Linear in the items.
    """
    used = adopted | _used_by_mother(facts)
    everything = list(_published(facts, used))
    everything.sort(key=lambda one: (-one.day.toordinal(), one.url))
    now = [one for one in everything if since <= one.day <= until]
    past_since, past_until = year_before(since), year_before(until)
    past = [one for one in everything if past_since <= one.day <= past_until]
    sites, columns = facts.sites, facts.cluster.catalogue.columns
    prefix = {site.id: site_prefix(facts.cluster, site.id) for site in sites}
    top = _top(facts)
    months = sorted({one.day.strftime("%Y-%m") for one in now})
    below: dict[str, set[str]] = {site.id: {site.id, *(one.id for one in facts.cluster.below(site.id))} for site in sites}
    branches = [(site.id, f"{site.name}（含下级）", "") for site in sites
                if len(below[site.id]) > 1 and site.role != "mother"]
    return Statistics(
        since=since, until=until, published=tuple(now), earlier=tuple(past),
        sites=_counts(now, past, [(site.id, site.name, facts.url(site, f"{prefix[site.id]}index.html"))
                                  for site in sites], lambda one: (one.site,)),
        branches=_counts(now, past, branches, lambda one: [top for top, under in below.items() if one.site in under])
        if branches else (),
        columns=_counts(now, past, [(column.code, "/".join(column.path), facts.column_url(top, column) if top else "")
                                    for column in columns], lambda one: facts.above[one.column]),
        kinds=_counts(now, past, [(kind, kind, "") for kind in dict.fromkeys(column.kind for column in columns)],
                      lambda one: (one.kind,)),
        months=_counts(now, [], [(month, month, "") for month in months], lambda one: (one.day.strftime("%Y-%m"),)),
        openness=_openness(facts, now, past, since, until),
        rates=_rates(facts, now, since, until), standards=facts.cluster.standards_version,
    )


def _top(facts: Facts) -> Site | None:
    """The site whose lists hold all sites that are counted: the mother, or one with what is below it."""
    chosen = {site.id for site in facts.sites}
    return next((
        site for site in facts.sites
        if chosen == {site.id, *(one.id for one in facts.cluster.below(site.id))}
    ), None)


def year_before(day: date) -> date:
    """The same day of the year before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _published(facts: Facts, used: frozenset[str]) -> Iterable[Published]:
    for linked in facts.items():
        timely = timeliness(facts, linked)
        ref = facts.ref(linked)
        card = linked.card
        yield Published(
            title=ref.title, url=ref.url, site=card.site, column=card.column, kind=card.kind, day=card.published.day,
            due=timely.due if timely and not timely.estimated else None,
            late=timely is not None and timely.late and not timely.estimated, taken_down=False,
            submitted=card.submitted,
            adopted=card.submitted and not used.isdisjoint((card.index_no, linked.item.path, ref.url)),
        )
    for site in facts.sites:
        for stub in facts.catalog.stubs.get(site.id, ()):
            if stub.stub.published is not None:
                yield _gone(facts, site, stub, stub.stub.published)


def _gone(facts: Facts, site: Site, stub: LinkedStub, day: date) -> Published:
    column = facts.cluster.catalogue.by_code[stub.stub.column]
    return Published(
        title=f"（已撤下）{stub.stub.index_no}", url=facts.url(site, stub.address), site=site.id, column=column.code,
        kind=column.kind, day=day, due=None, late=False, taken_down=True, submitted=False, adopted=False,
    )


def _used_by_mother(facts: Facts) -> frozenset[str]:
    """Paths and addresses that the mother's own items relate to or repost."""
    mother = facts.cluster.mother
    found: set[str] = set()
    for linked in facts.catalog.items.get(mother.id, ()):
        if linked.item.head.repost is not None:
            found.add(linked.item.head.repost.url)
        for card in linked.related:
            if card.site != mother.id:
                site = facts.cluster.site(card.site)
                found.add(facts.url(site or mother, card.address))
    return frozenset(found)


def _counts(
    now: Sequence[Published], past: Sequence[Published], rows: Sequence[tuple[str, str, str]],
    keys: Callable[[Published], Iterable[str]],
) -> tuple[Count, ...]:
    """One count for each row; one item may belong to several."""
    behind: dict[str, list[int]] = {key: [] for key, _, _ in rows}
    for number, one in enumerate(now):
        for key in keys(one):
            if key in behind:
                behind[key].append(number)
    before: dict[str, list[int]] = {key: [] for key, _, _ in rows}
    for number, one in enumerate(past):
        for key in keys(one):
            if key in before:
                before[key].append(number)
    return tuple(
        Count(key=key, name=name, url=url, value=len(behind[key]), before=len(before[key]), items=tuple(behind[key]),
              items_before=tuple(before[key]))
        for key, name, url in rows
    )


def _openness(
    facts: Facts, now: Sequence[Published], past: Sequence[Published], since: date, until: date
) -> tuple[Count, ...]:
    chosen = {site.id for site in facts.sites}
    said = [(item.openness, item.published, item.path) for item in facts.withheld
            if item.site in chosen and item.published and item.openness != Openness.ACTIVE.value]
    rows = [Count(key=Openness.ACTIVE.value, name=Openness.ACTIVE.value, url="", value=len(now), before=len(past),
                  items=tuple(range(len(now))), items_before=tuple(range(len(past))))]
    for openness in (Openness.ON_REQUEST.value, Openness.CLOSED.value):
        paths = tuple(sorted(path for name, day, path in said if name == openness and since <= day <= until))
        rows.append(Count(
            key=openness, name=openness, url="", items=(), value=len(paths), paths=paths,
            before=sum(name == openness and year_before(since) <= day <= year_before(until) for name, day, _ in said),
        ))
    return tuple(rows)


def _rates(facts: Facts, now: Sequence[Published], since: date, until: date) -> tuple[SiteRates, ...]:
    by_site: dict[str, list[int]] = {site.id: [] for site in facts.sites}
    for number, one in enumerate(now):
        by_site[one.site].append(number)
    at = {one.url: number for number, one in enumerate(now)}
    wanted: dict[str, list[int]] = {site.id: [] for site in facts.sites}
    done: dict[str, list[int]] = {site.id: [] for site in facts.sites}
    for linked in facts.items():
        if since <= linked.card.published.day <= until and needs_interpretation(facts, linked):
            number = at[facts.ref(linked).url]
            wanted[linked.card.site].append(number)
            if linked.explained_by:
                done[linked.card.site].append(number)
    offered = {name: tuple(n for n in numbers if now[n].submitted) for name, numbers in by_site.items()}
    adopted = {name: tuple(n for n in numbers if now[n].adopted) for name, numbers in offered.items()}
    scores = {name: (len(adopted[name]), len(adopted[name]) / len(numbers))
              for name, numbers in offered.items() if numbers}
    return tuple(
        SiteRates(
            site=site.id, site_name=site.name, published=len(by_site[site.id]),
            dated=tuple(number for number in by_site[site.id] if now[number].due is not None),
            late=tuple(number for number in by_site[site.id] if now[number].late), to_interpret=tuple(sorted(wanted[site.id])),
            interpreted=tuple(sorted(done[site.id])), offered=offered[site.id], adopted=adopted[site.id],
            rank=1 + sum(other > scores[site.id] for other in scores.values()) if site.id in scores else 0,
        )
        for site in facts.sites
    )
