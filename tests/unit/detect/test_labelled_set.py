"""The labelled set: nothing seeded is missed, nothing clean is reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.detect.labelled import cases, identity, mobile
from zhanqun.stages.gate.detect import phones
from zhanqun.stages.gate.detect.folding import fold
from zhanqun.stages.gate.detect.masking import display_width, mask, masked_line
from zhanqun.stages.gate.detect.numbers import numbers_of
from zhanqun.stages.gate.detect.scan import SECRETS, WRITING, scan_all, secrets_on

CASES = cases(seed=11, rounds=12)


def test_nothing_seeded_is_missed() -> None:
    missed = [case.rule for case in CASES if case.rule and case.rule not in {match.detector for match in scan_all(case.text)}]
    assert missed == []


def test_nothing_clean_is_reported() -> None:
    wrong = [match.detector for case in CASES if not case.rule for match in scan_all(case.text, (*SECRETS, *WRITING))]
    assert wrong == []


def test_no_seeded_number_survives_masking() -> None:
    for case in CASES:
        if case.secret:
            matches = scan_all(case.text)
            assert case.secret not in mask(case.text, [(match.start, match.end) for match in matches])


@pytest.mark.parametrize("text", ["1\u200b3800138000", "１３８００１３８０００", "**138**00138000", "&#49;3800138000", "1<b>38</b>00138000"])
def test_disguised_numbers_are_found_where_they_stand(text: str) -> None:
    matches = scan_all(f"电话{text}。")
    assert [match.detector for match in matches] == ["mobile-number"]
    assert 2 <= matches[0].start <= 4
    assert 2 + len(text) - 2 <= matches[0].end <= 2 + len(text)


@pytest.mark.parametrize(
    "text",
    ["金额13800138000.00元", "编号A13800138000", "0.13800138000", "211010519491231002X9", "201380013800012", "MA11010519491231002X"],
)
def test_pieces_of_longer_numbers_are_none(text: str) -> None:
    assert scan_all(text) == ()


def test_a_long_line_is_cut_around_the_match() -> None:
    text = "甲" * 500 + "13800138000" + "乙" * 500
    (match,) = scan_all(text)
    shown = masked_line(text, match.start, [(match.start, match.end)])
    assert "█" * 11 in shown
    assert len(shown) <= 122


@given(st.text(max_size=200))
def test_folding_keeps_positions_inside_the_text(text: str) -> None:
    folded = fold(text)
    origins = [folded.origin(at) for at in range(len(folded.text))]
    assert all(0 <= origin < len(text) for origin in origins)
    assert origins == sorted(origins)


@given(st.text(alphabet="张三ab１ \u200b", max_size=40), st.integers(0, 20), st.integers(0, 20))
def test_masking_keeps_the_width(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    if display_width(text[start:end]) > 0:
        assert display_width(mask(text, [(start, end)])) == display_width(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="机密秘★☆ |\n1308身份证号X年-*（）()[]<!->户单元室组姓名\t", max_size=300))
def test_no_text_makes_a_detector_fail_or_lose_its_place(text: str) -> None:
    for match in scan_all(text, (*SECRETS, *WRITING)):
        assert 0 <= match.start <= match.end <= len(text)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_valid_number_is_found_in_any_sentence(rng: object) -> None:
    import random

    made = random.Random(str(rng.random()))  # type: ignore[attr-defined]
    found = {match.detector for match in scan_all(f"张三{identity(made)}，电话{mobile(made)}")}
    assert {"resident-id", "mobile-number"} <= found


@pytest.mark.parametrize(
    "text",
    ["电话13800138000一事已办结。", "张三13800138000", "电话13800138000<sup>1</sup>", "电话13800138000[1](https://www.example.gov.cn/)",
     "电话138[0013](https://www.example.gov.cn/)8000", "电话一三八零零一三八零零零", "电话138.0013.8000"],
)  # fmt: skip
def test_what_stands_beside_a_number_does_not_hide_it(text: str) -> None:
    (match,) = scan_all(text)
    assert match.detector == "mobile-number"
    assert "0013" not in mask(text, [(match.start, match.end)])


def test_a_number_in_a_target_is_seen_though_its_link_is_split() -> None:
    text = "[138](https://www.example.gov.cn/?id=11010519491231002X)00138000"
    assert "resident-id" in {match.detector for match in scan_all(text)}


@pytest.mark.parametrize(("day", "level"), [
    (date(2026, 5, 1), "error"), (date(2027, 4, 30), "error"), (date(2027, 5, 1), "warning"), (date(2031, 4, 30), "warning"), (date(2031, 5, 1), ""),
])  # fmt: skip
def test_a_day_of_birth_counts_against_the_day_of_publication(day: date, level: str) -> None:
    for born in ("2013-05-01", "2013年5月1日", "2013.5.1", "20130501", "2013/05"):
        found = scan_all(f"| 姓名 | 出生年月 |\n| --- | --- |\n| 王小红 | {born} |", secrets_on(day))
        assert [match.severity.value for match in found] == ([level] if level else []), born


@pytest.mark.parametrize("text", ["1-3 8/" * 2_000, "| 姓名 | 手机 |\n| --- | --- |\n" + "| 甲 | 138,0013,8000 |\n" * 2_001], ids=["pieces", "table"])
def test_many_candidates_look_for_tables_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(name: str) -> Callable[[str], object]:
        real = getattr(phones, name)
        return lambda given: (asked.append(name), real(given))[1]

    for name in ("has_table", "tables_of"):
        monkeypatch.setattr(phones, name, counted(name))
    candidates = [number for number in numbers_of(text, frozenset({11, 13}), 4) if number.start]
    assert len(candidates) > 2_000
    tuple(phones.find(text))
    assert len(asked) == len(set(asked)) > 0


def test_a_telephone_in_pieces_below_its_head_is_found() -> None:
    # Lines far enough from the head that no word stands before the figures.
    rows = "".join(f"| 甲乙丙丁戊己庚辛壬癸子丑寅卯{number} | 138,0013,{8000 + number} |\n" for number in range(3))
    found = scan_all(f"| 姓名 | 手机 |\n| --- | --- |\n{rows}")
    assert [match.detector for match in found] == ["mobile-number"] * 3


@pytest.mark.parametrize("text", [
    "身份证 11010519491231002Ⅹ", "身份证 11010519491231002×", "身份证11010519491231002ⅹ。", "证件号码：11010519491231002Х，", "11010519491231002 ×",
    "身份证 1101051949123100二X", "身份证 1101051949123100二×", "身份证 １１010519491231００二一", "1101051949123一〇〇二Ⅹ",
])  # fmt: skip
def test_an_identity_number_with_another_cross_or_some_characters_is_found(text: str) -> None:
    assert [match.detector for match in scan_all(text)][:1] == ["resident-id"]
    (match, *_) = scan_all(text)
    assert "1949" not in mask(text, [(match.start, match.end)])


@pytest.mark.parametrize("text", ["手机 13800001２三四", "手机13800001二34", "手机：1380000123四", "手机一3800001234", "| 甲 | 13800001２三四 |"])
def test_a_telephone_of_digits_and_characters_is_found(text: str) -> None:
    (match,) = scan_all(text)
    assert match.detector == "mobile-number"
    assert "0000" not in mask(text, [(match.start, match.end)])


@pytest.mark.parametrize("text", [
    "身份证 1101051949123100××", "身份证 110105********002×", "规格 12345678901234567×3", "面积3×4米", "电话010-88001234一事", "投资1380000123一项",
    "2023年1月，138户0000人，二三四组", "电话 88001234、一二三四科", "编号1380000123四",
])  # fmt: skip
def test_crosses_and_characters_that_cover_or_count_are_left_alone(text: str) -> None:
    assert scan_all(text) == ()


@pytest.mark.parametrize(("text", "found"), [
    ("张小明（女，2015年3月生），孤儿，每月发放基本生活费。", True), ("经核实，张小明(男，9岁)系困境儿童。", True),
    ("孤儿王小红（女，汉族，2015年3月12日出生）", True),
    ("张小明（女，1985年3月生），孤儿，现任教师。", False), ("张某（女，2015年3月生），孤儿", False), ("张某某（女，2015年3月生），孤儿", False),
    ("张小某（女，2015年3月生），孤儿", False), ("张建国（男，1975年3月生），任儿童福利院院长，负责孤儿工作。", False),
    ("孤儿（女，2015年3月生）", False),
])  # fmt: skip
def test_one_name_with_a_birth_said_to_be_an_orphan(text: str, found: bool) -> None:
    matches = scan_all(text, secrets_on(date(2026, 6, 1)))
    assert [match.detector for match in matches] == (["name-list"] if found else [])
    if found:
        assert text[matches[0].start : matches[0].end] in ("张小明", "王小红")
