"""Forms of numbers, width of text, words that were meant."""

from __future__ import annotations

import pytest

from zhanqun.text.numbers import is_document_number, is_index_number, is_organisation_code, mended_document_number
from zhanqun.text.suggest import nearest
from zhanqun.text.width import pad, width


@pytest.mark.parametrize("number", ["国办发〔2017〕47号", "国办公开办函〔2021〕30号", "国令第711号", "2026年第3号", "无"])
def test_document_numbers(number: str) -> None:
    assert is_document_number(number)


@pytest.mark.parametrize(
    ("wrong", "mended"),
    [("甲办发[2019]3号", "甲办发〔2019〕3号"), ("甲办发（2018）012号", "甲办发〔2018〕12号"), ("甲办发【2018】第12号", "甲办发〔2018〕12号"),
     ("甲办发〔18〕1号", ""), ("甲办发2018 1", "")],
)  # fmt: skip
def test_wrong_document_numbers_are_mended_only_when_sure(wrong: str, mended: str) -> None:
    assert not is_document_number(wrong)
    assert mended_document_number(wrong) == mended


@pytest.mark.parametrize(
    "number",
    ["000014349/2019-00007", "01404053X/2021-00490", "11500226753092798P/2020-00045", "11370322004222241N/2021-5135380"],
)
def test_index_numbers_of_the_standard_are_valid_to_the_check_character(number: str) -> None:
    assert is_index_number(number)
    assert is_organisation_code(number.partition("/")[0])


@pytest.mark.parametrize("number", ["shg58/2021-402", "0142768-8/2022-00185", "000014349/2019-0007", ""])
def test_local_forms_are_not_standard(number: str) -> None:
    assert not is_index_number(number)


def test_wrong_check_characters() -> None:
    assert not is_organisation_code("014040531")
    assert not is_organisation_code("11500226753092798A")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("標題", "标题"), ("标 题", "标题"), ("标提", "标题"), ("公开属姓", "公开属性"), ("xyz", ""), ("", ""), ("甲" * 100, "")],
)
def test_did_you_mean(word: str, meant: str) -> None:
    assert nearest(word, ("标题", "公开属性", "发布日期")) == meant


def test_width_of_chinese_text() -> None:
    assert (width("ab"), width("甲a"), width("，"), width("e\u0301")) == (2, 3, 2, 1)
    assert pad("甲", 4) == "甲  "
