"""Lines that need be looked at once: leaving them out beside other lines hides nothing from the detectors."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unit.detect.labelled import cases
from zhanqun.model.finding import Severity
from zhanqun.stages.gate import scan_all, stands_alone
from zhanqun.stages.gate.detect.beside import LABELS
from zhanqun.stages.gate.detect.folding import fold
from zhanqun.stages.gate.detect.screen import screen

EXAMPLES = Path(__file__).parents[1] / "golden/rules"
PADDING = ("", "", "", "\u3000" * 6, "      ", "——")
FOUND = [
    "110101199003078515", "110101 19900307", "8515", "13800138000", "138", "0013 8000", "6222021234567890128", "12345",
    "公民身份号码", "联系人手机", "身份证号：", "银行卡号", "家庭住址：", "东风路12号", "3号楼2单元501室", "幸福小区3-2-501",
    "机", "密", "机密★长期", "绝密", "内部", "资料", "工作秘密", "（此件不公开）", "违法行为人：张三", "被处罚人：",
    "根据《治安管理处罚法》第四十二条", "处以拘留五日", "罚款二百元", "交通事故", "被害人王小明，男，9岁", "2015年3月出生",
    "困境儿童名单", "姓名|年龄", "王小明|9", "姓名\t身份证号", "孤儿：王小明、李小红", "护照号E12345678",
    "一三八〇", "零一三八", "０１３８", "①③⑧", "1**3**8", "X", "编号110101", "19900307年", "（2024年）",
    "t20190110_001293", "138_0013", "\\-", "\\政", "<br>", "a<b", "&#49;", "R&D", "[1](x)",
    "有关伤者：", "原告", "死者及其子：", "受害人：", "目前现住：", "栖霞东风路", "12号", "东风小区三", "单元501室", "有关份号：", "急件密发",
    "事实无人抚养：", "王小明（男，2015年3月出生）", "王小明，9岁",
]  # fmt: skip
TITLES = [
    "关于印发2024年工作要点的通知", "栖政发〔2024〕15号", "2026年1月1日起施行", "第12号公告", "财政预算公开", "（第2期）", "政策解读",
    "第3号令公布", "截至2024年12月31日共办理316件", "打印机采购公告", "秘书处", "密云区人民政府", "内蒙古自治区", "共 44 条", "行政事业性收费",
]
PICKED = st.one_of(map(st.sampled_from, (FOUND, TITLES, sorted(LABELS))))
LINES = st.lists(st.one_of(PICKED, st.text("0123456789年号第X -（关", max_size=14)), max_size=14)


def told(lines: list[str]) -> set[tuple[str, str]]:
    text = "\n".join(lines)
    return {(str(hit.detector), "".join(filter(str.isalnum, text[hit.start : hit.end]))) for hit in scan_all(text) if hit.severity is Severity.ERROR}


@example(["身份证号：", "（2024年）", "110101199003078515"])
@example(["违法行为人：张三", "根据《治安管理处罚法》第四十二条", "处以拘留五日"])
@example(["家庭住址：", "栖霞东风路", "12号"])
@example(["目前现住：", "东风路12号"])
@example(["交通事故", "有关伤者：", "王小明，9岁"])
@example(["1300000000X"])
@example(["交通事故", "被害人王小明，男，9岁"])
@given(LINES)
def test_lines_left_out_hide_nothing(lines: list[str]) -> None:
    rest = [line for line in lines if told([line]) or not stands_alone(line)]
    still = told(rest)
    # A list of names may go on over the gap: then more is found.
    assert all(any(rule == other and found in more for other, more in still) for rule, found in told(lines))


def without(what: str, lines: list[str]) -> str:
    """What is found may hold an address between two digits, and the address a line that is left out."""
    for line in lines:
        what = what.replace("".join(filter(str.isalnum, line)), "")
    return what


def found_by_detectors() -> list[str]:
    """Every text of the labelled set and of the rules' own examples in which something must be found."""
    bodies = [file.read_text("utf-8", "ignore").split("---\n", 2)[-1] for file in sorted(EXAMPLES.glob("*/withheld/*.md"))]
    texts = {case.text for case in cases(rounds=2) if case.rule} | {part for body in bodies for part in body.split("\n\n")}
    return sorted(text for text in texts if len(text) < 260 and told(text.split("\n")))


@pytest.mark.parametrize("breaks", [1, 2, 4, 6])
def test_what_is_found_over_line_breaks_is_found_with_lines_left_out(breaks: int) -> None:
    """Each text that detectors know, broken anywhere; whatever is still found in it must be found in what is looked at."""
    rng, tried = random.Random(breaks), 0
    texts = found_by_detectors()
    assert len(texts) > 80
    for text in texts:
        for _ in range(len(text) if breaks == 1 else 120):
            lines = broken(text, sorted(rng.sample(range(1, len(text)), min(breaks, len(text) - 1)))).split("\n")
            # Set apart, as titles and marks are.
            lines = [rng.choice(PADDING) + line for line in lines]
            rest = [line for line in lines if not stands_alone(line) or told([line])]
            if len(rest) == len(lines):
                continue
            tried += 1
            still = told(rest)
            gone = [line for line in lines if line not in rest]
            assert all(any(rule == other and (what in more or without(what, gone) in more) for other, more in still)
                       for rule, what in told(lines)), (lines, rest)
    assert tried > 60


def test_labels_beside_what_is_found_hide_nothing() -> None:
    for text in found_by_detectors():
        for label in sorted(LABELS):
            for lines in ([label, text], [text, label]):
                found = {rule for rule, _ in told(lines)}
                assert found <= {rule for rule, _ in told([text])}, (label, text)


def broken(text: str, places: list[int]) -> str:
    return "\n".join(text[start:stop] for start, stop in zip([0, *places], [*places, len(text)], strict=True))


def test_titles_and_labels_without_figures_are_left_out() -> None:
    assert [line for line in TITLES if stands_alone(line)] == ["财政预算公开", "打印机采购公告", "内蒙古自治区", "行政事业性收费"]
    assert not [line for line in FOUND if stands_alone(line) and not told([line])]


@given(LINES.map("".join))
def test_a_text_that_is_not_odd_reads_the_same_folded(text: str) -> None:
    # In a file name the day after a letter is no number of its own, whatever stands for the sign between.
    plain = re.sub(r"(?<=[A-Za-z][0-9]{8})_(?=[0-9])", " ", text)
    assert screen(text).odd or fold(text).text in (text, plain)
