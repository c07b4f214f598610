"""One line of the review ledger: who wrote, who approved which bytes, in which commit, public from when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step of one source; a source without a recorded step has one entry with empty step. Empty: not known."""

    site: str
    path: str
    state: str
    """公开 · 只留说明页 · 暂不公开 · 有错误."""
    title: str = ""
    """Of public sources only."""
    index_no: str = ""
    column: str = ""
    public_from: str = ""
    """发布日期."""
    authors: tuple[str, ...] = ()
    """``Name <mail>`` from git."""
    step: str = ""
    person: str = ""
    day: str = ""
    result: str = ""
    digest: str = ""
    """The bytes that were approved, ``sha256:…`` (docs/approval.md); empty when approved by a commit."""
    commit: str = ""
    """The commit or merge that last touched the source, 40 hexadecimal digits."""
    commit_day: str = ""
    committer: str = ""
