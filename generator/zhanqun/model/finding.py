"""A problem found in a run. Findings travel beside the values and never print themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from zhanqun.model.ids import RuleId


class Severity(Enum):
    ERROR = "error"
    """The build stops before rendering, exit code 1."""
    WARNING = "warning"
    """Printed and counted; the build goes on."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where a problem is."""

    path: str
    """Relative to the cluster's root, POSIX."""
    line: int = 0
    """1-based; 0 means the whole file."""
    column: int = 0
    """1-based, in characters; 0 means the whole line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem: what, where, and the next thing to do.

    ``message`` and ``help`` are Chinese and never quote matched secrets; ``evidence`` is already masked.
    """

    rule: RuleId
    severity: Severity
    where: Location
    message: str
    """What is wrong, with the value found and the values allowed. No final full stop."""
    help: str
    """An action someone in a department can do."""
    evidence: str = ""
    """The source line with every matched character replaced by █, or empty."""
    also: tuple[Location, ...] = ()
    """The other sides of a collision."""
    later: bool = False
    """A warning today that stops the build on the day its item is due. Set by the gate, read by whoever looks ahead."""

    def order(self) -> tuple[Location, str, str]:
        """Key that sorts findings the same way on every machine."""
        return (self.where, self.rule, self.message)
