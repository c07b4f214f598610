"""A register table (登记表) that is not of its kind's form, or shows persons unmasked."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from zhanqun.attachments import Line, read_rows
from zhanqun.attachments.kinds import suffix
from zhanqun.model.finding import Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.item import AttachmentRef, Item, Page
from zhanqun.model.rule import AttachmentBytes, Context, Hit, Rule
from zhanqun.model.tables import KINDS, MOST_ROWS, Field, Kind
from zhanqun.stages.gate.texts import safe
from zhanqun.text.table_cells import MONTH, amount_of, fault_of, is_empty

_MOST = 20


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    for ref in value.head.attachments:
        if not ref.register:
            continue
        kind = KINDS[ref.register]
        if isinstance(value, Page):
            yield Hit(message="登记表不能放在手写页面里", line=ref.line,
                      help="改成条目（有信息分类和发布日期，没有“页面: true”）：条目能定时发布、到期撤下")
            continue
        if kind.until and value.head.until is None:
            yield Hit(message=f"有“{kind.name}”登记表，没有写公示截止", line=ref.line,
                      help="补上“公示截止: 日期”：名单涉及个人，过了这一天自动撤下")
        path = unicodedata.normalize("NFC", posixpath.normpath(posixpath.join(posixpath.dirname(value.path), ref.file)))
        file = next((one for one in context.attachments if one.path == path), None)
        if file is not None:  # attachment-missing reports the other case
            yield from _limited(ref, file, kind)


def _limited(ref: AttachmentRef, file: AttachmentBytes, kind: Kind) -> Iterator[Hit]:
    """The first hits; one that would be the same thing five thousand times is counted."""
    hits = _of_file(ref, file, kind)
    yield from islice(hits, _MOST)
    rest = sum(1 for _ in hits)
    if rest:
        yield Hit(message=f"附件「{safe(file.name)}」另有 {rest} 处同类问题没有列出", line=ref.line,
                  help="改好列出的问题后再检查一次", also=(Location(file.path),))


def _of_file(ref: AttachmentRef, file: AttachmentBytes, kind: Kind) -> Iterator[Hit]:
    if suffix(file.path) != "csv":
        yield _hit(file, 1, "必须是 CSV 文件", "用办公软件打开，另存为“CSV UTF-8（逗号分隔）”")
        return
    rows = read_rows(file.data)
    if rows.problem is not None:
        yield _hit(file, 1, rows.problem.message, rows.problem.help)
        return
    if rows.head is None or not rows.body:
        yield _hit(file, 1, "里没有内容", "第一行写列名，下面每行一项；没有内容就不要放附件")
        return
    if len(rows.body) > MOST_ROWS:
        yield _hit(file, 1, f"有 {len(rows.body)} 行，超过 {MOST_ROWS} 行", "按单位或批次分成几个文件")
    yield from _head(file, kind, rows.head)
    yield from _body(file, kind, rows.head, rows.body)


def _head(file: AttachmentBytes, kind: Kind, head: Line) -> Iterator[Hit]:
    known = "、".join(field.name for field in kind.fields) + ("；各月的列写成 2026-01" if kind.plan else "")
    for place, name in enumerate(head.cells, 1):
        if kind.field(name) is None and not (kind.plan and MONTH.fullmatch(name)):
            # The name of a foreign column may be a value when the head row is missing.
            yield _hit(file, head.number, f"第 {place} 列不是“{kind.name}”可以有的列", f"删除这一列或改列名；可以有：{known}")
        elif name in head.cells[: place - 1]:
            yield _hit(file, head.number, f"“{name}”列写了两次", "只保留一列")
    for field in kind.fields:
        if field.required and field.name not in head.cells:
            yield _hit(file, head.number, f"缺少“{field.name}”列", "补上这一列，每行都要填")
    if kind.one_of and not set(kind.one_of) & set(head.cells):
        yield _hit(file, head.number, f"缺少“{'”或“'.join(kind.one_of)}”列", "至少要有一列")
    months = [name for name in head.cells if MONTH.fullmatch(name)]
    if kind.plan and not months:
        yield _hit(file, head.number, "没有各月进展的列", "加上 2026-01 这样的列，写当年到这个月末的累计完成投资（万元）")
    elif months != sorted(months):
        yield _hit(file, head.number, "各月的列没有按先后排", "从早到晚排列")


def _body(file: AttachmentBytes, kind: Kind, head: Line, body: Sequence[Line]) -> Iterator[Hit]:
    amount = Field("", "amount")
    columns = [(name, kind.field(name) or (amount if MONTH.fullmatch(name) else None)) for name in head.cells]
    months = [place for place, name in enumerate(head.cells) if MONTH.fullmatch(name)]
    either = [head.cells.index(name) for name in kind.one_of if name in head.cells]
    for line in body:
        if len(line.cells) != len(columns):
            yield _hit(file, line.number, f"有 {len(line.cells)} 格，表头有 {len(columns)} 列",
                       "补齐或删除多余的格；格子里有逗号的用引号括起来")
            continue
        sound = True
        for (name, field), cell in zip(columns, line.cells, strict=True):
            fault = fault_of(field, cell) if field is not None else None
            if fault is not None:
                sound = False
                yield _hit(file, line.number, f"“{name}”列{fault[0]}", fault[1])
        if either and all(is_empty(line.cells[place]) for place in either):
            yield _hit(file, line.number, f"“{'”和“'.join(kind.one_of)}”都是空的", "至少填一格")
        if sound:
            yield from _falling(file, head, line, months)


def _falling(file: AttachmentBytes, head: Line, line: Line, months: Sequence[int]) -> Iterator[Hit]:
    """Sums since the year's beginning cannot fall within a year."""
    filled = [place for place in months if not is_empty(line.cells[place])]
    for before, after in pairwise(filled):
        same_year = head.cells[before][:4] == head.cells[after][:4]
        if same_year and amount_of(line.cells[after]) < amount_of(line.cells[before]):
            yield _hit(file, line.number, f"“{head.cells[after]}”的累计数小于“{head.cells[before]}”",
                       "各月写当年到月末的累计数，不是当月数；调减的在“形象进度”里说明原因", Severity.WARNING)


def _hit(
    file: AttachmentBytes, row: int, message: str, advice: str, severity: Severity = Severity.ERROR,
) -> Hit:
    return Hit(message=f"登记表{message}", help=advice, line=row, severity=severity, path=file.path)


RULE = Rule(
    id=RuleId("register-table"),
    title="登记表的列、格式不合，或姓名、号码没有打码",
    source="政府信息公开条例第十五条、第二十条；个人信息保护法第二十五条；登记表只能有事先定好的列",
    check=_check,
    waivable=False,
)
