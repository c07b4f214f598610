"""Cells of register tables: what each form of column may hold. Says what is wrong and never repeats the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from zhanqun.model.tables import Field

MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
_MASKS = frozenset("*＊×某○〇●□█xX")
_AMOUNT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,6})?")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+")
_BEYOND_VILLAGE = re.compile(r"\d|[０-９]|[一二三四五六七八九十]+(?:组|户|号|栋|幢|单元|室|楼)|门牌|单元|身份证|电话")
LONGEST = 4_000


def is_empty(cell: str) -> bool:
    return cell in ("", "-", "—", "－", "/", "无")


def amount_of(cell: str) -> Decimal:
    """Of a cell that ``fault_of`` let pass as an amount or a whole number; 0 when empty."""
    return Decimal(0) if is_empty(cell) else Decimal(cell.replace(",", ""))


def fault_of(field: Field, cell: str) -> tuple[str, str] | None:
    """(What is wrong, what to do), or none. An empty cell is wrong only where the column is required."""
    if is_empty(cell):
        return ("是空的", "补上这一格") if field.required else None
    if len(cell) > LONGEST:
        return f"超过 {LONGEST} 字", "缩短，全文放进附件"
    if cell[0] in "=@" or (field.form == "text" and cell[0] in "+-" and cell[1:2].isalpha()):
        return "会被办公软件当作公式", "去掉开头的 = 或 @"
    check = _CHECKS.get(field.form)
    return check(field, cell) if check else None


def _amount(field: Field, cell: str) -> tuple[str, str] | None:
    return None if _AMOUNT.fullmatch(cell) else ("不是数", "只写数字，例如 1200 或 1,200.50；单位写在列名里，没有就空着")


def _whole(field: Field, cell: str) -> tuple[str, str] | None:
    return None if _WHOLE.fullmatch(cell) else ("不是整数", "只写数字，没有就空着")


def _day(field: Field, cell: str) -> tuple[str, str] | None:
    advice = "写成 2026-03-05"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return "不是日期", advice
    try:
        date.fromisoformat(cell)
    except ValueError:
        return "不是日期", advice
    return None


def _month(field: Field, cell: str) -> tuple[str, str] | None:
    return None if MONTH.fullmatch(cell) else ("不是月份", "写成 2026-03")


def _choice(field: Field, cell: str) -> tuple[str, str] | None:
    return None if cell in field.choices else ("不在可以写的几种里", "可以写：" + "、".join(field.choices))


def _person(field: Field, cell: str) -> tuple[str, str] | None:
    """A whole name never; at most the first and last character (standing practice for lists of persons)."""
    name = "".join(cell.split())
    shown = [place for place, char in enumerate(name) if char not in _MASKS]
    ends = {0, len(name) - 1} if len(name) > 2 else {shown[0]} if shown else set()
    if len(shown) < len(name) and set(shown) <= ends and all(_HAN.fullmatch(name[place]) for place in shown):
        return None
    return "姓名没有打码", "两个字的留一个字，三个字以上的最多留首尾，其余用 * 代替，如 王*、李*明"


def _identity(field: Field, cell: str) -> tuple[str, str] | None:
    """The first four at most; the last four tell persons apart best and stay hidden."""
    shown = [char for char in cell if char not in "*＊×█"]
    if any(char in "*＊×█" for char in cell) and len(shown) <= 4 and "".join(shown).isdecimal() and set(cell[-4:]) <= set("*＊×█"):
        return None
    if not shown:
        return None
    return "身份证号没有打码", "最好删除这一列；确需区分同名的，最多留前四位，后四位必须遮住，如 3410**************"


def _card(field: Field, cell: str) -> tuple[str, str] | None:
    shown = [char for char in cell if char not in "*＊×█" and not char.isspace()]
    if not shown:
        return None
    tail = "".join(shown)
    if any(char in "*＊×█" for char in cell) and len(tail) <= 4 and tail.isdecimal() and cell.endswith(tail):
        return None
    return "银行卡号没有打码", "最好删除这一列；确需保留的，最多留后四位，如 **** **** **** 1234"


def _village(field: Field, cell: str) -> tuple[str, str] | None:
    if _BEYOND_VILLAGE.search(cell) or len(cell) > 20:
        return "写得比村（社区）更细", "只写到村（社区），不写组、户、门牌号"
    return None


def _body(field: Field, cell: str) -> tuple[str, str] | None:
    if len(cell) <= 4 and _HAN.fullmatch(cell):
        return "像是人名，没有打码", "个人写在“姓名”列并打码；单位写全称"
    return None


_CHECKS: Mapping[str, Callable[[Field, str], tuple[str, str] | None]] = {
    "amount": _amount, "whole": _whole, "day": _day, "month": _month, "choice": _choice, "person": _person,
    "identity": _identity, "card": _card, "village": _village, "body": _body,
}
