"""What a text takes away from readers who hear it or move by keys: WCAG 1.1.1, 1.3.1, 2.4.4. Warnings only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhanqun.model.finding import Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule

_HEADING = re.compile(r"(?m)^ {0,3}(#{1,6})[ \t]+\S")
_PICTURE = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{1,500}\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{0,40})\]\([^)\n]{1,500}\)")
_BARE_HEAD = re.compile(r"(?m)^(?=[^\n]*\|)[ \t|]+\n(?=[^\n]*-)[ \t|:-]+$")
"""A row of bars and blanks above a row of dashes. Looks ahead so that each line is read once."""
_NOTHING_BETWEEN = re.compile(r"\|[ \t]*\|")
_FENCE = re.compile(r"(?ms)^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1[`~]*[ \t]*$")
_FILE_NAME = re.compile(r"(?i)[\w .()（）-]{1,80}\.(?:png|jpe?g|gif|webp|svg|bmp)|(?:图片|image|img|截图|picture)[\s_-]*\d*")
_EDGES = " \t*_`“”‘’\"'（）()【】《》<>→…。：:"

SAY_NOTHING = frozenset((
    "", "点击", "点击这里", "点这里", "点此", "点击此处", "请点击", "请点击这里", "请点击此处", "这里", "此处", "链接",
    "更多", "查看", "查看更多", "点击查看", "详情", "查看详情", "点击下载", "下载", "请看这里", "阅读更多", "全文",
    "here", "click here", "more", "read more", "link",
))  # fmt: skip
"""Link texts that mean nothing when a screen reader lists the links of a page."""


_HEAVY = 100_000
"""Bytes of a portrait: ten of them on a page must not cost an old phone more than a megabyte."""


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if isinstance(value, Page) and value.head.leaders:
        yield from _heavy(value, context)
    body = value.body
    if "###" not in body and "](" not in body and "|" not in body:
        return
    if "```" in body or "~~~" in body:
        body = _FENCE.sub(lambda found: "\n" * found.group().count("\n"), body)
    for at, message, advice in _faults(body):
        left = body.rfind("\n", 0, at) + 1
        yield Hit(
            message=message, help=advice, line=value.body_line + body.count("\n", 0, at), column=at - left + 1,
            severity=Severity.WARNING,
        )


def _heavy(value: Page, context: Context) -> Iterator[Hit]:
    photos = {f"{leader.name}的照片" for leader in value.head.leaders if leader.photo}
    for file in context.attachments:
        if file.name in photos and len(file.data) > _HEAVY:
            yield Hit(
                message=f"{file.name}有 {len(file.data) // 1000} kB，手机上打开慢", line=file.line, path=file.path,
                help="缩到 480×640 像素左右、100 kB 以内再用", severity=Severity.WARNING,
            )


def _faults(body: str) -> Iterator[tuple[int, str, str]]:
    """Offset in the body, what is wrong, what to do."""
    if "###" in body:
        yield from _jumps(body)
    if "![" in body:
        for found in _PICTURE.finditer(body):
            said = found.group(1).strip()
            if not said:
                yield found.start(), "图片没有说明文字", "在方括号里写出图片说了什么，例如 ![办理流程图](…)"
            elif _FILE_NAME.fullmatch(said):
                yield found.start(), "图片的说明文字只是文件名", "改成图片说了什么，例如 ![办理流程图](…)"
    if "](" in body:
        for found in _LINK.finditer(body):
            if found.group(1).strip(_EDGES).lower() in SAY_NOTHING:
                yield found.start(), f"链接文字“{found.group(1).strip()}”没有说明去哪里", "写出要打开的内容，例如 [办事指南](…)"
    if "|" in body and _NOTHING_BETWEEN.search(body):
        for found in _BARE_HEAD.finditer(body):
            yield found.start(), "表格没有表头", "在第一行写出每列是什么"


def _jumps(body: str) -> Iterator[tuple[int, str, str]]:
    before = 0
    for found in _HEADING.finditer(body):
        level = len(found.group(1))
        if before and level > before + 1:
            yield found.start(), f"标题从 {before} 级跳到 {level} 级", f"改成 {before + 1} 级（{'#' * (before + 1)}）"
        before = level


RULE = Rule(
    id=RuleId("accessibility"),
    title="正文给读屏和键盘用户留下障碍",
    source="无障碍环境建设法第三十二条；GB/T 37668-2019；WCAG 2.2 的 1.1.1、1.3.1、2.4.4",
    check=_check,
)
