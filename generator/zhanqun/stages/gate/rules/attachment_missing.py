"""A named file is not there, is empty, or lies where nothing may be published from."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Location
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule
from zhanqun.stages.gate.naming import read_names


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    portraits = isinstance(value, Page) and value.head.leaders
    if not portraits and not value.head.attachments and "]" not in value.body and "<" not in value.body:
        return
    named, refused = read_names(value)
    for bad in refused:
        yield Hit(message=f"文件名「{bad.name}」{bad.reason}", line=bad.line,
                  help="附件放在本文件旁边（或本站 docs 里），写相对路径，如 附件1.pdf")
    read = {file.path: file for file in context.attachments}
    for file in named:
        found = read.get(file.path)
        if found is None:
            yield Hit(message=f"文件「{file.name}」不存在，或是符号链接、不是普通文件", line=file.line,
                      help=f"把文件放到 {file.path}，核对文件名（区分大小写）；不要用链接")
        elif not found.data:
            yield Hit(message=f"文件「{file.name}」是空文件", line=file.line, also=(Location(file.path),),
                      help="换上有内容的文件，或删掉对它的引用")


RULE = Rule(
    id=RuleId("attachment-missing"), title="附件不存在、是空文件或在公开范围之外",
    source="国办秘函〔2019〕19号：附件不能打开计入链接不可用；只发布明确指名的文件",
    check=_check, waivable=False,
)
