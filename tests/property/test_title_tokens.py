"""The quick way to a title's tokens gives what the plain reading of the normal form gives."""

from __future__ import annotations

from itertools import pairwise, zip_longest

from hypothesis import given
from hypothesis import strategies as st

from zhanqun.stages.search.folding import is_wordly, normalise
from zhanqun.stages.search.titles import _mixed_tokens, title_tokens

TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("民國〔2024〕15号，。：:.,3．５《》AbＡ－\u200b\u0301　𠮷〇①\n\x01\x02")), max_size=30)


def words(text: str) -> list[str]:
    found: list[str] = []
    for letter in normalise(text):
        if is_wordly(letter.unit):
            if letter.starts_word:
                found.append("")
            found[-1] += chr(letter.unit)
    return found


@given(TEXTS)
def test_tokens_of_titles(text: str) -> None:
    letters = normalise(text)
    plain = [
        chr(unit) + (chr(following.unit) if following and following.position == position + 1 else "")
        for (unit, position, _), following in zip_longest(letters, letters[1:])
    ]
    assert title_tokens(text) == plain + [word for word in words(text) if len(word) > 2]


@given(TEXTS)
def test_tokens_of_numbers_and_keywords(text: str) -> None:
    pairs = [
        chr(a.unit) + chr(b.unit) for a, b in pairwise(normalise(text))
        if b.position == a.position + 1 and not (is_wordly(a.unit) and is_wordly(b.unit) and not b.starts_word)
    ]
    assert _mixed_tokens(text) == (*words(text), *pairs)
