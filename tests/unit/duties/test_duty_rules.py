"""Duties, their pages and the manual name the same rules."""

from __future__ import annotations

import re

import pytest

from architecture.source import ROOT
from zhanqun.duties.duty_rules import DUTY_RULES, level_of
from zhanqun.model.cluster import Policy
from zhanqun.model.keys import NUMBERS


@pytest.mark.parametrize("name", DUTY_RULES)
def test_every_duty_has_its_page_and_its_line_in_the_manual(name: str) -> None:
    found = DUTY_RULES[name]
    text = (ROOT / "docs/rules" / f"{found.id}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {found.id}：{found.name}\n")
    assert found.basis in text
    assert ("[疑]" in text) == found.doubtful
    row = next(line for line in (ROOT / "docs/reports.md").read_text(encoding="utf-8").splitlines()
               if re.match(rf"\|[^|]*\b{found.id}\b", line))
    assert not found.doubtful or "[疑]" in row or "同上" in row


def test_every_threshold_that_the_manual_of_content_lists_exists() -> None:
    text = (ROOT / "docs/content.md").read_text(encoding="utf-8")
    assert [name for name in NUMBERS if name not in text] == []


def test_neither_a_doubtful_rule_nor_a_reminder_becomes_an_error() -> None:
    policy = Policy(severities=dict.fromkeys(DUTY_RULES, "error"))
    levels = {rule.id: level_of(rule, policy) for rule in DUTY_RULES.values()}
    soft = {rule.id for rule in DUTY_RULES.values() if rule.doubtful or rule.level == "notice"}
    assert {name for name, level in levels.items() if level != "error"} == soft
