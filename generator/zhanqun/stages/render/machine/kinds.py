"""What the kinds of column are called in machine formats."""

from __future__ import annotations

from collections.abc import Mapping

SLUGS: Mapping[str, str] = {
    "文件": "wenjian", "公告": "gonggao", "动态": "dongtai", "解读": "jiedu", "指南": "zhinan", "财政": "caizheng",
    "公示": "gongshi", "征集": "zhengji", "年报": "nianbao", "机构": "jigou", "领导": "lingdao", "问答": "wenda",
    "办事": "banshi", "其他": "qita",
}
"""Kind -> the part of its feed's address: ``feeds/leixing-wenjian.xml``."""

COLUMN_TYPES: Mapping[str, str] = {
    "文件": "政策文件", "公告": "通知公告", "动态": "工作动态", "解读": "政策解读", "指南": "办事服务",
    "财政": "财政信息", "公示": "公示公告", "征集": "互动交流", "年报": "信息公开", "机构": "机构职能",
    "领导": "领导信息", "问答": "互动交流", "办事": "办事服务", "其他": "信息公开",
}
"""Kind -> value of ColumnType (国办发〔2017〕47号附件)."""

SCHEMA_TYPES: Mapping[str, str] = {
    "文件": "Article", "公告": "Article", "动态": "NewsArticle", "解读": "Article", "指南": "Article",
    "财政": "Report", "公示": "Article", "征集": "Article", "年报": "Report", "机构": "WebPage", "领导": "WebPage",
    "问答": "Article", "办事": "Article", "其他": "Article",
}
"""Kind -> schema.org type, when the item itself says nothing better (see jsonld.py)."""


def slug(kind: str) -> str:
    return SLUGS.get(kind, "qita")
