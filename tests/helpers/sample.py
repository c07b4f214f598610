"""The sample cluster's own output: which pages stand for which template."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LEAVES = REPOSITORY / "themes" / "zhanqun" / "leaf"
DAY = "2026-11-21 09:00"

TEMPLATES: dict[str, tuple[str, ...]] = {
    "home_mother": ("index.html",),
    "home_site": ("jiaoyu/index.html",),
    "list": ("lanmu/70.html", "jiaoyu/nian/2026.html", "lanmu/zhuti/05.html"),
    "columns": ("jiaoyu/lanmu/index.html",),
    "departments": ("bumen/index.html",),
    "item": (
        "caizheng/yusuan/2026/zhengfu-yusuan-2026.html",
        "zhengji/2026/zhengji-tingche.html",
        "minzheng/gongshi/2026/dibao-gongshi.html",
        "gongan/banshi/2026/banshi-sfz.html",
        "jiaoyu/shangji/2018/xizangban.html",
        "guifan/2019/guifan-guanli-jiu.html",
        "caizheng/jiedu/2026/yusuan-jiedu.html",
        "jiaoyu/gonggao/2026/gaozhong-shoufei.html",
        "xiangmu/2026/zhongda-xiangmu-2026.html",
        "heyuan/butie/2026/huinong-disanpi.html",
        "jiaoyu/jiaoyu/2026/zizhu-2026qiu.html",
    ),
    "page": ("jiaoyu/zhinan.html", "shenqing.html", "leaders.html"),
    "policy": ("lanmu/zhengceku/index.html", "jiaoyu/lanmu/zhengceku/index.html"),
    "matters": ("lanmu/jinxing/index.html",),
    "answers": ("lanmu/wenda/index.html", "jiaoyu/lanmu/wenda/index.html"),
    "foi": ("lanmu/yishenqing/index.html",),
    "search": ("search.html",),
    "notfound": ("404.html",),
    "stub": ("heyuan/gongshi/2026/gongshi-jiuqi.html",),
    "sitemap": ("sitemap.html",),
    "coverage": ("lanmu/fugai/index.html",),
    "figures": ("lanmu/tongji/index.html",),
    "month": ("lanmu/tongji/2026-10.html",),
    "grassroots": ("lanmu/jiceng/index.html",),
    "guide": ("yiyuan/lanmu/zhinan/index.html",),
}
"""Template in themes/zhanqun/leaf -> pages of the sample made with it: budget table, consultation, public notice,
service guide, repost, file no longer in force, interpretation, correction, register tables and a comparison with an earlier version for items."""

FIVE = {
    "首页": "index.html",
    "部门首页": "jiaoyu/index.html",
    "栏目列表": "lanmu/70.html",
    "信息页": "caizheng/yusuan/2026/zhengfu-yusuan-2026.html",
    "搜索": "search.html",
}
"""The five main templates."""

ADDRESSES = tuple(address for addresses in TEMPLATES.values() for address in addresses)
BATCHES = tuple(ADDRESSES[at : at + 8] for at in range(0, len(ADDRESSES), 8))
"""A page has settled after half a second of silence: eight of them wait for it together."""


def leaf_names() -> set[str]:
    """Templates of whole pages; a name that begins with _ is a part of others."""
    return {path.stem for path in LEAVES.glob("*.html") if not path.stem.startswith("_")}
