"""Digit groups put together step by step and by arrays are the same numbers, in the same order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhanqun.stages.gate.detect import numbers
from zhanqun.stages.gate.detect.windows import windows

PIECES = st.one_of(
    st.from_regex(r"[0-9]{1,19}", fullmatch=True), st.sampled_from("0123456789xX"),
    st.sampled_from([" ", "|", " | ", "\n", "-", "　", "·", "        ", "\ud800", "𠮷", ".", "a", "，", "– ", "X"]),
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_arrays_find_what_steps_find(text: str) -> None:
    runs = numbers.runs_of(text)
    assert (list(windows(text, runs)) if runs else []) == list(numbers.walk(text, runs))


def test_a_table_of_numbers_still_shows_the_split_one() -> None:
    grid = "\n".join("|".join(str(row * 37 % 97) for row in range(start, start + 9)) for start in range(40))
    text = grid + "\n110101 19900307 8515\n" + grid
    found = [n.digits for n in numbers.numbers_of(text, frozenset({15, 18}), 5)
             if n.groups == (6, 8, 4)]
    assert "110101199003078515" in found
