"""Collects the findings of one file while it is read. Readers note and go on, so that all faults come at once."""

from __future__ import annotations

from collections.abc import Mapping

from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.text.nodes import Entry, Fault, Listing, Scalar, Table


class Notes:
    """Findings of one file. ``severities`` may raise a warning; only rules in ``soft`` may also be lowered."""

    def __init__(self, path: str, rule: str, severities: Mapping[str, str] | None = None, soft: tuple[str, ...] = ()):
        self.path = path
        self.rule = rule
        self.failed = False
        self._severities = severities or {}
        self._soft = soft
        self._findings: list[Finding] = []

    def error(
        self, place: Scalar | Listing | Table | Entry | int, message: str, help_: str, rule: str = "", also: int = 0
    ) -> None:
        """``place``: the node in question, or a line. ``also``: line of the other side of a collision."""
        self._note(Severity.ERROR, place, message, help_, rule, also)

    def warn(self, place: Scalar | Listing | Table | Entry | int, message: str, help_: str, rule: str = "") -> None:
        self._note(Severity.WARNING, place, message, help_, rule, 0)

    def faults(self, faults: tuple[Fault, ...]) -> None:
        """Take over what strict YAML refused."""
        for fault in faults:
            place = Scalar("", fault.line, fault.column)
            rule = fault.kind if fault.kind == "duplicate-key" else ""
            self.error(place, fault.message, fault.help, rule, fault.also)

    def findings(self) -> tuple[Finding, ...]:
        return tuple(sorted(self._findings, key=Finding.order)) if self._findings else ()

    def _note(
        self, severity: Severity, place: Scalar | Listing | Table | Entry | int, message: str, help_: str, rule: str,
        also: int,
    ) -> None:  # fmt: skip
        name = rule or self.rule
        wish = self._severities.get(name)
        if wish == "error":
            severity = Severity.ERROR
        elif wish == "warning" and name in self._soft:
            severity = Severity.WARNING
        if severity is Severity.ERROR:
            self.failed = True
        where = Location(self.path, place) if isinstance(place, int) else Location(self.path, place.line, place.column)
        others = (Location(self.path, also),) if also else ()
        self._findings.append(
            Finding(rule=RuleId(name), severity=severity, where=where, message=message, help=help_, also=others)
        )
