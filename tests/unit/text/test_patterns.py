"""A pattern that is put off finds what ``re.compile`` finds, and costs nothing until then."""

from __future__ import annotations

import re

import pytest

from zhanqun.text.patterns import later


def test_it_is_compiled_when_it_is_first_used_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda pattern, flags=0: made.append(pattern) or real(pattern, flags))
    pattern = later(r"(?P<first>[甲a])\d", re.IGNORECASE)
    assert made == []
    assert [found["first"] for found in pattern.finditer("甲1 A2 b3")] == ["甲", "A"]
    assert pattern.sub("-", "a1") == "-"
    assert pattern.fullmatch("甲1") and not pattern.match("b")
    assert made == [r"(?P<first>[甲a])\d"]


def test_whatever_else_a_pattern_has_is_there() -> None:
    assert later(rb"[0-9]").search(b"a1") is not None
    assert later("a|b").pattern == "a|b"
    assert later("(?P<x>a)").groupindex == {"x": 1}
    with pytest.raises(re.error):
        later("(").search("")
