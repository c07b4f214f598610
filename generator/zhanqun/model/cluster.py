"""The configuration of a cluster, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zhanqun.model.ids import ColumnCode, RuleId, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One node of the disclosure catalogue (catalog.yml)."""

    code: ColumnCode
    name: str
    path: tuple[str, ...]
    """Names from the top: (法定主动公开内容, 预算决算)."""
    kind: str
    """文件 公告 动态 解读 指南 财政 公示 征集 年报 机构 领导 问答 其他."""
    parent: ColumnCode | None
    children: tuple[ColumnCode, ...]
    order: int
    """Position in the file, depth first: the order in which columns are shown."""
    basis: str = ""
    description: str = ""
    sites: tuple[str, ...] = ()
    """Which sites must have it: site ids, ``*`` for all, ``mother``, ``children``."""
    update: str = "none"
    """2周 6个月 1年 季 月 none."""
    required_fields: tuple[str, ...] = ()
    deadline: str = ""
    """``20 工作日`` or ``20 日``, counted from 成文日期."""
    steps: tuple[str, ...] = ()
    """Review steps an item of this column needs; inherited from the parent when not given."""
    fixed: bool = False
    """One of the four fixed columns, or 依申请公开 (国办公开办函〔2019〕61号)."""
    register: str = ""
    """Kind of register table (model/tables.py) that who must have the column keeps there; empty: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    columns: tuple[Column, ...]
    """Depth first, in the order of the file."""
    by_code: Mapping[str, Column]
    by_path: Mapping[str, Column]
    """``法定主动公开内容/预算决算`` -> column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """One line of reviewers.yml: who may approve what, for which site, from when until when."""

    name: str
    emails: tuple[str, ...]
    sites: tuple[str, ...]
    """Site ids, or ``*``."""
    steps: tuple[str, ...]
    since: date | None
    until: date | None
    line: int = 0

    def may(self, site: str, step: str, day: date) -> bool:
        return (
            (site in self.sites or "*" in self.sites)
            and step in self.steps
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One line of waivers.yml: the only way past a gate rule."""

    rule: RuleId
    path: str
    """The item or attachment, relative to the cluster's root."""
    reason: str
    person: str
    until: date
    digest: str = ""
    """Optional: holds only for these bytes (``sha256:…`` of the file at ``path``)."""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One entry of words.yml."""

    word: str
    level: str
    """``fatal`` or ``warn``."""
    advice: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days that the working-day library does not know yet (calendar.yml)."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrassRootsMatter:
    """One line of grassroots.yml: a matter of the standard lists for the grass roots (国办发〔2019〕54号)."""

    field: str
    """领域."""
    matter: str
    """公开事项."""
    content: str
    basis: str
    deadline: str
    owner: str
    channels: tuple[str, ...]
    audience: str
    """公开对象: 全社会, or 特定群体 by name."""
    manner: str
    """公开方式: 主动 or 依申请."""
    levels: tuple[str, ...]
    """公开层级: 县级, 乡级, 村级."""
    column: ColumnCode | None
    """Where the matter is published; none when it has no column here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavEntry:
    """One entry of a site's own navigation."""

    title: str
    page: str
    """Path below the site's docs folder, ``guide.md``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """The seven elements of the foot (国办发〔2017〕47号附件)."""

    host: str
    """主办单位."""
    contact: str
    """联系方式."""
    site_code: str
    """网站标识码."""
    icp: str
    """ICP 备案编号."""
    police: str
    """公安机关备案标识."""
    party_mark: str
    """党政机关网站标识: address the mark links to."""
    find_error: str
    """我为政府网站找错: address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site.yml."""

    id: SiteId
    name: str
    short: str
    """Name for lists and facets: 教育局."""
    code: str
    """机构代码, the front part of its index numbers."""
    role: str
    """``mother`` or ``child``."""
    order: int
    parent: SiteId | None = None
    org_type: str = "部门"
    """政府 部门 乡镇 公共企事业."""
    description: str = ""
    domain: str = ""
    """Own domain; empty: a path of the mother."""
    colour: str = "#1a4f9c"
    approvals: str = "front-matter"
    """``front-matter`` or ``trailers``."""
    office: Mapping[str, str] = field(default_factory=dict)
    """公开工作机构: 名称 办公地址 办公时间 联系电话 传真号码 互联网联系方式 (条例第十二条)."""
    footer: Footer | None = None
    """None: the cluster's."""
    nav: tuple[NavEntry, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Outside links of the home page: (name, address)."""
    config_sha256: str = ""
    """Of site.yml's bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Thresholds and switches of cluster.yml ``policy``, with defaults. See docs/content.md."""

    page_steps: tuple[str, ...] = ("保密审查",)
    """Review steps a hand-written page needs."""
    default_steps: tuple[str, ...] = ("初审", "保密审查")
    """Steps of a column that names none."""
    results: tuple[str, ...] = ("可以公开", "同意", "同意公开")
    """Results (结论) that count as approval."""
    severities: Mapping[str, str] = field(default_factory=dict)
    """Rule id -> ``error`` | ``warning``; the hard rules refuse to be lowered."""
    page_size: int = 20
    history: bool = True
    """Show revision dates from git."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Other thresholds by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Everything under sites/ that is configuration."""

    root: str
    """Absolute path of the cluster's folder. Never published."""
    name: str
    base_url: str
    """``https://www.example.gov.cn`` without a final slash."""
    time_zone: str
    standards_version: str
    demo: bool
    """True puts the demonstration mark on every page."""
    demo_note: str
    footer: Footer
    policy: Policy
    sites: tuple[Site, ...]
    """Mother first, then by order and id."""
    catalogue: Catalogue
    reviewers: tuple[Reviewer, ...]
    waivers: tuple[Waiver, ...]
    words: tuple[Wording, ...]
    calendar: Calendar
    grassroots: tuple[GrassRootsMatter, ...] = ()
    """基层政务公开标准目录, in the order of the file."""
    notice_bar: str = ""
    """通知条: shown on every page when not empty."""
    emergency: str = ""
    """紧急横幅."""
    greyscale: bool = False
    emblem: str = ""
    """国徽: file name of the picture beside cluster.yml; empty: none."""
    config_sha256: str = ""
    """Over the bytes of every configuration file except reviewers, waivers and words."""
    rules_sha256: str = ""
    """Over reviewers.yml, waivers.yml, words.yml and catalog.yml: what verdicts depend on."""

    @property
    def mother(self) -> Site:
        return self.sites[0]

    def site(self, site_id: str) -> Site | None:
        for site in self.sites:
            if site.id == site_id:
                return site
        return None

    def below(self, site_id: str) -> tuple[Site, ...]:
        """Sites under one (上级), at every level, in the cluster's order. Every site is below the mother."""
        if site_id == self.mother.id:
            return self.sites[1:]
        found = {site_id}
        grown = True
        while grown:
            more = {site.id for site in self.sites[1:] if site.parent in found} - found
            found |= more
            grown = bool(more)
        return tuple(site for site in self.sites[1:] if site.id in found and site.id != site_id)
