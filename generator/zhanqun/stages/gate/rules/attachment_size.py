"""A file that is too large for the reader's telephone and for the repository."""

from __future__ import annotations

from collections.abc import Iterator

from zhanqun.model.finding import Location
from zhanqun.model.ids import RuleId
from zhanqun.model.item import Item, Page
from zhanqun.model.rule import Context, Hit, Rule

THRESHOLD = "附件上限MB"
"""Key of ``policy.numbers`` in cluster.yml."""
_DEFAULT_MB = 100


def _check(value: Item | Page, context: Context) -> Iterator[Hit]:
    if not context.attachments:
        return
    limit = context.cluster.policy.numbers.get(THRESHOLD, _DEFAULT_MB)
    for file in context.attachments:
        if len(file.data) > limit * 1024 * 1024:
            name = file.path.rsplit("/", 1)[-1]
            size = f"{len(file.data) / 1048576:.1f}"
            yield Hit(message=f"附件「{name}」有 {size} MB，超过上限 {limit} MB", line=file.line,
                      help="压缩图片或拆成几个文件；确有必要时由公开工作机构登记豁免", also=(Location(file.path),))


RULE = Rule(
    id=RuleId("attachment-size"), title="附件太大",
    source="国办发〔2017〕47号：便于公众下载；git 仓库不宜存放大文件",
    check=_check,
)
