"""Each rule's examples, as its page shows them, through decode and gate.

An example is approved as it stands unless it has 审查 or says 未审查. A rule that only warns is raised to an error
for its own examples, and the size limit is 1 MB.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.gate_values import approved, cluster, context
from zhanqun.model.cluster import Policy
from zhanqun.model.verdict import ClearedItem, ClearedPage, Verdict
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import gate_source
from zhanqun.stages.gate.rules.approval import RULE as APPROVAL
from zhanqun.stages.gate.rules.attachment_missing import RULE as MISSING
from zhanqun.stages.gate.rules.attachment_size import RULE as SIZE
from zhanqun.stages.gate.rules.attachment_type import RULE as TYPE
from zhanqun.stages.gate.rules.index_number import RULE as INDEX
from zhanqun.stages.gate.rules.label import RULE as LABEL
from zhanqun.stages.gate.rules.register_table import RULE as REGISTER
from zhanqun.stages.gate.rules.schedule import RULE as SCHEDULE

FOLDER = Path(__file__).parents[2] / "golden" / "rules"
STRUCTURAL = (APPROVAL, MISSING, SIZE, TYPE, INDEX, LABEL, REGISTER, SCHEDULE)
EXAMPLES = [file for rule in STRUCTURAL for file in sorted((FOLDER / rule.id).glob("*/*.md"))]
HERE = "sites/jiaoyu/docs/tongzhi/2026/"


def judge(file: Path) -> Verdict:
    made = cluster(policy=Policy(severities={"index-number": "error"}, numbers={"附件上限MB": 1}))
    site = made.site("jiaoyu")
    assert site is not None
    decoded = decode_source(made, site, HERE + file.name, file.read_bytes())
    value = decoded.value
    assert value is not None, decoded.findings
    data = {HERE + other.name: other.read_bytes() for other in file.parent.iterdir() if other.suffix != ".md"}
    if value.head.review is None and "未审查" not in value.body:
        fresh = approved(value, data).head.review
        value = replace(value, head=replace(value.head, review=fresh))  # type: ignore[arg-type]
    return gate_source(value, context(value, data, cluster_=made))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_examples_are_judged_as_their_folder_says(file: Path) -> None:
    rule, kind = file.parts[-3:-1]
    verdict = judge(file)
    outcome = verdict.outcome
    if kind == "cleared":
        assert isinstance(outcome, (ClearedItem, ClearedPage)), verdict
        assert rule in outcome.passed
    else:
        assert not isinstance(outcome, (ClearedItem, ClearedPage))
        assert rule in getattr(outcome, "reasons", ("schedule",))
