"""Walk the docs folders: names and stat only. Links, special files and names that no server can serve are refused."""

from __future__ import annotations

import hashlib
import os
import re
import time
import unicodedata
from dataclasses import replace

from zhanqun.model.address import DATA_PAGES, PHOTOS
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.errors import why
from zhanqun.model.finding import Finding, Location, Severity
from zhanqun.model.ids import RuleId
from zhanqun.model.source import RECENT, SiteFiles, SourceFile
from zhanqun.stages.collect.git import has_repository

_RULE = RuleId("file-tree")
RACY = "!"
"""In front of a stamp that must not be trusted."""
_PLAIN = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff](?:[A-Za-z0-9_\u4e00-\u9fff .-]*[A-Za-z0-9_\u4e00-\u9fff-])?")
"""Names that need no closer look; nearly all of them."""
_SHORT = 80
"""Characters of a name that is not too long, whatever they are."""
_FORBIDDEN = frozenset('\\:*?"<>|')


def collect_site(cluster: Cluster, site: Site) -> SiteFiles:
    """The files of one site."""
    findings: list[Finding] = []
    markdown: list[SourceFile] = []
    others: list[SourceFile] = []
    top = f"sites/{site.id}/docs"
    stack = [top]
    if os.path.islink(os.path.join(cluster.root, top)):
        findings.append(_refuse(top, "是符号链接；链接可能指到公开范围之外，一律不收", "换成真正的文件夹后重试"))
        stack = []
    findings += _other_repositories(cluster, site)
    while stack:
        folder = stack.pop()
        try:
            entries = list(os.scandir(os.path.join(cluster.root, folder)))
        except FileNotFoundError:
            continue
        except OSError as error:
            findings.append(_refuse(folder, f"文件夹读不了（{why(error)}）", "检查文件夹的权限后重试"))
            continue
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                if name == ".git":
                    findings.append(_other_repository(folder))
                continue
            path = f"{folder}/{name}"
            if not _is_plain(entry):
                problem = _strange(entry)
                if problem:
                    shown = path.encode("utf-8", "replace").decode()
                    findings.append(_refuse(shown, problem, "改名或删除后重试；链接请换成文件本身"))
                    continue
                if entry.is_dir(follow_symlinks=False):
                    stack.append(path)
                    continue
            try:
                source = _source(path, entry)
            except FileNotFoundError:
                continue  # Gone since the folder was read: as if it had never been there.
            (markdown if name.lower().endswith(".md") else others).append(source)
    markdown += _data_pages(cluster, site, findings)
    others += _photos(cluster, site, findings)
    markdown.sort(key=lambda file: file.path)
    others.sort(key=lambda file: file.path)
    return sealed(SiteFiles(
        site.id, tuple(markdown), tuple(others), "", tuple(sorted(findings, key=Finding.order)),
    ))


def _other_repositories(cluster: Cluster, site: Site) -> list[Finding]:
    """A repository inside that of the cluster, a submodule too: the cluster's git knows no author of what lies there."""
    if not has_repository(cluster.root):
        return []
    folders = ("sites", f"sites/{site.id}", f"sites/{site.id}/data", f"sites/{site.id}/data/{PHOTOS}")
    return [_other_repository(folder) for folder in folders if os.path.lexists(os.path.join(cluster.root, folder, ".git"))]


def _other_repository(folder: str) -> Finding:
    return _refuse(
        folder, "是另一个 git 仓库（有 .git）：谁起草的查不到，审查人是不是起草人也就核对不了",
        "把内容并进站群的仓库，删掉这里的 .git；子模块用 git rm --cached 去掉后重新加入",
    )


def sealed(files: SiteFiles) -> SiteFiles:
    """With a digest over every path, stamp and finding."""
    parts = [f"{file.path}\0{file.stamp}\0" for listed in (files.markdown, files.others) for file in listed]
    parts += [f"{finding.where.path}\0{finding.message}\0" for finding in files.findings]
    return replace(files, digest=hashlib.blake2b("".join(parts).encode(), digest_size=16).hexdigest())


def _data_pages(cluster: Cluster, site: Site, findings: list[Finding]) -> list[SourceFile]:
    """The pages kept as data; other files of the folder are the office's own and are never published."""
    folder = f"sites/{site.id}/data"
    if os.path.islink(os.path.join(cluster.root, folder)):
        findings.append(_refuse(folder, "是符号链接；链接可能指到公开范围之外，一律不收", "换成真正的文件夹后重试"))
        return []
    try:
        entries = sorted(os.scandir(os.path.join(cluster.root, folder)), key=lambda entry: entry.name)
    except OSError:
        return []
    found = []
    for entry in entries:
        if entry.name in DATA_PAGES:
            problem = _strange(entry) or ("" if entry.is_file(follow_symlinks=False) else "不是普通文件")
            if problem:
                findings.append(_refuse(f"{folder}/{entry.name}", problem, "改名或删除后重试；链接请换成文件本身"))
            else:
                found.append(_source(f"{folder}/{entry.name}", entry))
    return found


def _photos(cluster: Cluster, site: Site, findings: list[Finding]) -> list[SourceFile]:
    """Pictures beside the pages kept as data: published only when such a page names them."""
    folder = f"sites/{site.id}/data/{PHOTOS}"
    place = os.path.join(cluster.root, folder)
    if os.path.islink(place) or os.path.islink(os.path.dirname(place)):
        return []
    try:
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
    except OSError:
        return []
    found = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        problem = _strange(entry) or ("" if entry.is_file(follow_symlinks=False) else "不是普通文件")
        if problem:
            findings.append(_refuse(f"{folder}/{entry.name}", problem, "改名或删除后重试；链接请换成文件本身"))
        else:
            found.append(_source(f"{folder}/{entry.name}", entry))
    return found


def _source(path: str, entry: os.DirEntry[str]) -> SourceFile:
    stat = entry.stat(follow_symlinks=False)
    stamp = stamp_of(stat)
    if max(stat.st_mtime_ns, stat.st_ctime_ns) > time.time_ns() - RECENT:
        # Written so recently that a second write could leave the same stamp: let the bytes decide (git's rule).
        stamp = RACY + stamp
    return SourceFile(path, stat.st_size, stamp)


def stamp_of(stat: os.stat_result) -> str:
    """Changes whenever the bytes may have changed."""
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}"


def _is_plain(entry: os.DirEntry[str]) -> bool:
    """True for nearly every file: one of which ``_strange`` has nothing to say."""
    name = entry.name
    return len(name) <= _SHORT and _PLAIN.fullmatch(name) is not None and entry.is_file(follow_symlinks=False)


def _strange(entry: os.DirEntry[str]) -> str:
    """Why an entry is refused, or empty."""
    if _is_plain(entry):
        return ""
    name = entry.name
    if entry.is_symlink():
        return "是符号链接；链接可能指到公开范围之外，一律不收"
    if not (entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)):
        return "不是普通文件"
    if not name.isascii():
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            return "文件名不是 UTF-8 编码"
        if not unicodedata.is_normalized("NFC", name):
            return "文件名的字符是拆开写的（不是 NFC 形式），有的系统会当成另一个文件"
    if any(char in _FORBIDDEN or unicodedata.category(char) in ("Cc", "Cf") for char in name):
        return "文件名里有不能用的字符（控制字符、不可见字符或 \\ : * ? \" < > | 之一）"
    if name != name.strip() or name.endswith("."):
        return "文件名以空格或句点开头或结尾"
    if len(name.encode("utf-8")) > 240:
        return "文件名太长（超过 240 字节，约 80 个汉字）"
    return ""


def _refuse(path: str, message: str, help_text: str) -> Finding:
    return Finding(rule=_RULE, severity=Severity.ERROR, where=Location(path), message=message, help=help_text)
