"""Both sides compare the same normal form."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from helpers.node import Node
from zhanqun.stages.search.folding import fold_table, normalise, plain

TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("，。.,: 12aA中文〔〕\n\u200b𠮷")), max_size=40)


def test_both_sides_fold_every_code_unit_alike(node: Node) -> None:
    table = fold_table()
    assert len(table) == 65536
    assert node.ask("foldTable") == table


def test_folding_twice_is_folding_once() -> None:
    table = fold_table()
    letters = {value for value in table if value > 3}
    assert {value for value in letters if table[value] != value} == set()


def test_width_case_script_and_zero_forms_are_one() -> None:
    assert plain("ＡＢＣ　１２３") == plain("abc 123")
    assert plain("黃岡縣醫療救助") == plain("黄冈县医疗救助")
    assert plain("二○二四年") == plain("二〇二四年")


def test_brackets_and_white_space_vanish_and_sentence_marks_part() -> None:
    assert plain("黄民〔2024〕15号") == plain("黄民(2024)15 号") == "黄民202415号"
    assert plain("综合，同时") == "综合 同时"
    assert plain("3,000.5元") == "30005元"
    assert plain("甲.乙") == "甲 乙"


@given(TEXTS)
@example("1,2，3。。 a-b 4.5.x")
def test_both_sides_normalise_alike(node: Node, text: str) -> None:
    theirs = node.ask("normalise", text)
    ours = normalise(text)
    assert theirs["units"] == [letter.unit for letter in ours]
    assert theirs["positions"] == [letter.position for letter in ours]
    assert theirs["starts"] == [letter.starts_word for letter in ours]


def test_the_table_file_of_the_theme_is_the_one_of_the_generator() -> None:
    from helpers.node import THEME
    from zhanqun.stages.search.fold_table import FOLD_TABLE

    script = (THEME / "search" / "fold-table.js").read_text("utf-8")
    assert re.findall(r'"([^"]+)"', script) == [FOLD_TABLE]


def test_the_common_pairs_of_both_sides_are_the_same() -> None:
    from helpers.node import THEME
    from zhanqun.stages.search.common_pairs import COMMON_FOURS, COMMON_PAIRS, COMMON_THREES

    script = (THEME / "search" / "common-pairs.js").read_text("utf-8")
    assert re.findall(r'"([^"]+)"', script) == [COMMON_PAIRS, COMMON_THREES, COMMON_FOURS]
    pairs = [group[0] + second for group in COMMON_PAIRS.split(" ") for second in group[1:]]
    assert len(set(pairs)) == len(pairs) == 2048
    fours = [COMMON_FOURS[i : i + 4] for i in range(0, len(COMMON_FOURS), 4)]
    assert len(set(fours)) == len(fours) == 203
    assert all(plain(run) == run for run in (*pairs, *fours))
