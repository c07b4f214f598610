"""Each detector rule's examples, as its page shows them, through decode and the rule itself.

Nothing that a rule matched may be in what it says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.gate_values import cluster, context
from zhanqun.model.cluster import Wording
from zhanqun.model.rule import Hit
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate.rules import RULES

FOLDER = Path(__file__).parents[2] / "golden" / "rules"
IDS = (
    "accessibility", "attachment-content", "bank-card", "classification-mark", "hidden-link", "hidden-text", "home-address", "impossible-date",
    "internal-mark", "map-number", "minor-in-case", "mobile-number", "name-list", "notice-fields", "personal-identifier", "repost",
    "resident-id", "sealed-penalty", "wording",
)  # fmt: skip
EXAMPLES = [file for name in IDS for file in sorted((FOLDER / name).glob("*/*.md"))]
HERE = "sites/jiaoyu/docs/tongzhi/2026/"
WORDS = (Wording(word="攻府", level="fatal", advice="政府"), Wording(word="中共人民共和国", level="fatal", advice="中华人民共和国"))
SECRETS = ("11010519491231002X", "231002X", "13800138000", "138 0013", "810100123456789", "E12345678", "zhangsan@qq.com", "王小明")


def hits_of(file: Path) -> list[Hit]:
    made = cluster(words=WORDS)
    site = made.site("jiaoyu")
    assert site is not None
    value = decode_source(made, site, HERE + file.name, file.read_bytes()).value
    assert value is not None
    data = {HERE + other.name: other.read_bytes() for other in file.parent.iterdir() if other.suffix != ".md"}
    rule = next(rule for rule in RULES if rule.id == file.parts[-3])
    return list(rule.check(value, context(value, data, cluster_=made)))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_examples_are_found_or_left_alone_as_their_folder_says(file: Path) -> None:
    hits = hits_of(file)
    assert bool(hits) == (file.parts[-2] == "withheld"), hits


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_what_was_matched_is_never_said(file: Path) -> None:
    said = "".join(hit.message + hit.help + hit.evidence for hit in hits_of(file))
    assert [secret for secret in SECRETS if secret in said] == []
