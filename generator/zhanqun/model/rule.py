"""The shape of a gate rule. Rules live one to a file in stages/gate/rules/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.finding import Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a rule found. The gate adds rule, path and severity, applies waivers and makes the Finding."""

    message: str
    help: str
    line: int = 1
    """1-based line of the source file."""
    column: int = 0
    evidence: str = ""
    """Masked already."""
    severity: Severity = Severity.ERROR
    hold: bool = False
    """True: not an error; the item just stays back (embargo, label not public)."""
    path: str = ""
    """Another file than the item's own, e.g. the attachment; relative to the cluster's root."""
    also: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentBytes:
    """One file that the item names, read."""

    path: str
    name: str
    data: bytes
    sha256: str
    line: int
    """Line of the item that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that a rule may know besides the item itself."""

    cluster: Cluster
    site: Site
    now: datetime
    """Minute of the build on the cluster's clock."""
    attachments: tuple[AttachmentBytes, ...]
    missing: tuple[tuple[str, int], ...]
    """Files that the item names but that are not there: (name, line)."""
    digest: str
    """Approval digest of the item as it is now, ``sha256:…``."""
    authors: tuple[str, ...]
    """Names and e-mail addresses of those who wrote the file, from git; empty when git cannot say."""
    trailers: tuple[tuple[str, str], ...] = ()
    """``Reviewed-by`` trailers of the commit that last touched the item: (name, e-mail)."""
    facts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, named for the defect."""

    id: RuleId
    title: str
    """One Chinese line: what is wrong."""
    source: str
    """The regulation it enforces, or why it exists."""
    check: Callable[[Item | Page, Context], Iterable[Hit]]
    waivable: bool = True
    turns: Callable[[Item | Page, Context], Iterable[datetime]] | None = None
    """Minutes, past or to come, from which on ``check`` may answer otherwise about the same bytes. Every rule that asks
    ``context.now`` has it: a verdict is kept until the next of them."""
