"""A small valid cluster, written to disk and approved through the product's own functions."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from zhanqun import assets

DAY = date(2026, 3, 1)
"""Day of every approval."""

FIRST, SECRECY = "张三", "李四"
"""Who may do 初审 and who 保密审查, everywhere."""

_FOOT = """页脚:
  主办单位: 甲县人民政府办公室
  联系方式: 0000-0000000
  ICP备案: 演示备00000000号
  公安备案: 演示公网安备00000000000000号
  党政机关标识: https://www.example.gov.cn/mark
  找错: https://www.example.gov.cn/error
"""


def _site(name: str, short: str, code: str, role: str, order: int) -> str:
    return (
        f"名称: {name}\n简称: {short}\n机构代码: {code}\n角色: {role}\n序号: {order}\n"
        "公开机构:\n  名称: 办公室\n  办公地址: 甲县一路1号\n  办公时间: 工作日 9:00—17:00\n"
        "  联系电话: 0000-0000000\n  传真号码: 0000-0000000\n  互联网联系方式: gk@example.gov.cn\n"
    )


def item(title: str = "关于一件事的通知", body: str = "正文。\n", **keys: object) -> str:
    """Text of a valid item of 通知公告; ``keys`` add or replace front-matter keys, None removes one."""
    head: dict[str, object] = {
        "标题": title,
        "公开属性": "主动公开",
        "信息分类": "通知公告",
        "发布日期": "2026-03-05",
        **keys,
    }
    lines = "".join(f"{key}: {value}\n" for key, value in head.items() if value is not None)
    return f"---\n{lines}---\n\n{body}"


def page(title: str = "政府信息公开指南", body: str = "正文。\n", **keys: object) -> str:
    """Text of a valid hand-written page."""
    return item(title, body, **{"页面": "true", "信息分类": None, "发布日期": None, **keys})


BASE: dict[str, str] = {
    "sites/_cluster/cluster.yml": "名称: 甲县人民政府\n标识码: \"0000000000\"\n网址: https://www.example.gov.cn\n"
    + _FOOT,
    "sites/_cluster/catalog.yml": """栏目:
  - {代码: "10", 名称: 政府信息公开指南, 类型: 指南, 站点: 全部, 固定: true}
  - 代码: "20"
    名称: 法定主动公开内容
    类型: 文件
    固定: true
    下级:
      - {代码: 20-01, 名称: 规范性文件, 类型: 文件}
      - {代码: 20-07, 名称: 预算决算, 类型: 财政, 更新: 1年}
  - {代码: "50", 名称: 政策解读, 类型: 解读}
  - {代码: "60", 名称: 意见征集, 类型: 征集}
  - {代码: "70", 名称: 通知公告, 类型: 公告}
  - {代码: "75", 名称: 公示公告, 类型: 公示}
  - {代码: "90", 名称: 办事指南, 类型: 办事}
""",
    "sites/_cluster/reviewers.yml": "审查人:\n"
    f"  - {{姓名: {FIRST}, 站点: 全部, 步骤: [初审], 自: 2020-01-01}}\n"
    f"  - {{姓名: {SECRECY}, 站点: 全部, 步骤: [保密审查], 自: 2020-01-01}}\n",
    "sites/portal/site.yml": _site("甲县人民政府", "县政府", "DEMO00016", "母站", 0),
    "sites/jiaoyu/site.yml": _site("甲县教育局", "教育局", "DEMO00032", "子站", 1),
    "sites/portal/docs/tongzhi/2026/kaitong.md": item("甲县政府网站开通", 索引号="DEMO00016/2026-00001"),
    "sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md": item(
        "关于做好招生工作的通知",
        "各学校：\n\n**注意：**请按时报送 `计划`。\n\n| 学校 | 人数 |\n|---|---|\n| 一中 | 400 |\n",
        索引号="DEMO00032/2026-00001",
        发文字号="甲教发〔2026〕1号",
    ),
    "sites/jiaoyu/docs/zhinan.md": page("甲县教育局政府信息公开指南"),
}
"""The base cluster: a mother, one department, two items, one page."""


def write_cluster(root: Path, files: Mapping[str, str | bytes | None], *, approve: bool = True) -> Path:
    """Write the base cluster with ``files`` laid over it and return its root."""
    root.mkdir(parents=True)
    shutil.copyfile(assets.base_config(), root / "mkdocs.base.yml")
    for name, text in {**BASE, **files}.items():
        if text is None:
            continue
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    if approve:
        approve_all(root)
    return root


def approve_all(root: Path, *, day: date = DAY) -> None:
    """Record both steps on every source that asks for them and says nothing else."""
    for path in sorted(root.glob("sites/*/docs/**/*.md")):
        text = path.read_bytes()
        if b"\n\xe5\xae\xa1\xe6\x9f\xa5:" in text or "# 未审查".encode() in text or "主动公开".encode() not in text:
            continue
        approve_one(root, path, day=day)


def approve_one(root: Path, path: Path, *, day: date = DAY) -> None:
    """The steps that it needs, on one source; a source that may not be approved stays as it is."""
    from zhanqun.config import load_cluster
    from zhanqun.review.approve import approve_paths

    cluster = load_cluster(root).cluster
    if cluster is None:
        return
    for step, person in (("初审", FIRST), ("保密审查", SECRECY)):
        approve_paths(
            cluster,
            [path.relative_to(root).as_posix()],
            step=step,
            person=person,
            result="可以公开",
            now=datetime(day.year, day.month, day.day),
            authors={},
        )
