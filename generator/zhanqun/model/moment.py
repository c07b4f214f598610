"""A calendar day, with or without a time of day, on the clock of the cluster's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """``YYYY-MM-DD`` or ``YYYY-MM-DD HH:MM`` as written in front matter.

    A day without a time counts from 00:00: an item dated today is public all day, and a build told
    only the day never publishes what is embargoed until a later hour of it.
    """

    day: date
    clock: time | None = None

    def instant(self) -> datetime:
        """Naive datetime on the cluster's clock."""
        return datetime.combine(self.day, self.clock or time.min)

    def reached(self, now: datetime) -> bool:
        """True from this very minute on."""
        return self.instant() <= now

    def __str__(self) -> str:
        text = self.day.isoformat()
        return text if self.clock is None else f"{text} {self.clock.hour:02d}:{self.clock.minute:02d}"
