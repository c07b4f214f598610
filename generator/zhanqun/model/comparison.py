"""What a proposed change makes public, blocks or takes down, as told to reviewers. Every text here is masked already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhanqun.model.finding import Finding, Severity

CLOSED, BLOCKED, WAITING, SCHEDULED, PUBLIC, GONE = "closed", "blocked", "waiting", "scheduled", "public", "gone"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a readable difference."""

    mark: str
    """Space: unchanged · ``-`` only before · ``+`` only now · ``!`` both, with ``[-…-]`` and ``{+…+}`` inside · ``@`` left out."""
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One front-matter key. Empty text: not given on that side."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One attachment of a changed source."""

    path: str
    name: str
    size: int
    """Bytes; 0 when it is gone."""
    kind: str
    """``new`` ``changed`` ``same`` ``gone``."""
    sha256: str
    excerpt: str = ""
    """Extracted text, masked, cut."""
    cut: bool = False
    masked: int = 0
    notes: tuple[str, ...] = ()
    """What a reader does not see: hidden parts, metadata, problems; never a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """One review step of a source."""

    name: str
    state: str
    """``done`` ``stale`` ``missing`` ``refused``."""
    person: str = ""
    """Who recorded it."""
    day: str = ""
    may: tuple[str, ...] = ()
    """Who may do it today: names from reviewers.yml, without authors and those who did another step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One source file, before and now."""

    path: str
    before_path: str
    """Empty when there was none."""
    kind: str
    """``new`` ``changed`` ``gone`` ``closed`` ``approval`` (only 审查 differs) ``moved``."""
    state: str
    """Now: ``public`` ``scheduled`` ``waiting`` (only approvals lack) ``blocked`` ``closed`` ``gone``."""
    why: str
    """Chinese, one line: what that state means here."""
    title: str = ""
    """Empty when nothing of the source may be shown."""
    address: str = ""
    column: str = ""
    opens: str = ""
    """When a scheduled item becomes public."""
    fields: tuple[FieldChange, ...] = ()
    lines: tuple[DiffLine, ...] = ()
    cut: int = 0
    """Lines left out at the end."""
    masked: int = 0
    """Places covered."""
    files: tuple[FileChange, ...] = ()
    steps: tuple[StepState, ...] = ()
    digest: str = ""
    turn: str = ""
    """The first step that lacks; empty when none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChange:
    """One configuration file."""

    path: str
    kind: str
    lines: tuple[DiffLine, ...]
    cut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that ``zhanqun review`` tells."""

    base: str
    """Merge base, 40 hexadecimal digits."""
    head: str
    dirty: bool
    """The working tree differs from the last commit."""
    changes: tuple[Change, ...]
    configuration: tuple[ConfigChange, ...]
    others: tuple[str, ...]
    """Changed paths that are neither content nor configuration."""
    findings: tuple[Finding, ...]
    """All of this run, errors and warnings, messages masked."""
    touched: frozenset[str]
    """Paths that this change touches: findings elsewhere were there before."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Rule -> its one line."""
    notes: tuple[str, ...] = ()

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What blocks besides the approvals that ``Change.steps`` already tell."""
        told = {change.path for change in self.changes if change.turn}
        return tuple(f for f in self.blocking if f.rule != "approval" or f.where.path not in told)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is not Severity.ERROR)

    def mine(self, finding: Finding) -> bool:
        """True when this change touches a file of the finding."""
        return any(place.path in self.touched for place in (finding.where, *finding.also))
