"""cluster.yml -> names, footer, policy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from zhanqun.config.fields import Fields
from zhanqun.config.files import ConfigFile
from zhanqun.config.site_file import read_footer
from zhanqun.model.cluster import Footer, Policy
from zhanqun.model.keys import NUMBERS
from zhanqun.text import typed
from zhanqun.text.nodes import Scalar, Table

_KEYS = (
    "名称", "标识码", "网址", "时区", "标准版本", "演示", "页脚", "策略", "通知条", "紧急横幅", "灰度", "国徽",
)  # fmt: skip
_POLICY = ("页面审查", "默认审查", "审查结论", "严重程度", "每页条数", "修订历史", *NUMBERS)
_SEVERITIES = {"错误": "error", "警告": "warning"}
_SITE_CODE = re.compile(r"bm[0-9]{8}|[0-9]{10}")
_PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(?:svg|png|webp)")
_EMBLEM_BYTES = 100_000
_RULE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFile:
    """What cluster.yml says, with defaults filled in."""

    name: str
    base_url: str
    time_zone: str
    standards_version: str
    demo: bool
    demo_note: str
    footer: Footer
    policy: Policy
    notice_bar: str
    emergency: str
    greyscale: bool
    emblem: str


def read_cluster_file(file: ConfigFile, root: Path) -> ClusterFile:
    """Faults are in the file's notes, and the value stands only when there are none."""
    required = ("名称", "标识码", "网址", "页脚")
    fields = Fields(file.notes, "cluster.yml 里", file.table, _KEYS, required if file.table.entries else ())
    demo, demo_note = _demo(fields)
    code = fields.line_of("标识码")
    if code and not demo and not _SITE_CODE.fullmatch(code):
        help_ = "核对标识码；演示用的站群写“演示: true”"
        fields.error("标识码", "标识码应当是 10 位数字，或 bm 加 8 位数字", help_)
    empty = Footer(host="", contact="", site_code=code, icp="", police="", party_mark="", find_error="")
    return ClusterFile(
        name=fields.line_of("名称"),
        base_url=_base_url(fields),
        time_zone=_time_zone(fields),
        standards_version=fields.line_of("标准版本", "2026"),
        demo=demo,
        demo_note=demo_note,
        footer=read_footer(fields, empty, True),
        policy=_policy(fields),
        notice_bar=fields.text("通知条"),
        emergency=fields.text("紧急横幅"),
        greyscale=fields.flag("灰度"),
        emblem=_emblem(fields, root),
    )


def _emblem(fields: Fields, root: Path) -> str:
    """Name of the emblem's picture beside cluster.yml, or empty. 国徽法第七条: only the mother's home page shows it."""
    name = fields.line_of("国徽")
    if not name:
        return ""
    place = root / "sites" / "_cluster" / name
    if not _PICTURE.fullmatch(name):
        fields.error("国徽", "国徽不是 svg、png 或 webp 图片的文件名", "把标准图案放进 sites/_cluster，写它的文件名，例如 guohui.svg")
    elif place.is_symlink() or not place.is_file():
        fields.error("国徽", f"sites/_cluster 里没有文件 {name}", "把标准图案（中国人大网、中国政府网有标准版本）放进 sites/_cluster")
    elif place.stat().st_size > _EMBLEM_BYTES:
        fields.error("国徽", f"国徽图片超过 {_EMBLEM_BYTES // 1000} kB", "换成小一些的图片，显示时只有 72 像素宽")
    return name


def _demo(fields: Fields) -> tuple[bool, str]:
    """A flag, or the note itself."""
    value = fields.node_of("演示")
    if isinstance(value, Scalar) and value.text not in ("true", "是", "false", "否"):
        return True, value.text
    return fields.flag("演示"), ""


def _base_url(fields: Fields) -> str:
    url = fields.url("网址")
    if "?" in url or "#" in url:
        fields.error("网址", "网址里不能有 ? 和 #", "写成 https://www.example.gov.cn")
    return url.rstrip("/")


def _time_zone(fields: Fields) -> str:
    name = fields.line_of("时区", "Asia/Shanghai")
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        fields.error("时区", "不认识的时区", "写 IANA 时区名称，例如 Asia/Shanghai")
    return name


def _policy(fields: Fields) -> Policy:
    found = fields.table("策略", _POLICY)
    if found is None:
        return Policy(numbers=dict(NUMBERS))
    usual = Policy()
    for key in ("页面审查", "默认审查", "审查结论"):
        value = found.node_of(key)
        if value is not None and not found.texts(key):
            found.error(key, f"{key}不能是空的", "至少写一项，或删掉这个键用默认值")
    return Policy(
        page_steps=found.texts("页面审查", usual.page_steps),
        default_steps=found.texts("默认审查", usual.default_steps),
        results=found.texts("审查结论", usual.results),
        severities=_severities(found),
        page_size=found.whole("每页条数", usual.page_size, 5, 200),
        history=found.flag("修订历史", usual.history),
        numbers={key: found.whole(key, usual_number, 1, 100_000) for key, usual_number in NUMBERS.items()},
    )


def _severities(fields: Fields) -> dict[str, str]:
    value = fields.node_of("严重程度")
    if value is None:
        return {}
    if not isinstance(value, Table):
        fields.error("严重程度", "严重程度应当分项写", "每项写“规则名: 错误”或“规则名: 警告”")
        return {}
    found: dict[str, str] = {}
    for rule, entry in value.entries.items():
        if not _RULE.fullmatch(rule):
            fields.notes.error(entry, "规则名的形式不对", "规则名是小写字母和连字符，见 zhanqun explain")
        level = typed.choice(fields.notes, "严重程度", entry.value, _SEVERITIES)
        if level:
            found[rule] = _SEVERITIES[level]
    return dict(sorted(found.items()))
