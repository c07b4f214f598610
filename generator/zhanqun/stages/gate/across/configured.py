"""What the configuration puts on pages: nobody reviews it item by item, so the detectors must find nothing there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zhanqun.model.cluster import Cluster, Footer, Site
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.stages.gate.board import Board, soft
from zhanqun.stages.gate.detect.scan import scan_all

_CONTACTS = frozenset(map(RuleId, ("mobile-number", "personal-identifier", "home-address")))
"""An office may well be reached by a mobile telephone or any mail box, in a housing estate: those are written to be public."""
_NAMES = frozenset(map(RuleId, ("internal-mark", "name-list")))
"""A catalogue has columns called 依申请公开 and lists of names."""
_Value = tuple[str, str]
"""The key, and what it says."""


def check(board: Board) -> Iterator[Finding]:
    yield from faults(board.cluster)


def faults(cluster: Cluster) -> Iterator[Finding]:
    """What must not be published, in the files of configuration that pages show."""
    file = "sites/_cluster/cluster.yml"
    yield from _found(cluster, file, _CONTACTS, _contacts(cluster.footer))
    yield from _found(cluster, file, frozenset(), [
        ("名称", cluster.name), ("演示", cluster.demo_note), ("通知条", cluster.notice_bar), ("紧急横幅", cluster.emergency),
    ])
    columns = cluster.catalogue.columns
    yield from _found(cluster, "sites/_cluster/catalog.yml", _NAMES, [
        (f"栏目 {each.code}", "；".join((each.name, each.basis, each.description))) for each in columns])
    yield from _found(cluster, "sites/_cluster/grassroots.yml", _NAMES, [
        ("事项", "；".join((one.matter, one.content, one.basis, one.deadline, one.owner, *one.channels, one.audience)))
        for one in cluster.grassroots])
    for site in cluster.sites:
        file = f"sites/{site.id}/site.yml"
        footer = _contacts(site.footer) if site.footer is not None else []
        yield from _found(cluster, file, _CONTACTS, [*(("公开机构", text) for text in site.office.values()), *footer])
        yield from _found(cluster, file, frozenset(), _of_site(site))


def _contacts(footer: Footer) -> list[_Value]:
    return [("页脚", text) for text in (footer.host, footer.contact, footer.icp, footer.police)]


def _of_site(site: Site) -> list[_Value]:
    return [
        ("名称", f"{site.name}；{site.short}"), ("说明", site.description),
        *(("导航", entry.title) for entry in site.nav), *(("链接", name) for name, _ in site.links),
    ]


def _found(cluster: Cluster, path: str, fine: Iterable[RuleId], values: Sequence[_Value]) -> Iterator[Finding]:
    """One finding for each rule and key. ``fine``: detectors that do not count here."""
    text = "\n".join(" ".join(value.split("\n")) for _, value in values)
    seen = set[tuple[RuleId, str]]()
    for match in scan_all(text):
        key = values[text.count("\n", 0, match.start)][0]
        if match.detector in fine or (match.detector, key) in seen or soft(cluster, match.detector, match.severity) is not Severity.ERROR:
            continue
        seen.add((match.detector, key))
        yield Finding(
            rule=match.detector, severity=Severity.ERROR, where=Location(path),
            message=f"「{key}」里的内容会显示在网页上：{match.message}",
            help="从配置里删掉；办公电话、电子邮箱写在 site.yml 的“公开机构”里，别的内容写成条目或页面，经过审查再公开",
        )
