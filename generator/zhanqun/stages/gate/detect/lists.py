"""Name lists with columns that may not be public: health, disability, family, minors. Blank forms are no lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from types import MappingProxyType

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.detect.minors import all_grown, in_table, is_whole, running
from zhanqun.stages.gate.detect.spans import Detector, Span
from zhanqun.stages.gate.detect.tables import Cell, Table, has_table, tables_of
from zhanqun.text.patterns import later

_NAME = later(r"^(?:\S{0,8}姓名|户主(?:姓名)?|名字|学生|幼儿|患者|残疾人|救助对象|低保对象|特困人员|申请人|领取人|受助人)$")
_HEALTH = later(r"病种|疾病|诊断|病情|患病|残疾(?:等级|类别|类型|程度|证)|残联证|伤残等级|致贫|健康状况|精神障碍|感染|住院")
_RELIEF = later(r"家庭成员|成员姓名|家庭人均收入|家庭收入|困难(?:类型|原因|情况)|救助原因|致困|家庭情况")
_MINOR = later(r"监护人|家长|父亲|母亲|出生(?:年月|日期)|(?:学生|幼儿|儿童)姓名")
_SCHOOL = later(r"年级|班级|就读|学校|幼儿园|监护人|家长|学籍")
_BELIEF = later(r"宗教信仰|刑罚|前科|吸毒|戒毒|社区矫正|罪名")
_WORDS = ("病", "诊断", "残疾", "伤残", "致贫", "健康状况", "家庭", "困难", "救助", "监护", "家长", "父亲", "母亲", "姓名",
          "信仰", "刑罚", "戒毒", "矫正", "罪名", "儿童", "孤儿", "幼儿", "学生", "害人", "名字")  # fmt: skip
_CHILDREN = ("孤儿", "弃婴", "困境儿童", "留守儿童", "无人抚养", "困难儿童", "残疾儿童")


def maybe(text: str) -> bool:
    return (has_table(text) and any(word in text for word in _WORDS)) or _of_children(text)


def _of_children(text: str) -> bool:
    return ("儿" in text or "弃" in text or "抚" in text) and any(word in text for word in _CHILDREN)


def _named_row(table: Table, names: tuple[int, int], heads: list[tuple[int, int]]) -> Cell | None:
    """First row that has a whole name and something in one of the columns."""
    row, column = names
    for cells in table.rows[row + 1 :]:
        if column >= len(cells) or not is_whole(cells[column]):
            continue
        for head_row, head_column in heads:
            if head_row == row and head_column != column and head_column < len(cells) and cells[head_column].text:
                return cells[column]
    return None


def _spans(table: Table, text: str, day: date | None) -> Iterator[Span]:
    names = table.columns(_NAME)
    for head, key in ((_HEALTH, "health"), (_BELIEF, "belief"), (_RELIEF, "relief")) if names else ():
        heads = table.columns(head)
        cell = _named_row(table, names[0], heads) if heads else None
        if cell is not None:
            yield Span(cell.start, cell.end, key)
            return
    child = in_table(table, text, day)
    if child is None and names and table.columns(_SCHOOL):
        heads = table.columns(_MINOR)
        cell = _named_row(table, names[0], heads) if heads else None
        born = [column for row, column in heads if row == names[0][0]]
        if cell is not None and not all_grown(table, names[0][0], born, day):
            child = Span(cell.start, cell.end, "minor")
    if child is not None:
        yield child


def find(text: str, day: date | None = None) -> Iterable[Span]:
    """Yield one span a table, the first whole name beside such a column; and names of children in running text."""
    for table in tables_of(text):
        yield from _spans(table, text, day)
    if _of_children(text):
        yield from running(text, day)


DETECTOR = Detector(
    id=RuleId("name-list"),
    title="名单里有敏感个人信息列",
    severity=Severity.ERROR,
    prefilter=maybe,
    find=find,
    messages=MappingProxyType(
        {
            "health": ("名单里有病种、残疾、致贫原因一类的列", "删除该列；救助名单只保留姓名（或打码）、村（社区）、人数、金额、批次"),
            "relief": ("名单里有家庭成员、家庭收入、困难原因一类的列", "删除该列；救助名单只保留姓名（或打码）、村（社区）、人数、金额、批次"),
            "minor": ("名单里有未成年人的监护人、出生日期一类的列", "删除该列，未成年人姓名用“张某”"),
            "child": ("名单写出了未成年人的完整姓名", "未成年人姓名改用“张某”，或只公开人数、金额；依法应当公开全名的，登记豁免并写明依据"),
            "belief": ("名单里有信仰、刑罚一类的列", "删除该列后重新审查"),
        }
    ),
)


@lru_cache(maxsize=64)
def on(day: date) -> Detector:
    """The detector for something that is public from a day: days of birth then tell who is a minor."""
    return replace(DETECTOR, find=partial(find, day=day))
