"""Digit groups put together step by step, by arrays and chain by chain are the same numbers, in the same order."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from zhanqun.stages.gate.detect import numbers
from zhanqun.stages.gate.detect.windows import windows

PIECES = st.one_of(
    st.from_regex(r"[0-9]{1,19}", fullmatch=True), st.sampled_from("0123456789xX"),
    st.sampled_from([" ", "|", " | ", "\n", "-", "　", "·", "        ", "\ud800", "𠮷", ".", "a", "，", "– ", "X"]),
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def runs_of(text: str) -> list[tuple[int, int]]:
    """Every run of digits of a text that is a piece of its own, with the X behind it: a letter or a decimal point beside it, and it is none."""
    return [run.span() for run in re.finditer(r"(?<![0-9A-Za-z.])[0-9]+[Xx]?(?![0-9A-Za-z]|\.[0-9])", text)]


@given(TEXTS)
def test_arrays_find_what_steps_find(text: str) -> None:
    runs = runs_of(text)
    assert (list(windows(text, runs)) if runs else []) == list(numbers.walk(text, runs))


@given(TEXTS)
def test_no_number_goes_over_two_chains(text: str) -> None:
    runs = runs_of(text)
    every = [(runs[first : last + 1], size) for first, last, size in numbers.walk(text, runs)]
    assert numbers._pieces(text) == every


def test_a_table_of_numbers_still_shows_the_split_one() -> None:
    grid = "\n".join("|".join(str(row * 37 % 97) for row in range(start, start + 9)) for start in range(40))
    text = grid + "\n110101 19900307 8515\n" + grid
    found = [n.digits for n in numbers.numbers_of(text, frozenset({15, 18}), 5)
             if n.groups == (6, 8, 4)]
    assert "110101199003078515" in found
