"""The rules of the gate: one file each, named for the defect, in the order in which they are asked.

To add one: write the file (it exports ``RULE``), import it here and put it into ``CONTENT`` in order of its id;
give it docs/rules/<id>.md and examples under tests/golden/rules/<id>/. A test checks that all are there.
"""

from __future__ import annotations

from zhanqun.model.rule import Rule
from zhanqun.stages.gate.rules import (
    accessibility,
    approval,
    attachment_content,
    attachment_missing,
    attachment_size,
    attachment_type,
    bank_card,
    classification_mark,
    hidden_link,
    hidden_text,
    home_address,
    impossible_date,
    index_number,
    internal_mark,
    label,
    map_number,
    minor_in_case,
    mobile_number,
    name_list,
    notice_fields,
    personal_identifier,
    register_table,
    repost,
    resident_id,
    schedule,
    sealed_penalty,
    wording,
)

FIRST: tuple[Rule, ...] = (label.RULE, schedule.RULE, approval.RULE)
"""Hard: neither waivable nor to be lowered."""

CONTENT: tuple[Rule, ...] = (
    accessibility.RULE,
    attachment_content.RULE,
    attachment_missing.RULE,
    attachment_size.RULE,
    attachment_type.RULE,
    bank_card.RULE,
    classification_mark.RULE,
    hidden_link.RULE,
    hidden_text.RULE,
    home_address.RULE,
    impossible_date.RULE,
    index_number.RULE,
    internal_mark.RULE,
    map_number.RULE,
    minor_in_case.RULE,
    mobile_number.RULE,
    name_list.RULE,
    notice_fields.RULE,
    personal_identifier.RULE,
    register_table.RULE,
    repost.RULE,
    resident_id.RULE,
    sealed_penalty.RULE,
    wording.RULE,
)
"""Content rules in order of their ids."""

ASKED: tuple[Rule, ...] = FIRST + CONTENT
"""The order in which the gate asks."""

RULES: tuple[Rule, ...] = tuple(sorted(ASKED, key=lambda rule: rule.id))
"""All of them, by id."""
