"""A cluster for tests of decoding, and the shortest way to decode one text with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from zhanqun.config import load_cluster
from zhanqun.model.cluster import Cluster
from zhanqun.model.decoded import Decoded
from zhanqun.stages.decode import decode_source

CONFIG = {
    "sites/_cluster/cluster.yml": """名称: 甲县人民政府
标识码: "0000000000"
网址: https://www.example.gov.cn
页脚:
  主办单位: 甲县人民政府办公室
  联系方式: 0000-0000000
  ICP备案: 演示备00000000号
  公安备案: 演示公网安备00000000000000号
  党政机关标识: https://www.example.gov.cn/mark
  找错: https://www.example.gov.cn/error
""",
    "sites/_cluster/catalog.yml": """栏目:
  - 代码: "20"
    名称: 法定主动公开内容
    类型: 文件
    下级:
      - {代码: 20-01, 名称: 规范性文件, 审查: [初审, 合法性审核]}
      - {代码: 20-07, 名称: 预算决算, 类型: 财政, 必填: [成文日期, 发文机关]}
  - {代码: "40", 名称: 意见征集, 类型: 征集}
  - {代码: "50", 名称: 办事指南, 类型: 办事}
""",
    "sites/portal/site.yml": "名称: 甲县人民政府\n机构代码: 000014349\n角色: 母站\n序号: 0\n",
    "sites/jiaoyu/site.yml": "名称: 甲县教育局\n机构代码: 01404053X\n角色: 子站\n序号: 1\n上级: portal\n",
}
"""Path -> text of a small cluster without faults."""

PATH = "sites/jiaoyu/docs/a/2026/x.md"


def write_config(root: Path, **changes: str | None) -> Path:
    """Write CONFIG below ``root``; ``changes``: stem of a file (``cluster``, ``jiaoyu``) -> other text, or None."""
    for path, text in CONFIG.items():
        stem = path.split("/")[1] if path.endswith("site.yml") else Path(path).stem
        _write(root / path, changes.pop(stem, text))
    for stem, text in changes.items():
        _write(root / f"sites/_cluster/{stem}.yml", text)
    return root


def _write(place: Path, text: str | None) -> None:
    if text is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@cache
def small_cluster() -> Cluster:
    with TemporaryDirectory() as folder:
        loaded = load_cluster(write_config(Path(folder)))
    assert loaded.cluster is not None, loaded.findings
    return loaded.cluster


def decode(source: str | bytes, cluster: Cluster | None = None) -> Decoded:
    data = source if isinstance(source, bytes) else source.encode()
    whole = cluster or small_cluster()
    site = whole.site("jiaoyu")
    assert site is not None
    return decode_source(whole, site, PATH, data)


HEAD = {"标题": "关于招生的通知", "公开属性": "主动公开", "信息分类": "20-01", "发布日期": "2026-03-05"}


def source(body: str = "正文。\n", **keys: str | None) -> str:
    """A valid item; ``keys`` add, replace or (None) remove lines of the front matter."""
    lines = (f"{key}: {value}\n" for key, value in {**HEAD, **keys}.items() if value is not None)
    return f"---\n{''.join(lines)}---\n{body}"


def said(decoded: Decoded) -> list[tuple[str, int, str]]:
    """(rule, line, message) of every finding."""
    return [(finding.rule, finding.where.line, finding.message) for finding in decoded.findings]
