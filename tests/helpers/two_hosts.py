"""A cluster in which one department has a domain of its own."""

from __future__ import annotations

from helpers.clusters import BASE, item

MOTHER, OWN = "https://www.example.gov.cn/", "https://jyj.example.gov.cn/"
FILES: dict[str, str | bytes | None] = {
    "sites/jiaoyu/site.yml": BASE["sites/jiaoyu/site.yml"] + "域名: jyj.example.gov.cn\n导航:\n  - {标题: 指南, 页面: zhinan.md}\n",
    "sites/minzheng/site.yml": BASE["sites/jiaoyu/site.yml"].replace("教育", "民政").replace("DEMO00032", "DEMO00048")
    .replace("序号: 1", "序号: 2"),
    "sites/minzheng/docs/a/2026/x.md": item("民政通知", 相关="[sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md]", 索引号="DEMO00048/2026-00001"),
    "sites/jiaoyu/docs/a/2026/y.md": item(
        "教育通知", "见[表](b/表.csv)。\n", 相关="[sites/minzheng/docs/a/2026/x.md, sites/portal/docs/tongzhi/2026/kaitong.md]",
        索引号="DEMO00032/2026-00007", 别名="[jiaoyu/旧 表.html]", 附件="[b/表.csv]"),
    "sites/jiaoyu/docs/a/2026/b/表.csv": "名,数\n甲,1\n",
}  # fmt: skip
