"""What a detector is: a name, a cheap test, and a search that returns positions, never text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId


@dataclass(frozen=True, slots=True)
class Span:
    """Where something was found. Carries no text, so it cannot leak any."""

    start: int
    end: int
    """Exclusive; both count characters of the text that was searched."""
    key: str
    """Which of the detector's messages applies."""
    severity: Severity | None = None
    """None: the detector's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One kind of thing that must not be public, found in plain text."""

    id: RuleId
    title: str
    severity: Severity
    prefilter: Callable[[str], bool]
    """False only when ``find`` cannot find anything. Sees the text as written and must be cheap."""
    find: Callable[[str], Iterable[Span]]
    messages: Mapping[str, tuple[str, str]]
    """Key -> (what is wrong, what to do), Chinese, quoting nothing."""
    raw: bool = False
    """True: ``find`` wants the text as written; otherwise the folded one."""


@dataclass(frozen=True, slots=True)
class Match:
    """One span of the original text, with everything a report needs."""

    detector: RuleId
    severity: Severity
    start: int
    end: int
    message: str
    help: str
