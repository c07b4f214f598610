"""Minors in name lists: told by the title, by a column, by an age, or by a day of birth against the day of the item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from zhanqun.model.finding import Severity
from zhanqun.stages.gate.detect.cases import PERSON
from zhanqun.stages.gate.detect.spans import Span
from zhanqun.stages.gate.detect.tables import Cell, Table
from zhanqun.text.patterns import later

NAME = later(
    r"^(?:\S{0,8}姓名|名字|学生|幼儿|儿童|孤儿|未成年人|留守儿童|困境儿童|被害人|受害人|被侵害人|被告人|嫌疑人|犯罪嫌疑人|当事人|救助对象)$"
)
WHOLE = later(r"^[\u3400-\u9fff·]{2,6}$")
COVERED = later(
    r"^(?:姓名|合计|小计|总计|备注|序号|单位|无|略|示例|必填|是|否|男|女|[某×*○〇□Xx]+|\S*[某×*○〇█].*)$"
)
_GROUP = r"(?:孤儿|弃婴|困境儿童|留守儿童|事实无人抚养(?:儿童)?|困难儿童|残疾儿童|重病儿童|流浪儿童|受助儿童|低保儿童|孤弃儿童|散居儿童)"
_TITLE = later(rf"{_GROUP}|未成年人(?:救助|保护对象|名单)")
_LIST = later(r"名单|名册|花名册|发放|公示|台账|一览|统计表|明细|情况表|登记表|补助|补贴|生活费|资助|救助")
_STAFF = later(r"主任|督导员|联系人|负责人|责任人|机构|工作人员|志愿者?|领导小组|成员单位|职务|职称|岗位|职责")
_HEAD = later(
    rf"{_GROUP}|(?:儿童|幼儿|婴儿|未成年人)(?:姓名|名字|类别|类型)|困境(?:类别|类型)|保障(?:儿童)?类别|孤儿证"
)
_KIND = later(rf"(?:散居|社会散居|机构)?{_GROUP}\Z")
_AGE_HEAD = later(r"^(?:周岁|年龄|实足年龄|年龄[（(]?(?:周)?岁[）)]?)$")
_AGE = later(r"(\d{1,2}|十?[一二三四五六七八九]|十)(?:周?岁)?\Z")
_BORN_HEAD = later(r"出生|生日")
_BORN = later(r"((?:19|20)\d{2})(?:[-./年](\d{1,2}))?(?:[-./月](\d{1,2}))?[日月年]?\Z|((?:19|20)\d{2})(\d{2})(\d{2})?\Z")
_RUNNING = later(rf"{_GROUP}(?:的)?(?:名单|姓名|如下|为|有)?\s*[:：]\s*({PERSON}(?:[、，,\s]+{PERSON})+)")
_BIRTH = r"(?:(?P<year>(?:19|20)\d{2})\s*年\s*(?:(?P<month>\d{1,2})\s*月)?\s*(?:(?P<day>\d{1,2})\s*日)?\s*(?:出生|生)|(?P<age>\d{1,2})\s*周?岁)"
_ASIDE = rf"\s*[（(](?=[^（）()\n]{{0,40}}[岁生])[^（）()\n]{{0,16}}?{_BIRTH}[^（）()\n]{{0,20}}[）)]"
_TOLD_BIRTHS = (
    later(rf"(?P<name>{PERSON}){_ASIDE}\s*[,，、]?\s*(?:现?[系为是]|属于?)?[^\n。；;，,、（(]{{0,6}}?{_GROUP}"),
    later(rf"{_GROUP}\s*[:：]?\s*(?P<name>{PERSON}){_ASIDE}"),
)
"""张小明（女，2015年3月生），孤儿; 孤儿张小明（女，9岁）."""
_REACH = 120
"""Characters before a table in which its title stands."""


def running(text: str, day: date | None) -> Iterator[Span]:
    """Names one after the other, said to be of orphans or children in need; and one name with a birth of a minor."""
    for found in _RUNNING.finditer(text):
        yield Span(found.start(1), found.end(1), "child")
    for pattern in _TOLD_BIRTHS:
        for found in pattern.finditer(text):
            if "某" not in found["name"] and _is_minor(found, day):
                yield Span(found.start("name"), found.end("name"), "child")


def _is_minor(found: re.Match[str], day: date | None) -> bool:
    """By the age told or the birth; without a day, the words beside the name count."""
    if found["age"]:
        return int(found["age"]) < 18
    return day is None or _age(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1), day) < 18


def in_table(table: Table, text: str, day: date | None) -> Span | None:
    """The first whole name that its table says to be a minor's. Without a day, days of birth say nothing."""
    for row, column in table.columns(NAME):
        heads = table.rows[row]
        words = " ".join(cell.text for cell in heads)
        title = _title(table, text, row)
        listed = _TITLE.search(title) is not None and _LIST.search(title) is not None
        children = not _STAFF.search(words) and ((listed and not _STAFF.search(title)) or _HEAD.search(words) is not None)
        ages = [at for at, cell in enumerate(heads) if _AGE_HEAD.match(_tight(cell)) and at != column]
        born = [at for at, cell in enumerate(heads) if _BORN_HEAD.search(_tight(cell)) and at != column]
        for cells in table.rows[row + 1 :]:
            if column >= len(cells) or not is_whole(cells[column]):
                continue
            level = Severity.ERROR if children or any(_KIND.match(_tight(cell)) for cell in cells) else _of_age(cells, ages, born, day)
            if level is not None:
                return Span(cells[column].start, cells[column].end, "child", level)
    return None


def all_grown(table: Table, row: int, columns: list[int], day: date | None) -> bool:
    """True when every day of birth in these columns is of somebody of eighteen or older."""
    if day is None:
        return False
    years = [
        _years(cells[at], day) for cells in table.rows[row + 1 :] for at in columns if at < len(cells) and cells[at].text
    ]
    return bool(years) and all(age is not None and age >= 18 for age in years)


def is_whole(cell: Cell) -> bool:
    """True for a name that nobody covered."""
    return WHOLE.match(cell.text) is not None and COVERED.match(cell.text) is None


def _tight(cell: Cell) -> str:
    return cell.text.replace(" ", "").replace("\u3000", "")


def _title(table: Table, text: str, row: int) -> str:
    """Words above the heads: lines before the table, rows of titles in it."""
    start = table.rows[0][0].start
    above = text[max(0, start - _REACH) : start]
    return above[above.rfind("\n\n", 0, max(0, len(above.rstrip()) - 1)) + 1 :] + "".join(
        cell.text for cells in table.rows[:row] for cell in cells
    )


def _of_age(cells: tuple[Cell, ...], ages: list[int], born: list[int], day: date | None) -> Severity | None:
    """An error below fourteen (sensitive by 个人信息保护法第二十八条), a warning below eighteen."""
    told = [_figure(found[1]) for at in ages if at < len(cells) and (found := _AGE.match(_tight(cells[at])))]
    if day is not None:
        told += [age for at in born if at < len(cells) and (age := _years(cells[at], day)) is not None]
    youngest = min((age for age in told if age >= 0), default=99)
    return Severity.ERROR if youngest < 14 else Severity.WARNING if youngest < 18 else None


def _figure(text: str) -> int:
    """九, 十二, 12."""
    return int(text) if text.isdecimal() else 10 * text.startswith("十") + "零一二三四五六七八九".find(text[-1:].replace("十", "零"))


def _years(cell: Cell, day: date) -> int | None:
    """Whole years on a day; the month is the first when none is given: too old rather than too young."""
    found = _BORN.match(_tight(cell))
    if found is None:
        return None
    year, month, of_month = (int(found[at] or found[at + 3] or 1) for at in (1, 2, 3))
    return _age(year, month, of_month, day)


def _age(year: int, month: int, of_month: int, day: date) -> int:
    return day.year - year - ((day.month, day.day) < (month, of_month))
