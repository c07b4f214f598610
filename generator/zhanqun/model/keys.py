"""The words of the content contract (docs/content.md): front-matter keys and closed vocabularies."""

from __future__ import annotations

ALIASES = {"title": "标题", "category": "信息分类"}
"""Other spelling of a key -> the key."""

ITEM_KEYS = (
    "标题", "公开属性", "信息分类", "发布日期", "公开依据", "不予公开理由", "成文日期", "索引号", "发文机关", "联合发文",
    "发文字号", "文种", "主题分类", "关键词", "摘要", "来源", "作者", "有效性", "生效日期", "失效日期", "废止日期",
    "废止依据", "解读", "相关", "别名", "附件", "转载", "公示截止", "撤回", "更正", "征集", "办事", "公示", "报送",
    "归档", "复评日期", "修订对比", "联系电话", "公开联系方式", "审图号", "演示说明", "审查", "页面",
)  # fmt: skip

PAGE_KEYS = (
    "页面", "标题", "公开属性", "摘要", "更新日期", "信息分类", "附件", "别名", "审图号", "公开联系方式", "演示说明",
    "领导", "机构", "审查",
)  # fmt: skip

KINDS = ("文件", "公告", "动态", "解读", "指南", "财政", "公示", "征集", "年报", "机构", "领导", "问答", "办事", "其他")
"""类型 of a catalogue column."""

STEPS = ("初审", "复审", "终审", "保密审查")
"""Steps of 审查 that are always known."""

GENRE_ORDER = (
    # 党政机关公文处理工作条例（中办发〔2012〕14号）: fifteen kinds of official document.
    "决议", "决定", "命令", "令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
    # Usual genres of the disclosure catalogue beside them.
    "政府令", "规划", "统计", "预决算报表", "名单公示", "公示", "办事指南", "新闻", "解读", "办法", "规定", "细则", "方案",
    "年报", "法律", "行政法规", "条例", "规章", "其他",
)  # fmt: skip
"""文种. A place here is part of an address (lanmu/ticai/01.html): add at the end only."""

GENRES = frozenset(GENRE_ORDER)

TOPIC_ORDER = (
    "国务院组织机构", "政府组织机构", "综合政务", "国民经济管理、国有资产监管", "财政、金融、审计", "国土资源、能源",
    "农业、林业、水利", "工业、交通", "商贸、海关、旅游", "市场监管、安全生产监管", "城乡建设、环境保护", "科技、教育",
    "文化、广电、新闻出版", "卫生、体育", "人口与计划生育、妇女儿童工作", "劳动、人事、监察", "公安、安全、司法",
    "民政、扶贫、救灾", "民族、宗教", "对外事务", "港澳台侨工作", "国防", "其他",
)  # fmt: skip
"""First level of the State Council's document topics. A place here is part of an address (lanmu/zhuti/01.html)."""

TOPICS = frozenset(TOPIC_ORDER)

NUMBERS = {
    "文件上限MB": 8, "附件上限MB": 100, "征集天数": 30, "反馈天数": 30, "解读天数": 3, "首页条数": 8, "订阅条数": 50,
    "公开工作日": 20, "许可处罚工作日": 7, "预决算天数": 20, "超期回看天数": 365, "提前提醒天数": 30, "首页更新天数": 14,
    "动态更新天数": 14, "公告更新天数": 183, "指南更新天数": 366, "不更新栏目数": 5, "长期不更新栏目数": 10, "空白栏目数": 5,
    "搜索首屏条数": 10, "整改工作日": 10, "倒填天数": 30,
}  # fmt: skip
"""Thresholds of cluster.yml 策略 and their defaults; ``Policy.numbers`` holds every one of them."""
