"""Front-matter keys of items and pages: which field each fills and which reader types it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from zhanqun.model.item import ClosedReason, Openness, Validity
from zhanqun.model.keys import GENRES, TOPICS
from zhanqun.stages.decode import blocks, people
from zhanqun.text import typed
from zhanqun.text.nodes import Node
from zhanqun.text.notes import Notes
from zhanqun.text.numbers import is_document_number, mended_document_number
from zhanqun.text.suggest import did_you_mean

Reader: TypeAlias = Callable[[Notes, str, Node], Any]

_OPENNESS: Final = {member.value: member for member in Openness}
_REASONS: Final = {member.value: member for member in ClosedReason}
_VALIDITY: Final = {member.value: member for member in Validity}


def _openness(notes: Notes, label: str, node: Node) -> Openness | None:
    return _OPENNESS.get(typed.choice(notes, label, node, _OPENNESS))


def _reason(notes: Notes, label: str, node: Node) -> ClosedReason | None:
    return _REASONS.get(typed.choice(notes, label, node, _REASONS))


def _validity(notes: Notes, label: str, node: Node) -> Validity | None:
    return _VALIDITY.get(typed.choice(notes, label, node, _VALIDITY))


def _document_number(notes: Notes, label: str, node: Node) -> str:
    """GB/T 9704-2012 7.2.5. A warning: old documents carry what was printed on them."""
    found = typed.line(notes, label, node)
    if found and not is_document_number(found):
        help_ = "形式是 代字〔年份〕序号号：六角括号，序号不补零，不加“第”"
        # Not the number itself: the file may not be public.
        help_ += "；没有审查过的可以用 zhanqun check --fix 改" if mended_document_number(found) else ""
        notes.warn(node, f"{label}不是标准形式", help_, "document-number")
    return found


def _genre(notes: Notes, label: str, node: Node) -> str:
    found = typed.line(notes, label, node)
    if found and found not in GENRES:
        hint = did_you_mean(found, sorted(GENRES))
        help_ = "核对文种；常用的见《党政机关公文处理工作条例》第八条"
        notes.warn(node, f"{label}不在常用的文种里{hint}", help_, "genre")
    return found


def _topics(notes: Notes, label: str, node: Node) -> tuple[str, ...]:
    found = typed.texts(notes, label, node)
    for topic in found:
        first = topic.partition("\\")[0]
        if first not in TOPICS:
            hint = did_you_mean(first, sorted(TOPICS))
            message = f"{label}的一级类目不在国务院文件主题分类里{hint}"
            notes.warn(node, message, "一级类目见 docs/content.md 第 5 节；二级写成 一级\\二级", "topic")
    return found


def _old_addresses(notes: Notes, label: str, node: Node) -> tuple[str, ...]:
    found = typed.texts(notes, label, node)
    for number, address in enumerate(found, 1):
        if "://" in address or "\\" in address or ".." in address.split("/"):
            notes.error(node, f"{label}第 {number} 项不是本站的旧地址", "只写网址里域名后面的部分，例如 /old/1.html", typed.VALUE)
    return found


ITEM: Final[Mapping[str, tuple[str, Reader]]] = {
    "标题": ("title", typed.line),
    "公开属性": ("openness", _openness),
    "发布日期": ("published", typed.moment),
    "公开依据": ("basis", typed.text),
    "不予公开理由": ("closed_reason", _reason),
    "成文日期": ("formed", typed.day),
    "索引号": ("index_no", typed.line),
    "发文机关": ("issuer", typed.line),
    "联合发文": ("co_issuers", typed.texts),
    "发文字号": ("doc_no", _document_number),
    "文种": ("genre", _genre),
    "主题分类": ("topics", _topics),
    "关键词": ("keywords", typed.texts),
    "摘要": ("summary", typed.text),
    "来源": ("source", typed.line),
    "作者": ("author", typed.line),
    "有效性": ("validity", _validity),
    "生效日期": ("effective", typed.day),
    "失效日期": ("expires", typed.day),
    "废止日期": ("repealed", typed.day),
    "废止依据": ("repealed_by", typed.text),
    "解读": ("interprets", typed.texts),
    "相关": ("related", typed.texts),
    "别名": ("aliases", _old_addresses),
    "附件": ("attachments", lambda notes, _, node: blocks.attachments(notes, node)),
    "转载": ("repost", lambda notes, _, node: blocks.repost(notes, node)),
    "公示截止": ("until", typed.day),
    "撤回": ("withdrawn", lambda notes, _, node: blocks.withdrawal(notes, node)),
    "更正": ("corrections", lambda notes, _, node: blocks.corrections(notes, node)),
    "征集": ("consultation", lambda notes, _, node: blocks.consultation(notes, node)),
    "办事": ("service", lambda notes, _, node: blocks.service(notes, node)),
    "公示": ("notice", lambda notes, _, node: blocks.notice(notes, node)),
    "报送": ("submitted", typed.flag),
    "归档": ("archived", typed.day),
    "复评日期": ("reassess", typed.day),
    "修订对比": ("compare", typed.flag),
    "联系电话": ("contact_phone", typed.line),
    "公开联系方式": ("contact_public", typed.flag),
    "审图号": ("map_number", typed.line),
    "演示说明": ("demo_note", typed.text),
}
"""Key -> (field of Head, reader). 信息分类, 审查 and 页面 need more than their own value; decode.py reads them."""

PAGE: Final[Mapping[str, tuple[str, Reader]]] = {
    key: ITEM[key] for key in ("标题", "公开属性", "摘要", "附件", "别名", "审图号", "公开联系方式", "演示说明")
} | {
    "更新日期": ("updated", typed.day),
    "领导": ("leaders", lambda notes, _, node: people.leaders(notes, node)),
    "机构": ("units", lambda notes, _, node: people.units(notes, node)),
}
"""Key -> (field of PageHead, reader)."""

