"""What git knows of each file, from one pass over the log.

One process for the whole repository: a process per file costs 24 ms each (see benchmarks). Commit messages are
internal; only the date, the ``公开说明:`` trailer and the names for the author rule are kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from zhanqun.model.cluster import Cluster
from zhanqun.model.history import FileHistory, History, Revision
from zhanqun.stages.collect.git import GitFault, asking_ancestor, has_repository, run_git
from zhanqun.stages.collect.gitlog import Change, Entry, is_text, public_note, read_log
from zhanqun.stages.collect.merging import renamed_in_merges, written_in_merges
from zhanqun.stages.collect.signing import signing_commits


def read_history(cluster: Cluster, place: Place | None = None) -> History:
    """Read the git log below ``sites/`` once. Without git or in a shallow clone, say so and guess nothing.

    ``broken`` tells the two apart: a checkout has authors, though this one does not show them.
    """
    history = read_later(cluster, "", place)
    assert history is not None
    return history


def read_later(cluster: Cluster, since: str, place: Place | None = None) -> History | None:
    """Only what came after the commit ``since``; none when it is no ancestor or files got other names: nothing can be added.

    ``place``: what ``current_place`` said, where it was asked.
    """
    root = cluster.root
    if not has_repository(root):
        return History(False, "不在 git 仓库里，修订历史和起草人无从查起", {})
    try:
        place = place or current_place(root)
        if place is None:
            # Git itself may be what is wrong.
            run_git(root, "rev-parse", "--is-bare-repository")
            return History(False, "git 仓库里还没有提交（先提交一次），修订历史和起草人无从查起", {})
        if place.shallow:
            return History(False, "git 仓库是浅克隆，修订历史不全，不显示；请用完整克隆（fetch-depth: 0）", {}, broken=True)
        log = _log(root, since, place.head)
        if log is None:
            return None
        prefix = prefix_below(place.top, root)
        joined = renamed_in_merges(root, (entry.commit for entry in log if len(entry.parents) > 1))
        if since and (joined or any(_moves(change, prefix) for entry in log for change in entry.changes)):
            return None
        if own := _own_files(root, log, prefix):
            return History(False, (
                f"git 仓库里有 zhanqun 自己的工作文件（{own}），里面的结论谁都可以写，没有审查的内容会因此过关；"
                f"执行 git rm -r {own}，提交后再构建"), {}, broken=True)
        dirty = _dirty(cluster, place)
        alone, merges = _by_reviewers(log, cluster, prefix)
        written = written_in_merges(root, merges)
        # A merge that differs from one of its branches in the block alone only puts signatures together.
        signed = signing_commits(root, (*alone, *(commit for commit, _ in written)))
        written -= signed
        line = _main_line(root, place.head) if _by_trailers(cluster) else log
    except GitFault as fault:
        return History(False, f"git 读不了（{fault}），修订历史不显示", {}, broken=True)
    return History(True, "", _parse(log, line, joined, prefix, signed, written), dirty)


def _own_files(root: str, log: Iterable[Entry], prefix: str) -> str:
    """Our cache or staging folder, when somebody has committed it: what is in it would be believed. Empty otherwise."""
    own = re.compile(re.escape(prefix) + r"(\.zhanqun|\.[^/]+\.next)/")
    found = {match[1] for entry in log for change in entry.changes if (match := own.match(change.path))}
    tracked = (name for name in sorted(found) if run_git(root, "ls-files", "-z", "--", f":(top,literal){prefix}{name}"))
    return next(tracked, "")


def _moves(change: Change, prefix: str) -> bool:
    return bool(change.before) and (change.path.startswith(prefix) or change.before.startswith(prefix))


def _by_trailers(cluster: Cluster) -> bool:
    return any(site.approvals == "trailers" for site in cluster.sites)


class Place(NamedTuple):
    """What is checked out."""

    head: str
    """Name of the commit."""
    shallow: bool
    top: str
    """The repository's folder."""


def current_place(root: str) -> Place | None:
    """What is checked out, asked at once; none without git, without a commit and where nothing is checked out."""
    try:
        head, shallow, top = run_git(root, "rev-parse", "HEAD^0", "--is-shallow-repository", "--show-toplevel").split("\n", 2)
    except (GitFault, ValueError):
        return None
    return Place(head, shallow == "true", top.removesuffix("\n"))


def _log(root: str, since: str, head: str) -> list[Entry] | None:
    """The log from behind ``since``; none when that is no ancestor.

    Of the whole repository: who writes a draft elsewhere is its author when somebody else puts it below ``sites/``. And no
    commit before what follows it, whatever the clocks said: what a file was before it got its name lies further down.
    """
    words = ("-M", "-l5000", "--topo-order", "--diff-merges=first-parent", f"{since}..{head}" if since else head)
    if not since:
        return read_log(root, *words)
    with asking_ancestor(root, since, head) as is_ancestor:
        try:
            log = read_log(root, *words)
        except GitFault:
            if is_ancestor():
                raise
            return None
        return log if is_ancestor() else None


def _main_line(root: str, head: str) -> list[Entry]:
    """The commits through which each file became what it is, none of those that only led to what a merge did not take.

    In the whole log the newest commit of a file may lie on the side that lost: its review is of other bytes.
    """
    return read_log(root, "--first-parent", "--diff-merges=first-parent", "--no-renames", head, "--", f"{root}/sites")


def add_history(old: Mapping[str, FileHistory], new: Mapping[str, FileHistory]) -> dict[str, FileHistory]:
    """What came later on top of what was known."""
    found = dict(old)
    for path, later in new.items():
        before = found.get(path)
        found[path] = later if before is None else FileHistory(
            tuple(sorted({*later.authors, *before.authors})), newest_first((*later.revisions, *before.revisions)),
            later.reviewed_by, later.reviewed_on,
        )
    return found


def newest_first(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    """An order that does not depend on how git walked the history."""
    return tuple(sorted(revisions, key=lambda one: (-one.day.toordinal(), one.note, one.commit)))


def prefix_below(top: str, root: str) -> str:
    """Path of the cluster inside the repository, with a final slash, or empty."""
    relative = os.path.relpath(os.path.realpath(root), os.path.realpath(top))
    return "" if relative == "." else relative.replace(os.sep, "/") + "/"


def still_so(cluster: Cluster, head: str, dirty: frozenset[str]) -> bool:
    """Whether the commit is still checked out and the same files still differ from it. To be asked when they have been read."""
    place = current_place(cluster.root)
    if place is None:
        return not head
    try:
        # The commit is asked for last: one that came with the question, too, is another.
        return place.head == head and _dirty(cluster, place) == dirty and current_place(cluster.root) == place
    except GitFault:
        return False


def _dirty(cluster: Cluster, place: Place) -> frozenset[str]:
    """Files that differ from the last commit or may do so unseen; asked only when trailers approve something.

    New files count, those that git ignores too, whatever lies in a repository of its own, and what git was told not
    to look at (assume-unchanged, skip-worktree).
    """
    if not _by_trailers(cluster):
        return frozenset()
    sites = f"{cluster.root}/sites"
    status = run_git(
        cluster.root, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored=traditional",
        "--", sites,
    )
    listed = run_git(cluster.root, "ls-files", "-v", "-z", "--full-name", "--", sites)
    prefix = prefix_below(place.top, cluster.root)
    names = [entry[3:] for entry in status.split("\0") if len(entry) > 3]
    names += [entry[2:] for entry in listed.split("\0") if len(entry) > 2 and entry[0] != "H"]
    inside = [name[len(prefix) :] for name in names if name.startswith(prefix)]
    return frozenset(path for name in inside for path in (name, *_below(cluster.root, name)))


def _below(root: str, name: str) -> list[str]:
    """Files of a folder that git names as a whole."""
    return [
        f"{folder[len(root) + 1 :]}/{file}"
        for folder, _, files in os.walk(f"{root}/{name.rstrip('/')}") for file in files
    ]


def _by_reviewers(log: Iterable[Entry], cluster: Cluster, prefix: str) -> tuple[list[str], dict[str, int]]:
    """Commits in the cluster whose author is someone who may approve; apart from them merges, with the number of their parents."""
    names = {reviewer.name for reviewer in cluster.reviewers}
    mails = {mail.casefold() for reviewer in cluster.reviewers for mail in reviewer.emails}
    alone: list[str] = []
    merges: dict[str, int] = {}
    for entry in log:
        people = [one.rpartition("<") for one in entry.authors]
        if not any(name.strip() in names or mail.rstrip("> ").casefold() in mails for name, _, mail in people):
            continue
        if not any(change.path.startswith(prefix) for change in entry.changes):
            continue
        if len(entry.parents) > 1:
            merges[entry.commit] = len(entry.parents)
        else:
            alone.append(entry.commit)
    return alone, merges


def _parse(
    log: Iterable[Entry], line: Iterable[Entry], joined: Mapping[str, Iterable[tuple[str, str]]], prefix: str,
    signed: Container[tuple[str, str]], written: Container[tuple[str, str]],
) -> dict[str, FileHistory]:
    """``line``: what tells who reviewed a file, newest first. Paths are those of the repository until the end."""
    authors: dict[str, dict[str, int]] = {}
    revisions: dict[str, list[Revision]] = {}
    earlier: dict[str, list[tuple[str, int]]] = {}
    below = f"{prefix}sites/"
    for order, entry in enumerate(log):
        merge = len(entry.parents) > 1
        revision = Revision(date.fromisoformat(entry.day), public_note(entry.message))
        for before, path in (*joined.get(entry.commit, ()), *((change.before, change.path) for change in entry.changes)):
            if before:
                earlier.setdefault(path, []).append((before, order))
        for change in entry.changes:
            key = (entry.commit, change.path)
            signature = key in signed
            # Who merges or signs is the approver, not the author; and a merge repeats what its commits counted.
            if key in written or not (merge or signature):
                authors.setdefault(change.path, {}).update(dict.fromkeys(entry.authors, order))
            if change.path.startswith(below) and (not merge or revision.note):
                changed = replace(revision, commit=entry.commit if change.status == "M" else "", signed=signature)
                revisions.setdefault(change.path, []).append(changed)
    reviewed: dict[str, tuple[tuple[str, ...], date | None, int]] = {}
    for order, entry in enumerate(line):
        for change in entry.changes:
            reviewed.setdefault(change.path, (entry.reviewed_by, date.fromisoformat(entry.day), order))
    moved = {before for names in earlier.values() for before, _ in names}
    found: dict[str, FileHistory] = {}
    for path in {**authors, **revisions, **reviewed}:
        if path.startswith(below) and is_text(path):
            found[path.removeprefix(prefix)] = FileHistory(
                _authors(path, authors, earlier), newest_first(revisions.get(path, ())), *reviewed.get(path, ((), None, 0)),
                path in moved)
    return found


def _authors(
    path: str, authors: Mapping[str, Mapping[str, int]], earlier: Mapping[str, Iterable[tuple[str, int]]],
) -> tuple[str, ...]:
    """Who wrote a file under whatever name, as long as it was that of the file: another name makes nobody's text another's."""
    found: set[str] = set()
    seen: dict[str, int] = {}
    names = [(path, -1)]
    while names:
        name, after = names.pop()
        if seen.get(name, after + 1) <= after:
            continue
        seen[name] = after
        found.update(author for author, order in authors.get(name, {}).items() if order > after)
        names += ((before, order) for before, order in earlier.get(name, ()) if order > after)
    return tuple(sorted(found))
