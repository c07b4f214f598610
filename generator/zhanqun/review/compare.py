"""``zhanqun review``: what a proposed change makes public, what blocks it, and whose turn it is.

Reads the working tree, and the merge base through git. Only sources that the change touches, or whose attachments it
touches, are read again; everything else is taken from the run of the gate over the whole cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhanqun.model.address import is_content, is_source
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.comparison import Change, Comparison, ConfigChange
from zhanqun.model.finding import Finding, Severity
from zhanqun.model.history import History
from zhanqun.review.attached import file_changes
from zhanqun.review.changes import describe
from zhanqun.review.cover import cover_finding, covered, shown_path
from zhanqun.review.difference import difference
from zhanqun.review.earlier import earlier_versions, unnamed_files
from zhanqun.review.git_base import Base, Touched, opened
from zhanqun.review.reading import plain_file
from zhanqun.review.side import Circumstances, at_end, judge_side
from zhanqun.stages.gate import RULES, at_its_time
from zhanqun.text.visible import visible

_MOST = 400
"""Sources told one by one; more are counted."""
_MOST_NOTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The cluster as the gate has just judged it."""

    cluster: Cluster
    now: datetime
    named: Mapping[str, tuple[str, ...]]
    """Every source and the local files that it names."""
    findings: tuple[Finding, ...]
    history: History


def compare(present: Present, revision: str) -> Comparison:
    """Compare the working tree with the merge base of ``revision`` and HEAD. UsageError when git cannot."""
    cluster = present.cluster
    with opened(cluster.root, revision) as base:
        touched, outside = base.touched()
        content = [entry for entry in touched if _is_content(entry.path) or _is_content(entry.before)]
        sources = _sources(present, content)
        changes = tuple(
            _change(present, base, path, before, present.named.get(path, ())) for path, before in sources[:_MOST]
        )
        configuration = tuple(_configuration(cluster, base, entry) for entry in touched if _is_config(entry.path))
        rest = [entry.path for entry in touched if not _is_content(entry.path) and not _is_config(entry.path)]
        earlier, left_out = earlier_versions(base, cluster, present.now)
        loose = tuple(unnamed_files(cluster, _unnamed(present, content)[:_MOST]))
        notes = (*_notes(present, len(sources), bool(configuration), left_out), *_public_notes(present, base, changes))
        return Comparison(
            base=base.commit, head=base.head, dirty=base.dirty(), changes=changes, configuration=configuration,
            others=tuple(shown_path(path) for path in (*rest, *outside)),
            findings=tuple(cover_finding(finding) for finding in (*_told(present), *earlier, *loose)),
            touched=frozenset(map(shown_path, (
                *(entry.path for entry in touched), *(path for path, _ in sources), *(found.where.path for found in earlier),
            ))),
            titles={rule.id: rule.title for rule in RULES}, notes=notes,
        )


def _told(present: Present) -> Iterator[Finding]:
    """Findings, but the approvals of sites that take them from the merge itself: before it they cannot be there."""
    later = {f"sites/{site.id}/" for site in present.cluster.sites if site.approvals == "trailers"}
    for finding in present.findings:
        if finding.rule == "approval" and at_its_time(finding).severity is Severity.ERROR and finding.where.path.startswith(tuple(later)):
            continue
        yield at_its_time(finding)


def _sources(present: Present, content: Sequence[Touched]) -> list[tuple[str, str]]:
    """(path now, path at the base) of every source to tell about: touched itself, or naming a touched file."""
    found: dict[str, str] = {}
    files: set[str] = set()
    for entry in content:
        if is_source(entry.path):
            found[entry.path] = entry.before
        else:
            files |= {entry.path, entry.before} - {""}
    if files:
        for path, named in present.named.items():
            if named and path not in found and not files.isdisjoint(named):
                found[path] = path
    return sorted(found.items())


def _unnamed(present: Present, content: Sequence[Touched]) -> list[str]:
    """Touched files that no source of the cluster names, closed ones included."""
    named = {file for files in present.named.values() for file in files}
    return [entry.path for entry in content if not entry.gone and not is_source(entry.path) and entry.path not in named]


def _change(present: Present, base: Base, path: str, before_path: str, named: tuple[str, ...]) -> Change:
    cluster = present.cluster
    site, old_site = _site_of(cluster, path), _site_of(cluster, before_path)
    signed = present.history.last_touch((path, *named))
    clean = signed is not None and present.history.dirty.isdisjoint((path, *named))
    now_known = Circumstances(
        authors=present.history.authors_of((path, *named)), trailers=_pairs(signed.reviewed_by) if signed else (),
        facts={"committed": "yes", "reviewed_on": str(signed.reviewed_on)} if signed and clean else None,
    )

    def read_now(name: str) -> bytes | None:
        place = plain_file(cluster.root, name)
        return place.read_bytes() if place is not None else None

    after = judge_side(cluster, site, path, read_now, present.now, now_known) if site else None
    before = None
    if before_path and old_site:
        then = _then(base, before_path) if old_site.approvals == "trailers" else Circumstances()
        before = judge_side(cluster, old_site, before_path, base.read, present.now, then)
        if before is not None and before.open and not before.cleared:
            before = at_end(before, present.now)
    across = tuple(
        finding for finding in map(at_its_time, present.findings) if finding.severity is Severity.ERROR
        and any(place.path == path for place in (finding.where, *finding.also))
    )
    return describe(cluster, path, before_path, before, after, across, present.now, file_changes(before, after))


def _then(base: Base, path: str) -> Circumstances:
    values, day = base.last_touch(path)
    return Circumstances(trailers=_pairs(values), facts={"committed": "yes", "reviewed_on": day} if day else None)


def _pairs(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """``Name <mail> (step)`` -> (name, rest)."""
    found = []
    for value in values:
        name, _, mail = value.partition("<")
        found.append((name.strip(), mail.strip().rstrip(">")))
    return tuple(found)


def _configuration(cluster: Cluster, base: Base, entry: Touched) -> ConfigChange:
    """A configuration file by line: who may approve, what is waived, which words are looked for."""
    place = None if entry.gone else plain_file(cluster.root, entry.path)
    texts = [
        visible(covered((data or b"").decode("utf-8", "replace"))[0])
        for data in (base.read(entry.before), place.read_bytes() if place else None)
    ]
    kind = "gone" if entry.gone else "changed" if entry.before else "new"
    return ConfigChange(path=shown_path(entry.path), kind=kind, lines=tuple(difference(texts[0], texts[1])))


def _notes(present: Present, sources: int, configuration: bool, left_out: int) -> tuple[str, ...]:
    notes = []
    if sources > _MOST:
        notes.append(f"本次改动涉及 {sources} 个文件，只逐个列出前 {_MOST} 个，其余请拆成几个合并请求审查")
    if configuration:
        notes.append("站群配置有改动：没有改动的内容也可能因此公开、拦截或改变审查要求，请公开工作机构单独核对")
    if left_out:
        notes.append(f"提交太多，有 {left_out} 个中间版本没有检查；请把改动拆小，或合并成较少的提交")
    if not present.history.available:
        notes.append(f"没有核对起草人与审查人是否为同一人：{present.history.note}")
    if any(site.approvals == "trailers" for site in present.cluster.sites):
        notes.append("有站点以合并提交里的 Reviewed-by 为审查记录：合并之前缺这项审查不算拦截，合并时不写则停止发布")
    return tuple(notes)


def _public_notes(present: Present, base: Base, changes: Iterable[Change]) -> Iterator[str]:
    """Words of commits that will stand under an item: as public as its text, and in no file.

    Of an item that was not public before, those from before the base as well: nobody reads them anew otherwise.
    """
    if not present.cluster.policy.history:
        return
    files = present.history.files
    first = {
        change.path: tuple(revision.note for revision in reversed(files[change.path].revisions) if revision.note)
        for change in changes if change.kind == "new" and change.path in files
    }
    later = base.told()
    told = [(path, note) for path in sorted({*first, *later}) if is_source(path)
            for note in dict.fromkeys((*first.get(path, ()), *later.get(path, ())))]
    for path, note in told[:_MOST_NOTES]:
        yield f"提交里的公开说明，合并后显示在修订记录里：“{visible(covered(note)[0])}”（{shown_path(path)}）"
    if len(told) > _MOST_NOTES:
        yield f"另有 {len(told) - _MOST_NOTES} 条公开说明没有列出，请看提交记录"


def _site_of(cluster: Cluster, path: str) -> Site | None:
    return cluster.site(path.split("/")[1]) if is_content(path) else None


def _is_content(path: str) -> bool:
    return is_content(path) and not any(part.startswith(".") for part in path.split("/"))


def _is_config(path: str) -> bool:
    parts = path.split("/")
    return parts[0] == "sites" and (path.startswith("sites/_cluster/") or (len(parts) == 3 and parts[2] == "site.yml"))


