"""One site's verdicts -> facts, with the rules that need no other site; and the rules that need them all.

``settle_items`` applies the same rules to the whole cluster at once. A build uses these two halves instead, so that a
site in which nothing changed is not judged, settled or even decoded again.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from posixpath import dirname, join, normpath
from typing import Protocol, runtime_checkable

from zhanqun.model.address import address_of
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.facts import Claim, PageNote, Reference, SiteFacts, mark_of
from zhanqun.model.finding import Finding, Location
from zhanqun.model.names import Names
from zhanqun.model.source import SourceFile
from zhanqun.model.verdict import ClearedItem, ClearedPage, Stub, Verdict, WithheldItem
from zhanqun.stages.gate.across import (
    alias,
    configured,
    guide_element,
    index_number_changed,
    index_number_twice,
    item_renamed,
    relation,
    reserved_address,
    same_address,
    shared_attachment,
    unnamed_file,
    waiver,
)
from zhanqun.stages.gate.board import Board, folded
from zhanqun.text.fingerprint import fingerprint_hex

_OFTEN = 100
"""Sources of one site that are looked for among its sorted paths before these are taken apart."""
_LOCAL = (reserved_address.check, same_address.check, shared_attachment.check, unnamed_file.check)


def gather_facts(
    cluster: Cluster, site: Site, verdicts: Sequence[Verdict], other_files: Sequence[SourceFile],
    refused: Sequence[Finding], key: str, now: datetime,
) -> SiteFacts:
    """Facts of one site, its own rules across files applied. ``verdicts`` are sorted by path;
    ``refused``: findings on names that were not collected."""
    board = Board(cluster, verdicts, other_files, {}, now)
    local = [finding for check in _LOCAL for finding in check(board)]
    own = [finding for verdict in verdicts for finding in verdict.findings]
    outcomes = [verdict.outcome for verdict in verdicts]
    cleared = [outcome for outcome in outcomes if isinstance(outcome, (ClearedItem, ClearedPage))]
    withheld = [outcome for outcome in outcomes if isinstance(outcome, WithheldItem)]
    items = sum(isinstance(outcome, ClearedItem) for outcome in outcomes)
    states = "".join(_letter(outcome) for outcome in outcomes)
    taken_down = [outcome for outcome in outcomes if isinstance(outcome, Stub)]
    return SiteFacts(
        site=site.id, key=key, digest=fingerprint_hex(key, states, taken_down), now=now,
        changes_at=min((verdict.changes_at for verdict in verdicts if verdict.changes_at is not None), default=None),
        items=items + len(taken_down) + len(withheld), cleared=items, withheld=len(withheld),
        held=sum(outcome.held for outcome in withheld), pages=len(cleared) - items, stubs=len(taken_down),
        findings=tuple(sorted((*refused, *own, *local), key=Finding.order)),
        paths=Names.of(outcome.path for outcome in outcomes),
        numbers=Names.of(verdict.index_no for verdict in verdicts),
        marks=struct.pack(f"<{len(verdicts)}Q", *(mark_of(verdict.index_no) for verdict in verdicts)),
        states=states,
        standing=fingerprint_hex([
            (outcome.path, verdict.index_no) for outcome, verdict, state in zip(outcomes, verdicts, states, strict=True)
            if state in "is"
        ]),
        references=tuple(ref for outcome in cleared if isinstance(outcome, ClearedItem) for ref in _references(outcome)),
        claims=tuple(
            Claim(outcome.path, outcome.head.line("别名"), old)
            for outcome in cleared for old in dict.fromkeys(outcome.head.aliases)
        ),
        notes=tuple(
            PageNote(outcome.path, outcome.head.title, outcome.head.column or "")
            for outcome in cleared if isinstance(outcome, ClearedPage)
        ),
        pages_digest=fingerprint_hex([outcome for outcome in cleared if isinstance(outcome, ClearedPage)]),
        waived=tuple(sorted({
            (rule, path) for outcome in cleared for rule in outcome.waived
            for path in (outcome.path, *(file.path for file in outcome.files))
        })),
    )


def _letter(outcome: ClearedItem | ClearedPage | Stub | WithheldItem) -> str:
    match outcome:
        case ClearedItem():
            return "i"
        case ClearedPage():
            return "p"
        case Stub():
            return "s"
        case WithheldItem():
            return "w"


def _references(item: ClearedItem) -> list[Reference]:
    head = item.head
    return [
        *(Reference(item.path, head.line("解读"), "解读", target) for target in head.interprets),
        *(Reference(item.path, head.line("相关"), "相关", target) for target in head.related),
    ]


@runtime_checkable
class Published(Protocol):
    """Index number -> source path as last published, where it is known which sites have the very same."""

    def moved(self, facts: Sequence[SiteFacts]) -> Sequence[SiteFacts]:
        """The others."""
        ...


class Register:
    """Every source of the cluster by path and index number: ``(position of the site, position in its facts)``."""

    def __init__(self, facts: Sequence[SiteFacts]) -> None:
        self.facts = facts
        self._sites: dict[str, int] = {each.site: position for position, each in enumerate(facts)}
        marks = [mark for each in facts for mark in struct.unpack(f"<{len(each.marks) // 8}Q", each.marks)]
        self._starts = list(accumulate((len(each.marks) // 8 for each in facts), initial=0))
        # From the end, so that of equal ones the first stays.
        self._by_mark = dict(zip(reversed(marks), range(len(marks) - 1, -1, -1), strict=True))
        several = len(self._by_mark) - (0 in self._by_mark) < len(marks) - marks.count(0)
        self._asked = [0] * len(facts)
        self._by_path: dict[int, dict[str, int]] = {}
        self.twice = _twice(facts) if several else {}

    def number(self, number: str) -> tuple[int, int] | None:
        """The first source that has an index number."""
        place = self._by_mark.get(mark_of(number)) if number else None
        if place is None:
            return None
        position = bisect_right(self._starts, place) - 1
        row = place - self._starts[position]
        # Two numbers may have one mark, though nobody will live to see it: then the other is looked for.
        return (position, row) if self.facts[position].numbers[row] == number else _first(self.facts, number)

    def find(self, path: str, target: str) -> tuple[int, int] | None:
        """What a relation leads to: by index number, by path from the root, or by path beside the item."""
        return self.number(target) or self.at(target) or self.at(normpath(join(dirname(path), target)))

    def at(self, path: str) -> tuple[int, int] | None:
        """The source at a path."""
        parts = path.split("/", 3)
        position = self._sites.get(parts[1]) if len(parts) == 4 and parts[0] == "sites" else None
        if position is None:
            return None
        self._asked[position] += 1
        if self._asked[position] == _OFTEN:
            self._by_path[position] = {each: row for row, each in enumerate(self.facts[position].paths)}
        rows = self._by_path.get(position)
        row = self.facts[position].paths.place(path) if rows is None else rows.get(path)
        return None if row is None else (position, row)

    def path(self, where: tuple[int, int]) -> str:
        return self.facts[where[0]].paths[where[1]]

    def state(self, where: tuple[int, int]) -> str:
        return self.facts[where[0]].states[where[1]]


def _twice(facts: Sequence[SiteFacts]) -> dict[str, list[tuple[int, int]]]:
    """Index numbers that several sources have, and which."""
    found: dict[str, list[tuple[int, int]]] = {}
    for position, each in enumerate(facts):
        for row, number in enumerate(each.numbers):
            if number:
                found.setdefault(number, []).append((position, row))
    return {number: places for number, places in found.items() if len(places) > 1}


def _first(facts: Sequence[SiteFacts], number: str) -> tuple[int, int] | None:
    return next(
        ((position, row) for position, each in enumerate(facts) for row, other in enumerate(each.numbers) if other == number),
        None)


def settle_cluster(
    cluster: Cluster, register: Register, published: Mapping[str, str], now: datetime,
) -> tuple[Finding, ...]:
    """The rules that need every site. ``published``: index number -> source path as last published."""
    findings = _numbers_twice(register)
    findings += _relations(register)
    findings += _claims(cluster, register)
    findings += _moved(cluster, register, published)
    findings += configured.faults(cluster)
    findings += guide_element.faults(
        cluster, {each.site: {note.column for note in each.notes} for each in register.facts})
    findings += waiver.lapsed_or_unused(
        cluster, {used for each in register.facts for used in each.waived}, now,
    )
    return tuple(sorted(findings, key=Finding.order))


def _numbers_twice(register: Register) -> list[Finding]:
    return [
        index_number_twice.twice(
            number, [register.path(place) for place in places],
            public=any(register.state(place) != "w" for place in places),
        )
        for number, places in register.twice.items()
    ]


def _relations(register: Register) -> list[Finding]:
    findings: list[Finding] = []
    for each in register.facts:
        for ref in each.references:
            place = register.find(ref.path, ref.target)
            state = "" if place is None else register.state(place)
            itself = place is not None and register.path(place) == ref.path
            fault = relation.fault(ref.key, ref.target, state, itself=itself)
            if fault is not None:
                severity, message, help_text = fault
                findings.append(Finding(
                    rule=relation.ID, severity=severity, where=Location(ref.path, ref.line), message=message,
                    help=help_text,
                ))
    return findings


def _claims(cluster: Cluster, register: Register) -> list[Finding]:
    claims = [claim for each in register.facts for claim in each.claims]
    if not claims:
        return []
    taken = {
        folded(address_of(cluster, path)): path
        for each in register.facts for path, state in zip(each.paths, each.states, strict=True) if state != "w"
    }
    findings: list[Finding] = []
    for claim in claims:
        key = folded(claim.alias.lstrip("/"))
        finding = alias.fault(cluster, claim.alias, Location(claim.path, claim.line), taken.get(key))
        if finding is None:
            taken[key] = claim.path
        else:
            findings.append(finding)
    return findings


def _moved(cluster: Cluster, register: Register, published: Mapping[str, str]) -> list[Finding]:
    """Published items that changed their address or their index number."""
    moved = published.moved(register.facts) if isinstance(published, Published) else register.facts
    if not moved or not published:
        return []
    numbers = {path: number for number, path in published.items()}
    aliases: dict[str, set[str]] = {}
    for each in register.facts:
        for claim in each.claims:
            aliases.setdefault(claim.path, set()).add(claim.alias.lstrip("/"))
    findings: list[Finding] = []
    for each in moved:
        # Nearly all stand where they stood: those are told from the rest without a look at each.
        live = {(number, path) for path, number, state in zip(each.paths, each.numbers, each.states, strict=True) if state in "is"}
        same = published.items() & live
        if len(same) == len(live):
            continue
        for path, number, state in zip(each.paths, each.numbers, each.states, strict=True):
            if state not in "is" or (number, path) in same:
                continue
            old_path = published.get(number) if number and state == "i" else None
            if old_path is not None and old_path != path:
                found = item_renamed.fault(cluster, old_path, path, aliases.get(path, set()))
                if found is not None:
                    findings.append(found)
            old_number = numbers.get(path)
            if old_number is not None and old_number != number and register.number(old_number) is None:
                findings.append(index_number_changed.fault(path, old_number, number))
    return findings




def unchanged_site(facts: SiteFacts, now: datetime) -> bool:
    """True while the clock alone cannot change a verdict of the site."""
    return facts.now <= now and (facts.changes_at is None or now < facts.changes_at)


