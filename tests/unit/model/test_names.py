"""``Names`` is a sequence like any other, whatever is asked of it, and survives being stored."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanqun.model.names import Names

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=12)


@given(TEXTS)
def test_as_a_tuple_says(texts: list[str]) -> None:
    names = msgspec.msgpack.decode(msgspec.msgpack.encode(Names.of(texts)), type=Names)
    assert (len(names), list(names), names[1:3]) == (len(texts), texts, texts[1:3])
    assert [names[place] for place in range(-len(texts), len(texts))] == [*texts, *texts]
    assert names == Names.of(texts)
    with pytest.raises(IndexError):
        names[len(texts)]


@given(TEXTS, st.text(max_size=3))
def test_a_name_is_found_where_it_stands(texts: list[str], other: str) -> None:
    sorted_texts = sorted(set(texts))
    names = Names.of(sorted_texts)
    assert [names.place(text) for text in sorted_texts] == list(range(len(sorted_texts)))
    assert (names.place(other) is not None) == (other in sorted_texts)
