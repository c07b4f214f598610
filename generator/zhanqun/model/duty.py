"""What the disclosure office owes: findings of the duties, with their evidence, and when what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhanqun.model.ids import ColumnCode, SiteId


@dataclass(frozen=True, slots=True)
class Ref:
    """One published thing behind a number."""

    title: str
    url: str
    """Absolute address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """One duty: its law, how heavy it weighs, and what to do."""

    id: str
    name: str
    basis: str
    level: str
    """``error`` (the law or a national veto), ``warning``, ``notice`` (a date to remember)."""
    doubtful: bool = False
    """Marked [疑] in the standards or known from local practice only: never an error, whatever cluster.yml says."""
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing to mend or to remember."""

    rule: str
    level: str
    site: SiteId
    site_name: str
    column: ColumnCode | None
    column_name: str
    subject: str
    """What it is about: the title of a published item, the name of a column. Never of a withheld item."""
    url: str
    """Absolute address of the subject, or empty."""
    path: str
    """Source file, relative to the cluster's root, or empty."""
    message: str
    basis: str
    due: date | None
    """Last day on which it was or is in time."""
    estimated: bool
    """The day was computed in a year whose holidays nobody has announced."""
    who: str
    """The office that must mend it."""
    help: str
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDue:
    """When a column needs something new."""

    site: SiteId
    site_name: str
    column: ColumnCode
    column_name: str
    url: str
    cycle: str
    last: date
    """Day of the newest content."""
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    day: date
    duties: tuple[Duty, ...]
    """By weight, site, rule, day."""
    upcoming: tuple[NextDue, ...]
    """By day. Those already past are among the duties."""
    standards: str
    """standards_version of the cluster."""

    def count(self, level: str) -> int:
        return sum(duty.level == level for duty in self.duties)
