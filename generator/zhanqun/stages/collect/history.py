"""What git knows of each file, from one pass over the log.

One process for the whole repository: a process per file costs 24 ms each (see benchmarks). Commit messages are
internal; only the date, the ``公开说明:`` trailer and the names for the author rule are kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from zhanqun.model.cluster import Cluster
from zhanqun.model.history import FileHistory, History, Revision
from zhanqun.stages.collect.git import GitFault, asking_ancestor, has_repository, run_git
from zhanqun.stages.collect.merging import written_in_merges
from zhanqun.stages.collect.signing import signing_commits

_RECORD, _FIELD = "\x1e", "\x1f"
_NOTE = re.compile(r"公开说明[:：]\s*(.+)")
_FORMAT = (
    f"{_RECORD}%H{_FIELD}%cs{_FIELD}%P{_FIELD}%an <%ae>{_FIELD}"
    f"%B{_FIELD}"
    f"%(trailers:key=Reviewed-by,valueonly,separator=%x1d){_FIELD}"
)


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
        prefix, dirty = _prefix(place.top, root), _dirty(cluster, place)
        if since and _has_renames(log):
            return None
        alone, merges = _by_reviewers(log, cluster)
        signed, written = signing_commits(root, alone), written_in_merges(root, merges)
    except GitFault as fault:
        return History(False, f"git 读不了（{fault}），修订历史不显示", {})
    return History(True, "", _parse(log, prefix, signed, written), dirty)


def _is_text(path: str) -> bool:
    """False for names that are not UTF-8: collect refuses such files anyway."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _public_note(message: str) -> str:
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


def _log(root: str, since: str, head: str) -> str | None:
    """The log from behind ``since``; none when that is no ancestor."""
    words = (
        "log", "--no-show-signature", f"--format={_FORMAT}", "--name-status", "-M", "-l1000",
        "--diff-merges=first-parent", "-z",
        f"{since}..{head}" if since else head, "--", f"{root}/sites",
    )
    if not since:
        return run_git(root, *words)
    with asking_ancestor(root, since, head) as is_ancestor:
        try:
            log = run_git(root, *words)
        except GitFault:
            if is_ancestor():
                raise
            return None
        return log if is_ancestor() else None


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


def _prefix(top: str, root: str) -> str:
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
    if all(site.approvals != "trailers" for site in cluster.sites):
        return frozenset()
    sites = f"{cluster.root}/sites"
    status = run_git(
        cluster.root, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored=traditional",
        "--", sites,
    )
    listed = run_git(cluster.root, "ls-files", "-v", "-z", "--full-name", "--", sites)
    prefix = _prefix(place.top, cluster.root)
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


def _by_reviewers(log: str, cluster: Cluster) -> tuple[list[str], dict[str, int]]:
    """Commits whose author is someone who may approve; apart from them merges, with the number of their parents."""
    names = {reviewer.name for reviewer in cluster.reviewers}
    mails = {mail.casefold() for reviewer in cluster.reviewers for mail in reviewer.emails}
    alone: list[str] = []
    merges: dict[str, int] = {}
    for record in log.split(_RECORD)[1:]:
        commit, _, parents, author, _ = record.split(_FIELD, 4)
        name, _, mail = author.rpartition(" <")
        if name not in names and mail.rstrip(">").casefold() not in mails:
            continue
        if " " in parents:
            merges[commit] = parents.count(" ") + 1
        else:
            alone.append(commit)
    return alone, merges


def _has_renames(log: str) -> bool:
    return any(before for record in log.split(_RECORD)[1:] for _, _, before in _touched(record.rsplit(_FIELD, 1)[1]))


def _touched(names: str) -> Iterator[tuple[str, str, str]]:
    """(status, path, path before or empty). A new name counts as a new file beside one that is gone."""
    words = iter(names.strip("\0\n").split("\0"))
    for status in words:
        if status[:1] in ("R", "C"):
            before, path = next(words, ""), next(words, "")
            if status[:1] == "R":
                yield "D", before, ""
            yield "A", path, before
        elif status:
            yield status, next(words, ""), ""


def _parse(log: str, prefix: str, signed: set[tuple[str, str]], written: set[tuple[str, str]]) -> dict[str, FileHistory]:
    authors: dict[str, dict[str, int]] = {}
    revisions: dict[str, list[Revision]] = {}
    reviewed: dict[str, tuple[tuple[str, ...], date, int]] = {}
    earlier: dict[str, list[tuple[str, int]]] = {}
    for order, record in enumerate(log.split(_RECORD)[1:]):
        commit, day_text, parents, author, message, trailers, names = record.split(_FIELD, 6)
        merge = " " in parents
        revision = Revision(date.fromisoformat(day_text), _public_note(message))
        approvers = tuple(value.strip() for value in trailers.split("\x1d") if value.strip())
        for status, full, before in _touched(names):
            path = full.removeprefix(prefix)
            if not full.startswith(prefix) or not path or not _is_text(path):
                continue
            if before.startswith(prefix):
                earlier.setdefault(path, []).append((before.removeprefix(prefix), order))
            signature = (commit, full) in signed
            # Who merges or signs is the approver, not the author; and a merge repeats what its commits counted.
            if (commit, full) in written or not (merge or signature):
                authors.setdefault(path, {})[author] = order
            if not merge or revision.note:
                changed = replace(revision, commit=commit if status == "M" else "", signed=signature)
                revisions.setdefault(path, []).append(changed)
            reviewed.setdefault(path, (approvers, revision.day, order))
    moved = {before for names in earlier.values() for before, _ in names}
    return {
        path: FileHistory(
            tuple(sorted(set(_authors(path, -1, authors, earlier)))), newest_first(revisions.get(path, ())), approvers, day, order,
            path in moved,
        )
        for path, (approvers, day, order) in reviewed.items()
    }


def _authors(
    path: str, after: int, authors: Mapping[str, Mapping[str, int]], earlier: Mapping[str, Iterable[tuple[str, int]]],
) -> Iterator[str]:
    """Who wrote a file further down the log than ``after``, under whatever name: another name makes nobody's text another's."""
    yield from (author for author, order in authors.get(path, {}).items() if order > after)
    for before, order in earlier.get(path, ()):
        if order > after:
            yield from _authors(before, order, authors, earlier)
