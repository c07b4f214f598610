"""Files as the collect stage found them."""

from __future__ import annotations

from dataclasses import dataclass

from zhanqun.model.finding import Finding
from zhanqun.model.ids import SiteId

RECENT = 2_000_000_000
"""Nanoseconds within which a second write could leave the same times (git's rule)."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One regular file below a site's ``docs`` folder. Never a symbolic link, never outside the folder."""

    path: str
    """Relative to the cluster's root, POSIX, NFC."""
    size: int
    stamp: str
    """Content id: changes whenever the bytes may have changed. Opaque."""


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """All files of one site, sorted by path."""

    site: SiteId
    markdown: tuple[SourceFile, ...]
    others: tuple[SourceFile, ...]
    digest: str = ""
    """Over every path and stamp: equal digest, nothing touched."""
    findings: tuple[Finding, ...] = ()
    """One for each refused name."""
