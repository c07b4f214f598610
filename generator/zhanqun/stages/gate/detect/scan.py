"""Run detectors over one text and give positions in that very text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from zhanqun.stages.gate.detect import (
    addresses,
    cards,
    cases,
    dates,
    hidden,
    identifiers,
    identity,
    internal,
    lists,
    maps,
    marks,
    phones,
)
from zhanqun.stages.gate.detect.folding import Folded, fold
from zhanqun.stages.gate.detect.screen import screen
from zhanqun.stages.gate.detect.spans import Detector, Match

SECRETS: tuple[Detector, ...] = (
    marks.DETECTOR,
    internal.DETECTOR,
    identity.DETECTOR,
    cards.DETECTOR,
    phones.DETECTOR,
    addresses.DETECTOR,
    identifiers.DETECTOR,
    lists.DETECTOR,
    cases.SEALED,
    cases.MINOR,
)
"""What must not be public wherever it stands: bodies, front matter, attachments, output."""


@lru_cache(maxsize=64)
def secrets_on(day: date) -> tuple[Detector, ...]:
    """The same, for something that is public from a day."""
    dated = {lists.DETECTOR.id: lists.on(day), cases.MINOR.id: cases.minor_on(day)}
    return tuple(dated.get(detector.id, detector) for detector in SECRETS)


WRITING: tuple[Detector, ...] = (hidden.HIDDEN, hidden.LINK, maps.DETECTOR, dates.DETECTOR)
"""Faults of how a Markdown body is written."""


def scan(text: str, detector: Detector) -> tuple[Match, ...]:
    """Return what one detector finds in a text, in order of position. A detector that fails, raises: fail closed."""
    if not detector.prefilter(text):
        return ()
    if detector.raw:
        return tuple(sorted(_matches(detector, text), key=_order))
    folded = fold(text) if screen(text).odd else Folded(text)
    found = []
    for match in _matches(detector, folded.text):
        start, end = folded.origin(match.start), folded.origin(match.end - 1) + 1 if match.end > match.start else match.end
        found.append(Match(match.detector, match.severity, start, max(end, start), match.message, match.help))
    return tuple(sorted(found, key=_order))


def scan_all(text: str, detectors: Iterable[Detector] = SECRETS) -> tuple[Match, ...]:
    """Return what all detectors find, in order of position."""
    return tuple(sorted((match for detector in detectors for match in scan(text, detector)), key=_order))


def _matches(detector: Detector, text: str) -> Iterator[Match]:
    for span in detector.find(text):
        message, advice = detector.messages[span.key]
        yield Match(detector.id, span.severity or detector.severity, span.start, span.end, message, advice)


def _order(match: Match) -> tuple[int, int, str]:
    return (match.start, match.end, match.detector)
