"""Everything of a made cluster that is not an item: configuration, sites, reviewers, hand-written pages."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

_DEPARTMENTS = (
    "发展和改革局", "教育局", "科学技术局", "公安局", "民政局", "司法局", "财政局",
    "人力资源和社会保障局", "自然资源局", "住房和城乡建设局", "交通运输局", "水利局", "农业农村局", "商务局",
    "文化和旅游局", "卫生健康局", "退役军人事务局", "应急管理局", "审计局", "市场监督管理局", "统计局",
    "医疗保障局", "林业局", "信访局", "城市管理局", "行政审批局", "乡村振兴中心", "供销合作社", "档案馆",
    "气象局",
)  # fmt: skip
_COLOURS = ("#1a4f9c", "#7a4b00", "#0b6b57", "#8a2a5b", "#2f6b1e", "#5a3d8f", "#173a6b", "#6b3410")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class MadeSite:
    id: str
    name: str
    short: str
    code: str


def organisation_code(eight: str) -> str:
    """Eight characters and their check digit (GB 11714)."""
    total = sum(_DIGITS.index(char) * weight for char, weight in zip(eight, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    check = 11 - total % 11
    return eight + {10: "X", 11: "0"}.get(check, str(check))


def plan_sites(count: int) -> tuple[MadeSite, ...]:
    """The mother and ``count - 1`` departments and towns of an invented county."""
    sites = [MadeSite("portal", "栖禾县人民政府", "县政府", organisation_code("BENCH000"))]
    for number in range(1, count):
        short = _DEPARTMENTS[number - 1] if number <= len(_DEPARTMENTS) else f"第{number - len(_DEPARTMENTS)}镇"
        code = organisation_code(f"BENCH{number:03d}")
        sites.append(MadeSite(f"s{number:03d}", f"栖禾县{short}", short, code))
    return tuple(sites)


def write_configuration(out: Path, sites: tuple[MadeSite, ...]) -> int:
    """Write the configuration files below ``out``; returns how many. The catalogue is the sample cluster's."""
    shared = out / "sites" / "_cluster"
    shared.mkdir(parents=True, exist_ok=True)
    sample = REPOSITORY / "sites" / "_cluster"
    shutil.copyfile(REPOSITORY / "mkdocs.base.yml", out / "mkdocs.base.yml")
    for name in ("words.yml", "calendar.yml"):
        shutil.copyfile(sample / name, shared / name)
    catalogue = (sample / "catalog.yml").read_text(encoding="utf-8")
    # The sample's lists of sites name sites that are not here.
    shared.joinpath("catalog.yml").write_text(re.sub(r"站点: \[.*\]", "站点: 子站", catalogue), encoding="utf-8")
    shared.joinpath("waivers.yml").write_text("豁免: []\n", encoding="utf-8")
    shared.joinpath("cluster.yml").write_text((sample / "cluster.yml").read_text(encoding="utf-8"), encoding="utf-8")
    steps = ("初审", "复审", "终审", "保密审查")
    shared.joinpath("reviewers.yml").write_text(
        "审查人:\n"
        + "".join(
            f"  - {{姓名: {reviewer(step)}, 邮箱: r{n}@review.qihe.example, "
            f'站点: 全部, 步骤: [{step}], 自: 2005-01-01}}\n'
            for n, step in enumerate(steps, 1)
        ),
        encoding="utf-8",
    )
    for order, site in enumerate(sites):
        folder = out / "sites" / site.id
        (folder / "docs").mkdir(parents=True, exist_ok=True)
        folder.joinpath("site.yml").write_text(_site_yaml(site, order), encoding="utf-8")
    return 7 + len(sites)


def reviewer(step: str) -> str:
    """The one invented person who may do this step everywhere."""
    return f"{step}员（演示）"


def _site_yaml(site: MadeSite, order: int) -> str:
    mother = site.id == "portal"
    kind = "政府" if mother else "乡镇" if site.short.endswith("镇") else "部门"
    return "\n".join(
        (
            f"名称: {site.name}",
            f"简称: {site.short}",
            f"机构代码: {site.code}",
            f"角色: {'母站' if mother else '子站'}",
            f"序号: {order}",
            *(() if mother else ("上级: portal",)),
            f"机构类型: {kind}",
            f"说明: {site.name}公开的政府信息（测试数据）。",
            f'主色: "{_COLOURS[order % len(_COLOURS)]}"',
            "审查方式: 文件",
            "公开机构:",
            f"  名称: {site.name}办公室",
            f"  办公地址: 栖禾县禾新街{order + 1}号",
            "  办公时间: 工作日 8:30—17:30",
            "  联系电话: 0000-0000000",
            "  传真号码: 0000-0000001",
            f"  互联网联系方式: gongkai@{site.id}.qihe.example",
            "",
        )
    )
