"""Sources of all sites by path and index number, told from marks of eight bytes."""

from __future__ import annotations

import struct
from types import SimpleNamespace
from typing import Any, cast

import pytest

from zhanqun.model import facts as model_facts
from zhanqun.model.facts import SiteFacts, mark_of
from zhanqun.model.names import Names
from zhanqun.stages.gate import Register
from zhanqun.stages.gate import facts as gate_facts


def site(name: str, numbers: list[str]) -> SiteFacts:
    paths = [f"sites/{name}/docs/a/{place}.md" for place in range(len(numbers))]
    given: Any = SimpleNamespace(
        site=name, paths=Names.of(paths), numbers=Names.of(numbers), states="i" * len(numbers),
        marks=struct.pack(f"<{len(numbers)}Q", *map(gate_facts.mark_of, numbers)))
    return cast(SiteFacts, given)


def test_found_by_number_and_by_path() -> None:
    register = Register([site("a", ["x", "", "y"]), site("b", []), site("c", ["", "z"])])
    assert [register.number(number) for number in ("x", "y", "z", "w", "")] == [(0, 0), (0, 2), (2, 1), None, None]
    assert register.twice == {}
    assert register.at("sites/c/docs/a/1.md") == (2, 1)
    assert [register.at(path) for path in ("sites/c/docs/a/2.md", "sites/d/docs/a/0.md", "z", "sites/b")] == [None] * 4
    assert register.find("sites/c/docs/a/1.md", "0.md") == (2, 0)
    assert register.path((0, 2)) == "sites/a/docs/a/2.md"


def test_numbers_used_twice_name_every_place() -> None:
    register = Register([site("a", ["x", "y"]), site("b", ["y", "x", "y"])])
    assert register.twice == {"x": [(0, 0), (1, 1)], "y": [(0, 1), (1, 0), (1, 2)]}
    assert register.number("y") == (0, 1)


def test_two_numbers_with_one_mark_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_facts, "mark_of", lambda number: 7 if number else 0)
    register = Register([site("a", ["x", "y"]), site("b", ["", "z"])])
    assert [register.number(number) for number in ("x", "y", "z", "w")] == [(0, 0), (0, 1), (1, 1), None]
    assert register.twice == {}


def test_a_mark_is_the_same_everywhere() -> None:
    assert (mark_of(""), model_facts.mark_of("000014349/2026-00001")) == (0, 4160164309166688329)
