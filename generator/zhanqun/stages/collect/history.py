"""What git knows of each file, from one pass over the log.

One process for the whole repository: a process per file costs 24 ms each (see benchmarks). Commit messages are
internal; only the date, the ``公开说明:`` trailer and the names for the author rule are kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from zhanqun.model.cluster import Cluster
from zhanqun.model.history import FileHistory, History, Revision
from zhanqun.stages.collect.git import GitFault, asking_ancestor, has_repository, run_git
from zhanqun.stages.collect.gitlog import Change, Entry, read_log
from zhanqun.stages.collect.merging import written_in_merges
from zhanqun.stages.collect.signing import signing_commits

_NOTE = re.compile(r"公开说明[:：]\s*(.+)")


def read_history(cluster: Cluster, place: Place | None = None) -> History:
    """Read the git log below ``sites/`` once. Without git or in a shallow clone, say so and guess nothing."""
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
            return History(False, "git 仓库里还没有提交，修订历史和起草人无从查起", {})
        if place.shallow:
            return History(False, "git 仓库是浅克隆，修订历史不全，不显示；请用完整克隆（fetch-depth: 0）", {})
        log = _log(root, since, place.head)
        if log is None:
            return None
        if since and any(change.before for entry in log for change in entry.changes):
            return None
        prefix, dirty = prefix_below(place.top, root), _dirty(cluster, place)
        alone, merges = _by_reviewers(log, cluster)
        signed, written = signing_commits(root, alone), written_in_merges(root, merges)
        line = _main_line(root, place.head) if _by_trailers(cluster) else log
    except GitFault as fault:
        return History(False, f"git 读不了（{fault}），修订历史不显示", {})
    return History(True, "", _parse(log, line, prefix, signed, written), dirty)


def _by_trailers(cluster: Cluster) -> bool:
    return any(site.approvals == "trailers" for site in cluster.sites)


def _is_text(path: str) -> bool:
    """False for names that are not UTF-8: collect refuses such files anyway."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def public_note(message: str) -> str:
    """The ``公开说明:`` line of the message's last paragraph; git's own trailers know ASCII names only."""
    lines = message.rstrip().rsplit("\n\n", 1)[-1].splitlines()
    return " ".join(match.group(1).strip() for match in map(_NOTE.match, lines) if match)


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
    """The log from behind ``since``; none when that is no ancestor."""
    words = ("-M", "-l1000", "--diff-merges=first-parent", f"{since}..{head}" if since else head, "--", f"{root}/sites")
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


def _by_reviewers(log: Iterable[Entry], cluster: Cluster) -> tuple[list[str], dict[str, int]]:
    """Commits whose author is someone who may approve; apart from them merges, with the number of their parents."""
    names = {reviewer.name for reviewer in cluster.reviewers}
    mails = {mail.casefold() for reviewer in cluster.reviewers for mail in reviewer.emails}
    alone: list[str] = []
    merges: dict[str, int] = {}
    for entry in log:
        people = [one.rpartition("<") for one in entry.authors]
        if not any(name.strip() in names or mail.rstrip("> ").casefold() in mails for name, _, mail in people):
            continue
        if len(entry.parents) > 1:
            merges[entry.commit] = len(entry.parents)
        else:
            alone.append(entry.commit)
    return alone, merges


def _parse(
    log: Iterable[Entry], line: Iterable[Entry], prefix: str, signed: Container[tuple[str, str]], written: Container[tuple[str, str]],
) -> dict[str, FileHistory]:
    """``line``: what tells who reviewed a file, newest first."""
    authors: dict[str, dict[str, int]] = {}
    revisions: dict[str, list[Revision]] = {}
    earlier: dict[str, list[tuple[str, int]]] = {}
    for order, entry in enumerate(log):
        merge = len(entry.parents) > 1
        revision = Revision(date.fromisoformat(entry.day), public_note(entry.message))
        for change, path in _inside(entry, prefix):
            if change.before.startswith(prefix):
                earlier.setdefault(path, []).append((change.before.removeprefix(prefix), order))
            key = (entry.commit, change.path)
            signature = key in signed
            # Who merges or signs is the approver, not the author; and a merge repeats what its commits counted.
            if key in written or not (merge or signature):
                authors.setdefault(path, {}).update(dict.fromkeys(entry.authors, order))
            if not merge or revision.note:
                changed = replace(revision, commit=entry.commit if change.status == "M" else "", signed=signature)
                revisions.setdefault(path, []).append(changed)
    reviewed: dict[str, tuple[tuple[str, ...], date | None, int]] = {}
    for order, entry in enumerate(line):
        for _, path in _inside(entry, prefix):
            reviewed.setdefault(path, (entry.reviewed_by, date.fromisoformat(entry.day), order))
    moved = {before for names in earlier.values() for before, _ in names}
    found: dict[str, FileHistory] = {}
    for path in {**authors, **revisions, **reviewed}:
        approvers, day, order = reviewed.get(path, ((), None, 0))
        people = tuple(sorted(set(_authors(path, -1, authors, earlier))))
        found[path] = FileHistory(people, newest_first(revisions.get(path, ())), approvers, day, order, path in moved)
    return found


def _inside(entry: Entry, prefix: str) -> Iterator[tuple[Change, str]]:
    """What a commit does below the cluster, with paths relative to it."""
    for change in entry.changes:
        path = change.path.removeprefix(prefix)
        if path and change.path.startswith(prefix) and _is_text(path):
            yield change, path


def _authors(
    path: str, after: int, authors: Mapping[str, Mapping[str, int]], earlier: Mapping[str, Iterable[tuple[str, int]]],
) -> Iterator[str]:
    """Who wrote a file further down the log than ``after``, under whatever name: another name makes nobody's text another's."""
    yield from (author for author, order in authors.get(path, {}).items() if order > after)
    for before, order in earlier.get(path, ()):
        if order > after:
            yield from _authors(before, order, authors, earlier)
