"""From a planned item to the text of its file: front matter of every kind, as YAML lines."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

from item_plan import PlannedItem

_REASONS = ("四类过程性信息", "三类内部事务信息", "保护第三方合法权益", "行政执法案卷")
_TOPICS = ("综合政务\\政务公开", "财政、金融、审计\\财政", "科技、教育\\教育", "卫生、体育\\卫生", "公安、安全、司法\\司法")
_KEYWORDS = ("公开", "民生", "资金", "安全", "规划", "登记", "救助", "教育", "卫生", "执法")
OPEN_UNTIL = date(2035, 12, 31)


def quote(value: str) -> str:
    """A YAML double-quoted scalar; JSON's is one."""
    return json.dumps(value, ensure_ascii=False)


def file_stem(item: PlannedItem) -> str:
    return f"t{item.published:%Y%m%d}_{item.number:06d}"


def folder_of(item: PlannedItem) -> str:
    """``sites/s001/docs/72-1/2024``."""
    return f"sites/{item.site.id}/docs/{item.column.code}/{item.published.year}"


def head_lines(rng: random.Random, item: PlannedItem, title: str, files: tuple[str, ...]) -> list[str]:
    """Front-matter lines without 审查, in the order of docs/content.md."""
    kind = item.column.kind
    lines = [f"标题: {quote(title)}", f"公开属性: {item.openness}", f'信息分类: "{item.column.code}"']
    if item.openness != "主动公开":
        lines.append(f"不予公开理由: {rng.choice(_REASONS)}")
    clock = f" {rng.randrange(8, 18):02d}:{rng.randrange(60):02d}" if rng.random() < 0.7 else ""
    published = f'"{item.published}{clock}"' if clock else f"{item.published}"
    lines += [f"成文日期: {item.formed}", f"发布日期: {published}", f"索引号: {item.index_no}"]
    lines.append(f"发文机关: {item.site.name}")
    if kind == "文件":
        lines.append(f"发文字号: 栖{item.site.short[0]}发〔{item.formed.year}〕{item.number % 300 + 1}号")
        lines.append(f"主题分类: [{rng.choice(_TOPICS)}]")
    if rng.random() < 0.5:
        lines.append(f"关键词: [{', '.join(rng.sample(_KEYWORDS, 2))}]")
    lines.append(f"来源: {item.site.name}")
    if item.explains:
        lines.append(f"解读: [{item.explains}]")
    if files:
        lines.append("附件:")
        lines += [f"  - {{文件: {quote(name)}, 名称: {quote(name)}}}" for name in files]
    return lines + _kind_lines(item)


def _kind_lines(item: PlannedItem) -> list[str]:
    kind = item.column.kind
    if kind == "公示" or "公示截止" in item.column.required_fields:
        block = ["公示:", "  类型: 其他", f"  开始: {item.published}", f"  受理机构: {item.site.name}"]
        return [f"公示截止: {OPEN_UNTIL}", *block]
    if kind == "征集":
        return [
            "征集:",
            f"  开始: {item.published}",
            f"  截止: {item.published + timedelta(days=31)}",
            "  渠道: [邮寄至栖禾县禾新街1号]",
        ]
    if kind == "办事":
        return [
            "办事:",
            "  事项名称: 测试事项",
            "  设定依据: [《中华人民共和国行政许可法》]",
            "  申请条件: [符合法定条件的公民、法人或者其他组织]",
            "  办理材料: [申请表]",
            "  办理地点: 栖禾县政务服务中心",
            "  办理时间: 工作日 8:30—17:30",
            "  联系电话: 0000-0000000",
            "  办理流程: [申请, 受理, 审查, 决定]",
        ]
    return []


def closed_title(number: int) -> str:
    """Nobody else's title."""
    return f"登记事项{number}"


def closed_body() -> str:
    """What stands in the file of an item that is not public: the catalogue entry only, never a secret text."""
    return "本条只登记目录，正文不在本库。"
