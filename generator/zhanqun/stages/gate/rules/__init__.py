"""The rules of the gate: one file each, named for the defect, in the order in which they are asked.

To add one: write the file (it exports ``RULE``), import it here and put it into the right tuple in order of its
id; give it docs/rules/<id>.md and examples under tests/golden/rules/<id>/. A test checks that all are there.
"""

from __future__ import annotations

from zhanqun.model.rule import Rule
from zhanqun.stages.gate.rules import (
    approval,
    attachment_missing,
    attachment_size,
    attachment_type,
    index_number,
    label,
    schedule,
)

FIRST: tuple[Rule, ...] = (label.RULE, schedule.RULE, approval.RULE)
"""Hard: neither waivable nor to be lowered."""

CONTENT: tuple[Rule, ...] = (
    attachment_missing.RULE,
    attachment_size.RULE,
    attachment_type.RULE,
    index_number.RULE,
)
"""Content rules in order of their ids. Detectors of what must not be published are added here."""

ASKED: tuple[Rule, ...] = FIRST + CONTENT
"""The order in which the gate asks."""

RULES: tuple[Rule, ...] = tuple(sorted(ASKED, key=lambda rule: rule.id))
"""All of them, by id."""
