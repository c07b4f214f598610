"""What git knows of each file, read in one pass over the log. Commit messages are internal and are not kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Revision:
    """One public line of an item's revision history."""

    day: date
    note: str
    """The commit's ``公开说明:`` trailer, or empty."""
    commit: str = ""
    """The commit, when it changed a file that was there before; empty for the first version."""
    signed: bool = False
    """Only approvals were added: no line of the public history unless it has a note."""


@dataclass(frozen=True, slots=True)
class FileHistory:
    authors: tuple[str, ...]
    """``Name <mail>`` of each who committed a change of the file, newest first, no repeats."""
    revisions: tuple[Revision, ...]
    """Newest first."""
    reviewed_by: tuple[str, ...]
    """``Reviewed-by:`` values of the commit or merge that last touched the file."""
    reviewed_on: date | None = None
    """Day of that commit or merge."""
    order: int = 0
    """Its place in the log, newest first: which of two files was touched later."""
    moved: bool = False
    """The file once got another name: who writes under this one may be an author of that."""


@dataclass(frozen=True, slots=True)
class History:
    available: bool
    note: str
    """Chinese: why it is not available (no git, shallow clone), or empty."""
    files: Mapping[str, FileHistory]
    """Path relative to the cluster's root -> history."""
    dirty: frozenset[str] = frozenset()
    """Paths whose bytes are not what the last commit holds; read only when some site takes approvals from trailers."""
    broken: bool = False
    """There is a history and it cannot be read whole: nobody may take the silence for an answer."""

    def authors_of(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Who wrote any of ``paths``, a source and the files it names: an attachment is part of what is approved."""
        return tuple(sorted({author for path in paths if path in self.files for author in self.files[path].authors}))

    def last_touch(self, paths: Iterable[str]) -> FileHistory | None:
        """History of whichever of ``paths`` was touched last; none when git does not know one of them.

        Whoever reviews a commit sees an item with all its files as they are then, so the newest commit decides.
        """
        known = [self.files.get(path) for path in paths]
        found = [entry for entry in known if entry is not None]
        return min(found, key=lambda entry: entry.order) if found and len(found) == len(known) else None
