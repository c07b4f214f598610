"""A number that readers of the page see is found in the source, in whatever way Markdown lets it be written."""

from __future__ import annotations

import html
import re

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from zhanqun.stages.gate import scan_all
from zhanqun.stages.render.markdown import render_body
from zhanqun.stages.verify import page_text

A, B = "110105", "19491231002X"
"""A number of the form of a person's, its check digit right, in two parts."""

UNSEEN = (
    "&#8203; &#0008203; &#x200B; &#X00200b; &ZeroWidthSpace; &NoBreak; &shy; &zwnj; &zwj; &lrm; &rlm; &#x2060; &it; &af; &ic; "
    "&InvisibleTimes; &InvisibleComma; &ApplyFunction; &#xFEFF; &#x3164; &#xFE0F; &#xE0020; &#x202E; &NegativeMediumSpace; &#847; "
    "&#x180B; &#6158; &#6068; &#65529; &#119155; &#113824; &#769; \u00ad \u200b \u034f \u2060 \ufeff \u180b"
).split()
GAPS = (
    "&nbsp; &ensp; &emsp; &thinsp; &hairsp; &numsp; &Tab; &NonBreakingSpace; &#12288; &#8199; &hyphen; &ndash; &mdash; &middot; "
    "&#45; &sol; &lowbar; &UnderBar; &ast; &#42; &#95; &comma;"
).split()
ESCAPES = [f"\\{sign}" for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"] + ["\\_\\_", "\\*\\*", "\\*\\_"]
MARKUP = [
    "  \n", "\\\n", "\n", "<wbr>", "<br>", "[^1]", "[^备注]", "~", "~~", "****", "**", "*", "__", "_", "``", "[](x)", "![](x.png)",
    " [](x) ", "[][a]", "<!-- x -->", "<!---->", "<style>x</style>", "<span title='甲乙丙丁'></span>", "<?x?>", "<![CDATA[]]>", "",
]
BETWEEN = [*UNSEEN, *GAPS, *ESCAPES, *MARKUP]
ALL = A + B


def each_digit(zero: int, form: str = "&#{};") -> str:
    return "".join(form.format(zero + int(char)) if char.isdecimal() else char for char in ALL)


AROUND = [
    f"[{A}](http://x.cn/y){B}", f"{A}[{B}](x.md)", f"[{A}](x.md)[{B}](y.md)", f"[{A}][a]{B}\n\n[a]: http://x.cn/y",
    f"[{A}]{B}\n\n[{A}]: http://x.cn/y", f"[{A}][]{B}\n\n[{A}]: http://x.cn/y", f"*{A}*{B}", f"**{A}**{B}", f"***{A}***{B}",
    f"_{A}_{B}", f"~~{A}~~{B}", f"~{A}~{B}", f"`{A}`{B}", f"`{A}``{B}`", f"`{A}` `{B}`", f"| a | b |\n|---|---|\n| {A} | {B} |",
    f"> {A}\n> {B}", f"- {A}\n  {B}", f"[_{A}_](x){B}", f"[**{A}**](x.md)**{B}**", f"[{A}](\n<x y>\n){B}", f"[{A}](x(y)z){B}",
    f'[{A}](x "t (a)"){B}', f"    {ALL}", f"![{A}&shy;{B}](x.png)", f'[看](x.md "{A}&shy;{B}")', f"看[^1]\n\n[^1]: {A}&shy;{B}",
    f"{A}{B[:-1]}&#88;", f"{A}{B[:-1]}&#65336;", f"{A}{B[:-1]}&times;",
    each_digit(48), each_digit(48, "&#x{:x};"), each_digit(0xFF10), each_digit(0x660), each_digit(0x1D7CE),
]
INVISIBLE = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e01ef]")


def found(text: str) -> bool:
    return "resident-id" in {match.detector for match in scan_all(text)}


def is_shown(source: str) -> bool:
    """Whether the page shows the number: to the eye, or to the detectors when they look at the page."""
    page = page_text(render_body(source, "").html)
    return ALL in INVISIBLE.sub("", page) or found(page)


@pytest.mark.parametrize("before", ["", "身份证号 "])
def test_whatever_stands_in_the_middle(before: str) -> None:
    shown = {between for between in BETWEEN if is_shown(f"{before}{A}{between}{B}。")}
    assert shown >= {*UNSEEN, "&nbsp;", "\\_", "[](x)", "_"}, "the test itself no longer sees the page"
    assert sorted(between for between in shown if not found(f"{before}{A}{between}{B}。")) == []


def test_whatever_stands_around() -> None:
    shown = [source for source in AROUND if is_shown(f"名单\n\n{source}")]
    assert len(shown) > len(AROUND) * 3 // 4
    assert [source for source in shown if not found(f"名单\n\n{source}")] == []


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 17), st.sampled_from([*UNSEEN, "\\_", "\\*", "_", "[](x)", "&nbsp;"])), max_size=4,
                unique_by=lambda pair: pair[0]))
def test_several_at_once(places: list[tuple[int, str]]) -> None:
    source = ALL
    for place, sign in sorted(places, reverse=True):
        source = source[:place] + sign + source[place:]
    assert found(source) or not is_shown(source), source


@given(st.sampled_from(UNSEEN), st.integers(1, 17))
def test_where_it_was_found_is_told_in_the_source(sign: str, place: int) -> None:
    source = f"名单：{ALL[:place]}{sign}{ALL[place:]}。"
    (match,) = [match for match in scan_all(source) if match.detector == "resident-id"]
    assert html.unescape(source[match.start : match.end])[-1:] == "X" and match.start == 3
