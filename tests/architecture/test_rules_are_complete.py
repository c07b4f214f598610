"""RULES == files == pages == folders of examples."""

from __future__ import annotations

import re

from architecture.source import MODULES, PACKAGE, ROOT
from zhanqun.stages.gate.rules import RULES

IDS = [rule.id for rule in RULES]


def test_rules_are_named_once_and_sorted() -> None:
    assert sorted(set(IDS)) == IDS


def test_every_rule_has_its_file() -> None:
    files = {path.stem.replace("_", "-") for path in (PACKAGE / "stages/gate/rules").glob("*.py")} - {"--init--"}
    assert {name for name in IDS if name not in files} == set()


def test_every_rule_has_its_page() -> None:
    pages = {path.stem for path in (ROOT / "docs/rules").glob("*.md")}
    assert set(IDS) - pages == set()


def test_every_rule_has_examples_of_both_kinds() -> None:
    folder = ROOT / "tests/golden/rules"
    lacking = [
        f"{name}/{kind}"
        for name in IDS
        for kind in ("withheld", "cleared")
        if not any((folder / name / kind).glob("*.md"))
    ]
    assert lacking == []


def test_everything_a_finding_points_to_can_be_explained() -> None:
    named = {
        name
        for path in MODULES
        for name in re.findall(r'RuleId\("([a-z0-9-]+)"\)', path.read_text(encoding="utf-8"))
    }
    for path in (ROOT / "tests/golden/clusters_invalid").glob("*/expected.txt"):
        named |= set(re.findall(r"zhanqun explain ([a-z0-9-]+)", path.read_text(encoding="utf-8")))
    pages = {path.stem for path in (ROOT / "docs/rules").glob("*.md")}
    assert sorted(named - pages) == []


def test_every_rule_that_asks_the_clock_says_when_it_may_answer_otherwise() -> None:
    """A verdict is kept until then."""
    asks = {
        path.stem.replace("_", "-") for path in (PACKAGE / "stages/gate/rules").glob("*.py")
        if re.search(r"\bnow\b|\btoday\b", path.read_text(encoding="utf-8"))
    }
    assert {"schedule", "approval", "sealed-penalty", "repost", "impossible-date", "wording"} <= asks
    assert sorted(asks - {rule.id for rule in RULES if rule.turns is not None}) == []
