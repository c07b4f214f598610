"""Reads every configuration file of a cluster. Reads below ``root``/sites only; writes nothing."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from zhanqun.config.catalogue import read_catalogue
from zhanqun.config.cluster_file import read_cluster_file
from zhanqun.config.files import RULE, ConfigFile, collect, read_config
from zhanqun.config.grassroots import read_grassroots
from zhanqun.config.lists import read_calendar, read_reviewers, read_waivers, read_words
from zhanqun.config.site_file import read_site
from zhanqun.model.cluster import Catalogue, Cluster, Policy, Site
from zhanqun.model.finding import Finding
from zhanqun.model.keys import STEPS
from zhanqun.text.nodes import Table
from zhanqun.text.notes import Notes
from zhanqun.text.suggest import did_you_mean

SHARED = "_cluster"
RESERVED = frozenset(("lanmu", "nian", "bumen", "feeds", "data", "search", "assets", "sitemap", SHARED))
"""First segments of generated addresses; a site of that name would collide with them."""

_FOLDER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Loaded:
    cluster: Cluster | None
    """None whenever there is any error."""
    findings: tuple[Finding, ...]
    """Sorted; every fault of every file at once."""


def load_cluster(root: Path) -> Loaded:
    """Read ``sites/_cluster/*.yml`` and ``sites/*/site.yml`` below ``root``. Never raises for bad content."""
    root = root.resolve()
    base = Notes("sites", RULE)
    names = _site_names(base, root)
    empty = ConfigFile(base, Table({}, 1, 1), b"", True)
    if names is None:
        return Loaded(None, collect([empty]))
    shared = {
        name: read_config(root, f"sites/{SHARED}/{name}.yml", required=name in ("cluster", "catalog"))
        for name in ("cluster", "catalog", "reviewers", "waivers", "words", "calendar", "grassroots")
    }
    files = {name: read_config(root, f"sites/{name}/site.yml", required=True) for name in names}
    cluster = _assemble(root, base, shared, files)
    everything = [empty, *shared.values(), *files.values()]
    failed = any(file.notes.failed for file in everything)
    return Loaded(None if failed else cluster, collect(everything))


def _assemble(root: Path, base: Notes, shared: dict[str, ConfigFile], files: dict[str, ConfigFile]) -> Cluster:
    """The typed cluster; it stands only when no file has an error."""
    names = tuple(files)
    said = read_cluster_file(shared["cluster"], root)
    # A file that could not be read has no keys; asking for them would bury the one finding that matters.
    readable = {name: file for name, file in files.items() if file.table.entries or not file.notes.failed}
    sites = [read_site(root, name, file, said.footer, said.demo) for name, file in readable.items()]
    if readable.keys() == files.keys():
        _check_sites(base, sites, files)
    catalogue = _catalogue(shared["catalog"], names)
    reviewers = shared["reviewers"]
    return Cluster(
        root=str(root), name=said.name, base_url=said.base_url, time_zone=said.time_zone,
        standards_version=said.standards_version, demo=said.demo, demo_note=said.demo_note, footer=said.footer,
        policy=said.policy, catalogue=catalogue,
        sites=tuple(sorted(sites, key=lambda site: (site.role != "mother", site.order, site.id))),
        reviewers=read_reviewers(reviewers.notes, reviewers.table, names, _steps(said.policy, catalogue)),
        waivers=read_waivers(shared["waivers"].notes, shared["waivers"].table),
        words=read_words(shared["words"].notes, shared["words"].table),
        calendar=read_calendar(shared["calendar"].notes, shared["calendar"].table),
        grassroots=read_grassroots(shared["grassroots"].notes, shared["grassroots"].table, catalogue),
        notice_bar=said.notice_bar, emergency=said.emergency, greyscale=said.greyscale, emblem=said.emblem,
        config_sha256=_digest({f"{SHARED}/{name}": shared[name] for name in ("cluster", "catalog", "calendar", "grassroots")} | files),
        rules_sha256=_digest({name: shared[name] for name in ("catalog", "reviewers", "waivers", "words")}),
    )  # fmt: skip


def _catalogue(file: ConfigFile, names: tuple[str, ...]) -> Catalogue:
    if file.notes.failed and not file.table.entries:
        return Catalogue(columns=(), by_code={}, by_path={})
    return read_catalogue(file.notes, file.table, names)


def _site_names(notes: Notes, root: Path) -> tuple[str, ...] | None:
    """Names of the site folders, sorted; None when there is no cluster here."""
    if link := next((name for name in ("sites", f"sites/{SHARED}") if (root / name).is_symlink()), ""):
        notes.error(0, f"{link} 是符号链接，它指到的地方 git 不管，谁起草的查不到", "换成真正的文件夹")
        return None
    try:
        folders = sorted(path for path in (root / "sites").iterdir() if path.is_dir() or path.is_symlink())
    except OSError:
        notes.error(0, "这里没有 sites 文件夹，不是站群", "到站群的文件夹里运行，或用 --root 指明；新建用 zhanqun init")
        return None
    names: list[str] = []
    for folder in folders:
        name = folder.name
        if name == SHARED or name.startswith("."):
            continue
        if folder.is_symlink():
            notes.error(0, f"sites/{name[:40]} 是符号链接", "换成真正的文件夹")
        elif not _FOLDER.fullmatch(name) or name in RESERVED:
            reason = "是保留的名称" if name in RESERVED else "只能用小写字母、数字和连字符"
            notes.error(0, f"站点文件夹名“{name[:40]}”{reason}", "给文件夹换一个名字")
        else:
            names.append(name)
    if not names:
        notes.error(0, "sites/ 下没有站点", "至少要有一个母站，用 zhanqun init 生成例子")
    return tuple(names)


def _steps(policy: Policy, catalogue: Catalogue) -> tuple[str, ...]:
    """Every review step that is known, in a stable order."""
    columns = [step for column in catalogue.columns for step in column.steps]
    return tuple(dict.fromkeys((*STEPS, *policy.default_steps, *policy.page_steps, *columns)))


def _check_sites(base: Notes, sites: list[Site], files: dict[str, ConfigFile]) -> None:
    """One mother; codes and orders unique; parents exist and make no circle."""
    mothers = [site.id for site in sites if site.role == "mother"]
    if len(mothers) != 1 and sites:
        found = "、".join(mothers) or "没有"
        base.error(0, f"站群要有一个母站，现在：{found}", "在一个 site.yml 里写“角色: 母站”，其余写“角色: 子站”")
    for label, values in (
        ("机构代码", [(site.code, site.id) for site in sites if site.code]),
        ("序号", [(str(site.order), site.id) for site in sites if files[site.id].table.entries.get("序号")]),
        ("域名", [(site.domain, site.id) for site in sites if site.domain]),
    ):
        seen: dict[str, str] = {}
        for value, name in values:
            if value in seen:
                place = files[name].table.entries[label].value
                message = f"{label}“{value}”和 sites/{seen[value]}/site.yml 相同"
                files[name].notes.error(place, message, f"换一个{label}")
            seen.setdefault(value, name)
    by_id = {str(site.id): site for site in sites}
    for site in sites:
        _check_parent(site, by_id, files[site.id])


def _check_parent(site: Site, by_id: dict[str, Site], file: ConfigFile) -> None:
    if site.parent is None:
        return
    place = file.table.entries["上级"].value
    if site.parent not in by_id:
        hint = did_you_mean(site.parent, by_id)
        file.notes.error(place, f"上级“{site.parent[:20]}”不是站点{hint}", "写 sites/ 下的文件夹名")
        return
    seen = {str(site.id)}
    above: str | None = site.parent
    while above is not None and above in by_id:
        if above in seen:
            file.notes.error(place, "上级关系绕成了圈", "核对这几个站点的“上级”")
            return
        seen.add(above)
        above = by_id[above].parent


def _digest(files: dict[str, ConfigFile]) -> str:
    """Over names and bytes, each with its length, so that no two sets of files look the same."""
    total = hashlib.sha256()
    for name, file in sorted(files.items()):
        total.update(f"{name}:{len(file.data)}:{int(file.present)}\n".encode())
        total.update(file.data)
    return total.hexdigest()
