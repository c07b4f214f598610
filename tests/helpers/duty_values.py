"""A cluster judged in this process, for tests of the reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from helpers.clusters import item, write_cluster
from zhanqun.duties.facts import Facts, gather_facts
from zhanqun.pipeline import BuildOptions, judge_cluster
from zhanqun.pipeline.whole import Judged

CATALOG = """栏目:
  - {代码: "10", 名称: 政府信息公开指南, 类型: 指南, 固定: true}
  - 代码: "20"
    名称: 法定主动公开内容
    类型: 文件
    固定: true
    下级:
      - {代码: 20-01, 名称: 行政规范性文件, 类型: 文件, 时限: 20 工作日}
      - {代码: 20-05, 名称: 行政许可决定, 类型: 公示, 时限: 20 工作日}
      - {代码: 20-07, 名称: 预算决算, 类型: 财政}
  - {代码: "50", 名称: 政府信息公开年报, 类型: 年报, 固定: true}
  - {代码: "60", 名称: 通知公告, 类型: 公告}
  - {代码: "61", 名称: 工作动态, 类型: 动态, 站点: [jiaoyu], 更新: 2周}
  - {代码: "70", 名称: 政策解读, 类型: 解读}
  - {代码: "80", 名称: 意见征集, 类型: 征集}
"""


def judged(
    root: Path, items: Mapping[str, Mapping[str, object]], day: date, *, catalog: str = CATALOG,
    files: Mapping[str, str] | None = None,
) -> Judged:
    """A cluster with ``items`` of the education office (file name -> front matter), judged on ``day``."""
    texts = {
        f"sites/jiaoyu/docs/x/{name}.md": item(f"关于{name}的通知", **keys)  # type: ignore[arg-type]
        for name, keys in items.items()
    }
    base = {"sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md": None, "sites/_cluster/catalog.yml": catalog}
    place = write_cluster(root / "cluster", {**base, **texts, **(files or {})})
    return judge_cluster(BuildOptions(
        root=place, out=place / "dist", now=datetime(day.year, day.month, day.day), jobs=1, cache=False,
        progress=lambda stage, done, total: None,
    ))  # fmt: skip


def facts_of(found: Judged, *sites: str, guides: Mapping[str, str] | None = None) -> Facts:
    return gather_facts(
        found.catalog, found.result.withheld, found.now.date(), guides=guides or {}, sites=sites or ("jiaoyu",)
    )
