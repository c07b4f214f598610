"""What every duty looks at, gathered in one pass over the cleared items."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhanqun.duties.duty_rules import DUTY_RULES, level_of
from zhanqun.model.address import absolute_url, site_prefix
from zhanqun.model.catalog import Catalog, LinkedItem, LinkedPage
from zhanqun.model.cluster import Cluster, Column, Site
from zhanqun.model.coverage import is_required
from zhanqun.model.duty import Duty, Ref
from zhanqun.model.verdict import WithheldItem
from zhanqun.text.working_days import WorkingDays


@dataclass(slots=True)
class Shelf:
    """What one site has in one column and below it."""

    items: int = 0
    pages: int = 0
    newest: date | None = None
    """Of what still counts for freshness."""

    def note(self, day: date | None) -> None:
        if day is not None and (self.newest is None or day > self.newest):
            self.newest = day


@dataclass(slots=True)
class Facts:
    """Read-only once gathered."""

    catalog: Catalog
    withheld: Sequence[WithheldItem]
    day: date
    working: WorkingDays
    guides: Mapping[str, str]
    """Site -> text of its guide pages."""
    sites: tuple[Site, ...]
    """Those reported on."""
    months: Mapping[str, str] = field(default_factory=dict)
    """Source path of an item with a table of projects -> newest month with figures, ``2026-10``; empty: none."""
    committed: Mapping[str, date] = field(default_factory=dict)
    """Source path -> day of the first commit that had it; empty when git cannot say."""
    shelves: dict[tuple[str, str], Shelf] = field(default_factory=dict)
    """(site, column) -> what it has, descendants included."""
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Column -> itself and every column above."""

    @property
    def cluster(self) -> Cluster:
        return self.catalog.cluster

    def number(self, name: str) -> int:
        return self.cluster.policy.numbers[name]

    def items(self) -> Sequence[LinkedItem]:
        return [linked for site in self.sites for linked in self.catalog.items.get(site.id, ())]

    def pages(self, site: Site) -> Sequence[LinkedPage]:
        return self.catalog.pages.get(site.id, ())

    def url(self, site: Site, address: str) -> str:
        return absolute_url(self.cluster, address, site)

    def column_url(self, site: Site, column: Column) -> str:
        return self.url(site, f"{site_prefix(self.cluster, site.id)}lanmu/{column.code}.html")

    def shelf(self, site: str, column: str) -> Shelf:
        return self.shelves.get((site, column), Shelf())

    def required(self, site: Site, column: Column) -> bool:
        """True when catalog.yml says that the site must have the column."""
        return is_required(site, column)

    def ref(self, linked: LinkedItem) -> Ref:
        site = self.cluster.site(linked.card.site)
        return Ref(linked.card.title, absolute_url(self.cluster, linked.card.address, site))

    def duty(
        self, rule: str, site: Site, message: str, *, column: Column | None = None, subject: str = "", url: str = "",
        path: str = "", due: date | None = None, estimated: bool = False, refs: tuple[Ref, ...] = (), basis: str = "",
        level: str = "",
    ) -> Duty:
        """A duty of ``rule``, with everything that follows from the rule and the site filled in."""
        known = DUTY_RULES[rule]
        if column is not None and not subject:
            subject, url = "/".join(column.path), url or self.column_url(site, column)
        return Duty(
            rule=rule, level=level or level_of(known, self.cluster.policy), site=site.id, site_name=site.name,
            column=column.code if column else None, column_name=column.name if column else "", subject=subject,
            url=url, path=path, message=message, basis=basis or known.basis, due=due, estimated=estimated,
            who=site.office.get("名称") or site.name, help=known.help, refs=refs,
        )


def gather_facts(
    catalog: Catalog, withheld: Sequence[WithheldItem], day: date, *, guides: Mapping[str, str] | None = None,
    sites: Sequence[str] = (), months: Mapping[str, str] | None = None, committed: Mapping[str, date] | None = None,
) -> Facts:
    """One pass over the cleared items. ``sites``: ids to report on, all when empty."""
    cluster = catalog.cluster
    chosen = tuple(site for site in cluster.sites if not sites or site.id in sites)
    facts = Facts(catalog, withheld, day, WorkingDays(cluster.calendar), guides or {}, chosen, months or {}, committed or {})
    for column in cluster.catalogue.columns:
        above = facts.above.get(column.parent, ()) if column.parent else ()
        facts.above[column.code] = (column.code, *above)
    for site in chosen:
        for linked in catalog.items.get(site.id, ()):
            fresh = linked.item.head.archived is None
            for code in facts.above[linked.card.column]:
                shelf = facts.shelves.setdefault((site.id, code), Shelf())
                shelf.items += 1
                if fresh:
                    shelf.note(linked.card.published.day)
        for page in catalog.pages.get(site.id, ()):
            for code in facts.above.get(page.page.head.column or "", ()):
                shelf = facts.shelves.setdefault((site.id, code), Shelf())
                shelf.pages += 1
                shelf.note(page.page.head.updated)
        # A notice that ended was published all the same, and its stub stays listed.
        for stub in catalog.stubs.get(site.id, ()):
            for code in facts.above.get(stub.stub.column, ()):
                shelf = facts.shelves.setdefault((site.id, code), Shelf())
                shelf.items += 1
                shelf.note(stub.stub.published)
    return facts


def later(day: date, cycle: str) -> date | None:
    """``day`` plus an update cycle of catalog.yml; none for a column that need not change."""
    months = {"6个月": 6, "1年": 12, "季": 3, "月": 1}.get(cycle)
    if cycle == "2周":
        return day + timedelta(14)
    return None if months is None else add_months(day, months)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
