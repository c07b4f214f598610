"""A difference tells every change, and covering keeps lines where they are."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from helpers.clusters import item, write_cluster
from zhanqun.config import load_cluster
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.review.approve import approve_paths
from zhanqun.review.cover import cover_body, covered, visible
from zhanqun.review.difference import difference, whole
from zhanqun.stages.decode import decode_source

TEXTS = st.text(alphabet="甲乙丙丁 ab1\n", max_size=60)


def stripped(text: str) -> list[str]:
    lines = text.splitlines()
    while lines and not lines[-1]:
        lines.pop()
    return lines


@given(TEXTS)
def test_equal_texts_differ_in_nothing(text: str) -> None:
    assert difference(text, text) == []


@given(TEXTS, TEXTS)
def test_no_new_line_goes_untold(before: str, after: str) -> None:
    told = difference(before, after)
    new = [re.sub(r"\[-.*?-\]|\{\+|\+\}", "", line.text) for line in told if line.mark in "+!"]
    fresh = [line for line in stripped(after) if line and line not in before.splitlines()]
    assert [line for line in fresh if line not in new] == []


@given(TEXTS)
def test_a_whole_text_is_told_whole(text: str) -> None:
    assert [line.text for line in whole(text, "+")] == text.strip("\n").splitlines()


def test_thousands_of_lines_are_told_as_blocks() -> None:
    before = "\n".join(f"甲 {number}" for number in range(5000))
    after = before.replace("甲 2500", "乙 2500")
    assert [line.mark for line in difference(before, after)] == ["@", "-", "+"]


@given(st.text(max_size=80))
def test_what_is_shown_has_no_invisible_or_turning_character(text: str) -> None:
    assert all(char.isprintable() or char in "\n\t" for char in visible(text))


@given(st.text(alphabet="一二 0123456789Xx,，-", max_size=40), st.text(alphabet="一二 ,", max_size=10))
def test_an_identity_number_is_covered_whatever_stands_around_it(before: str, after: str) -> None:
    text = f"{before}一11010519491231002X一{after}"
    assert "11010519491231002X" not in covered(text)[0]


def test_a_complaint_that_cannot_be_placed_covers_its_line(tmp_path: Path) -> None:
    root = write_cluster(tmp_path / "c", {}, approve=False)
    cluster = load_cluster(root).cluster
    assert cluster is not None
    site = cluster.site("jiaoyu")
    assert site is not None
    path = "sites/jiaoyu/docs/tongzhi/2026/x.md"
    value = decode_source(cluster, site, path, item(body="第一行\n第二行\n第三行\n").encode()).value
    assert value is not None
    unknown = Finding(rule=RuleId("new-rule"), severity=Severity.ERROR, where=Location(path, value.body_line + 2, 1),
                      message="m", help="h", evidence="██")
    text, count = cover_body(value, [unknown], ())
    assert count == 1
    lines = text.splitlines()
    assert "第一行" in lines
    assert "第三行" in lines or "第二行" in lines
    assert sum("█" in line for line in lines) == 1
    assert len(lines) == len(value.body.splitlines())


def test_bytes_that_changed_after_they_were_shown_are_not_approved(tmp_path: Path) -> None:
    from datetime import datetime

    path = "sites/jiaoyu/docs/tongzhi/2026/x.md"
    root = write_cluster(tmp_path / "c", {path: item()}, approve=False)
    cluster = load_cluster(root).cluster
    assert cluster is not None
    act = {"step": "初审", "person": "张三", "result": "可以公开", "now": datetime(2026, 8, 22), "authors": {}}
    seen = approve_paths(cluster, [path], write=False, **act)  # type: ignore[arg-type]
    assert "审查:" not in (root / path).read_text("utf-8")
    (root / path).write_text(item(body="换了。\n"), "utf-8")
    done = approve_paths(cluster, [path], expected={path: seen.approved[0].digest}, **act)  # type: ignore[arg-type]
    assert done.approved == ()
    assert any("又有改动" in finding.message for finding in done.findings)
