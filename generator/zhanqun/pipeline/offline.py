"""The copy that opens from a disk: an ordinary output, built aside, and every file of it in its other form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zhanqun import assets
from zhanqun.config import load_cluster
from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError, disk_words
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import Address, RuleId
from zhanqun.model.output import OutputRow
from zhanqun.pipeline.options import BuildOptions, BuildResult
from zhanqun.pipeline.resume import last_files, last_index
from zhanqun.stages.offline import SCRIPT, Linked, Recast, offline_file, offline_name, search_script
from zhanqun.stages.verify import says_the_same
from zhanqun.stages.write import Area, Written, finish_output, make_part, read_index, read_part

MODULES = "assets/search/"


def online_folder(root: Path) -> Path:
    """Where the ordinary output lies that copies are made from; never the website's own: that may be live."""
    return root / ".zhanqun" / "offline"


@dataclass(frozen=True, slots=True)
class _Source:
    """A finished output, part by part."""

    out: Path
    parts: Mapping[str, Mapping[str, str]]
    """Site -> path -> SHA-256."""

    def read(self, site: str, path: str) -> bytes:
        data = (self.out / path).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.parts[site][path]:
            raise UsageError(f"{self.out / path} 在生成之后被改动过；删除 {self.out} 后重新构建")
        return data


def copy_offline(options: BuildOptions, result: BuildResult) -> BuildResult:
    """Write the copy of the output in ``online_folder`` to ``options.out``. A link that leads nowhere ends it untouched.

    ``result``: what the build of that output answered. Raises UsageError when the folder cannot be written.
    """
    cluster = load_cluster(options.root).cluster
    online = online_folder(options.root)
    index = read_index(online)
    if cluster is None or index is None:
        raise UsageError(f"{online} 里没有刚生成的内容；重新构建")
    source = _Source(online, {site: read_part(online, part) for site, part in sorted(index.items())})
    area = Area(options.out)
    with area.locked(lambda: False):
        try:
            area.prepare()
            if (journal := area.pending()) is not None:
                # Made from another output than the one that was built just now.
                area.set_aside(journal)
            findings, counts = _copy(cluster, source, area, options)
        except _Altered as altered:
            findings, counts = [_altered(str(altered))], {}
        except OSError as error:
            if (words := disk_words(error)) is None:
                raise
            raise UsageError(f"输出写不进去（{words}）；腾出空间或检查权限后重新构建") from error
        finally:
            area.drop()
    return replace(
        result, findings=(*result.findings, *findings), counts={**result.counts, **counts}, ok=not findings)


def _copy(
    cluster: Cluster, source: _Source, area: Area, options: BuildOptions,
) -> tuple[list[Finding], dict[str, int]]:
    before = last_index(area)
    old = last_files(area, list(before.values()), set(source.parts))
    rows: dict[str, list[OutputRow]] = {}
    staged: list[str] = []
    findings: list[Finding] = []
    total = sum(len(part) for part in source.parts.values())
    for done, (site, row, data, dead) in enumerate(_files(cluster, source)):
        options.progress("制作离线版", done, total)
        rows.setdefault(site, []).append(row)
        findings.extend(_dead(row.path, target) for target in dead)
        if old.get(row.path) != row.sha256 or not (area.out / row.path).is_file():
            place = area.staged / row.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            staged.append(row.path)
    if findings:
        return findings, {}
    made = {site: make_part(site, sorted(found, key=lambda row: row.path)) for site, found in rows.items()}
    paths = {row.path for found in rows.values() for row in found}
    removed = sorted(path for path in old if path not in paths)
    written: Written = finish_output(
        area, staged, removed, {site: part for site, (part, _) in made.items()}, [file for _, file in made.values()],
        sorted(set(before) - set(made)),
    )
    return [], {"written": written.written, "removed": written.removed, "unchanged": len(paths) - len(staged)}


class _Altered(Exception):
    """A file of the copy says something that the proven one does not; its path in the copy."""


def _altered(path: str) -> Finding:
    return Finding(
        rule=RuleId("output-provenance"), severity=Severity.ERROR, where=Location(path),
        message=f"离线版文件 {path} 的文字与审查过的网页不同", help="这是生成器的错误：请保留现场并报告，不要发布",
    )


def _files(cluster: Cluster, source: _Source) -> Iterator[tuple[str, OutputRow, bytes, list[str]]]:
    folder = assets.theme_folder() / "offline"
    recast = Recast(
        tuple(site_prefix(cluster, site.id) for site in cluster.sites),
        {name: (folder / name).read_text(encoding="utf-8") for name in ("load.js", "page.js")},
    )
    names = {path: offline_name(recast, path) for part in source.parts.values() for path in part}
    linked = Linked(frozenset(name for name in names.values() if name is not None) | {SCRIPT}, _own(cluster))
    for site, part in source.parts.items():
        for path in part:
            file, dead = offline_file(recast, linked, path, source.read(site, path))
            if file is not None:
                if not says_the_same(path, source.read(site, path), file.path, file.data):
                    raise _Altered(file.path)
                yield site, _row(file.path, file.data), file.data, dead
        if site == cluster.mother.id:
            script = search_script(recast, {
                path: source.read(site, path) for path in part if path.startswith(MODULES) and names[path] is None})
            yield site, _row(script.path, script.data), script.data, []


def _row(path: str, data: bytes) -> OutputRow:
    return OutputRow(Address(path), len(data), hashlib.sha256(data).hexdigest(), "", "list")


def _own(cluster: Cluster) -> tuple[tuple[str, str], ...]:
    """Absolute addresses of the cluster, the longest first, and where their pages lie in the copy."""
    found = [(cluster.base_url.rstrip("/") + "/", "")]
    for site in cluster.sites:
        if site.domain:
            domain = site.domain.rstrip("/")
            found.append((f"{domain if '://' in domain else f'https://{domain}'}/", site_prefix(cluster, site.id)))
    return tuple(sorted(found, key=lambda one: (-len(one[0]), one)))


def _dead(page: str, target: str) -> Finding:
    return Finding(
        rule=RuleId("dead-link"), severity=Severity.ERROR, where=Location(page),
        message=f"离线版里没有 {target}，链接打不开", help="离线版不含只给服务器用的文件；去掉这个链接",
    )
