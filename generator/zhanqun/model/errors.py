"""The only exceptions that mean something to the person at the keyboard. Everything else raised is our bug."""

from __future__ import annotations

from zhanqun.model.finding import Finding


class UsageError(Exception):
    """Wrong usage or configuration: exit code 2. ``message`` is Chinese and says what to do next."""

    def __init__(self, message: str = "", findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.findings = findings


class NothingToBuild(UsageError):
    """The cluster has no source at all, an empty run is not a success: exit code 4."""


class Busy(UsageError):
    """Another run holds the output folder: exit code 2."""
