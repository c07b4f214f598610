"""site.yml -> Site."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from zhanqun.config.colour import LEAST, contrast, is_colour
from zhanqun.config.fields import Fields
from zhanqun.config.files import ConfigFile
from zhanqun.model.cluster import Footer, NavEntry, Site
from zhanqun.model.ids import SiteId
from zhanqun.text.numbers import is_organisation_code

_KEYS = (
    "名称", "简称", "机构代码", "角色", "序号", "上级", "机构类型", "说明", "域名", "主色", "审查方式", "公开机构",
    "页脚", "导航", "链接",
)  # fmt: skip
_ROLES = {"母站": "mother", "子站": "child"}
_APPROVALS = {"文件": "front-matter", "提交记录": "trailers"}
_TYPES = ("政府", "部门", "乡镇", "公共企事业", "村")
_OFFICE = ("名称", "办公地址", "办公时间", "联系电话", "传真号码", "互联网联系方式")
_CODE = re.compile(r"[0-9A-Za-z-]{1,30}")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::[0-9]{1,5})?")
FOOTER = ("主办单位", "联系方式", "ICP备案", "公安备案", "党政机关标识", "找错")


def read_site(root: Path, name: str, file: ConfigFile, cluster_footer: Footer, demo: bool) -> Site:
    """One site; faults are in the file's notes, and the value stands only when there are none."""
    fields = Fields(file.notes, "site.yml 里", file.table, _KEYS, ("名称", "机构代码", "角色", "序号"))
    role = _ROLES[fields.choice("角色", _ROLES, "子站")]
    title = fields.line_of("名称")
    parent = fields.line_of("上级")
    office = fields.table("公开机构", _OFFICE)
    return Site(
        id=SiteId(name),
        name=title,
        short=fields.line_of("简称", title),
        code=_code(fields, demo),
        role=role,
        order=fields.whole("序号", 0),
        parent=SiteId(parent) if parent else None,
        org_type=fields.choice("机构类型", _TYPES, "政府" if role == "mother" else "部门"),
        description=fields.text("说明"),
        domain=_domain(fields),
        colour=_colour(fields),
        approvals=_APPROVALS[fields.choice("审查方式", _APPROVALS, "文件")],
        office={key: value for key in _OFFICE if (value := office.line_of(key))} if office else {},
        footer=read_footer(fields, cluster_footer, False) if fields.node_of("页脚") else None,
        nav=_nav(root, name, fields),
        links=_links(fields),
        config_sha256=hashlib.sha256(file.data).hexdigest(),
    )


def read_footer(fields: Fields, base: Footer, complete: bool) -> Footer:
    """The key 页脚; what is not written comes from ``base``. ``complete``: every element must be written."""
    foot = fields.table("页脚", FOOTER, FOOTER if complete else ())
    if foot is None:
        return base
    return Footer(
        host=foot.line_of("主办单位", base.host),
        contact=foot.line_of("联系方式", base.contact),
        site_code=base.site_code,
        icp=foot.line_of("ICP备案", base.icp),
        police=foot.line_of("公安备案", base.police),
        party_mark=foot.url("党政机关标识", base.party_mark),
        find_error=foot.url("找错", base.find_error),
    )


def _code(fields: Fields, demo: bool) -> str:
    code = fields.line_of("机构代码")
    if code and not _CODE.fullmatch(code):
        fields.error("机构代码", "机构代码只能有数字、字母和连字符", "写 9 位组织机构代码或 18 位统一社会信用代码")
    elif code and not demo and not is_organisation_code(code):
        help_ = "核对 9 位组织机构代码或 18 位统一社会信用代码；地方自编的可以不管"
        fields.warn("机构代码", "机构代码的位数或校验位不对", help_)
    return code


def _domain(fields: Fields) -> str:
    domain = fields.line_of("域名")
    if domain and not _DOMAIN.fullmatch(domain):
        fields.error("域名", "域名的形式不对", "只写域名，小写，不写 https:// 和斜杠，例如 jyj.example.gov.cn")
    return domain


def _colour(fields: Fields) -> str:
    colour = fields.line_of("主色", "#1a4f9c")
    if not is_colour(colour):
        fields.error("主色", "主色的形式不对", '写成引号括起来的 "#1a4f9c"')
    elif (ratio := contrast(colour, "#ffffff")) < LEAST:
        message = f"主色 {colour} 和白色的对比度只有 {int(ratio * 100) / 100:.2f}:1，不到 4.5:1"
        fields.error("主色", message, "换一个更深的颜色")
    return colour.lower()


def _nav(root: Path, name: str, fields: Fields) -> tuple[NavEntry, ...]:
    found: list[NavEntry] = []
    docs = root / "sites" / name / "docs"
    for entry in fields.tables("导航", ("标题", "页面"), ("标题", "页面")):
        page = entry.line_of("页面")
        parts = page.split("/")
        if page and (not page.endswith(".md") or "\\" in page or any(part in ("", ".", "..") for part in parts)):
            entry.error("页面", "导航的页面应当是 docs/ 下的 .md 文件", "写 docs/ 下的路径，例如 jigou.md")
        elif page and not (docs / page).is_file():
            entry.error("页面", "导航的页面不存在", f"在 sites/{name}/docs/ 下新建它，或改正路径")
        found.append(NavEntry(title=entry.line_of("标题"), page=page))
    return tuple(found)


def _links(fields: Fields) -> tuple[tuple[str, str], ...]:
    entries = fields.tables("链接", ("名称", "网址"), ("名称", "网址"))
    return tuple((entry.line_of("名称"), entry.url("网址")) for entry in entries)
