"""What makes the suite quick changes no result."""

from __future__ import annotations

from jinja2 import Environment

from architecture.source import ROOT
from helpers.once import LONGEST
from zhanqun.pipeline import proof
from zhanqun.stages.gate import scan_all


def test_the_files_that_begin_first_are_there() -> None:
    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def rendered(text: str, *, trim: bool = False, shown: str = "甲") -> str:
    environment = Environment(trim_blocks=trim, autoescape=True)
    environment.filters["shown"] = lambda value: f"{shown}{value}"
    return environment.from_string(text).render(v="<")


def test_code_of_templates_is_kept_under_all_that_it_follows_from() -> None:
    text = "{% if v %}\n{{ v }}{{ 1|shown }}{% endif %}"
    for _ in range(2):
        assert rendered(text) == "\n&lt;甲1"
        assert rendered(text, trim=True) == "&lt;甲1"
        assert rendered(text, shown="乙") == "\n&lt;乙1"
        assert rendered(text + "。") == "\n&lt;甲1。"


def test_the_proof_is_told_the_same_by_the_detectors_each_time() -> None:
    text = "联系电话13812345678。"
    assert proof.scan_all is not scan_all
    assert proof.scan_all(text) == proof.scan_all(text) == scan_all(text) != ()
    assert proof.scan_all(text.replace("1", "壹")) == scan_all(text.replace("1", "壹"))
