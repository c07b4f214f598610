"""What git knows of each file, from one pass over the log.

One process for the whole repository: a process per file costs 24 ms each (see benchmarks). Commit messages are
internal; only the date, the ``公开说明:`` trailer and the names for the author rule are kept.
"""

from __future__ import annotations

import os
from datetime import date

from zhanqun.model.cluster import Cluster
from zhanqun.model.history import FileHistory, History, Revision

_RECORD, _FIELD = "\x1e", "\x1f"
_FORMAT = (
    f"{_RECORD}%cs{_FIELD}%P{_FIELD}%an <%ae>{_FIELD}"
    f"%(trailers:key=公开说明,valueonly,separator=%x20){_FIELD}"
    f"%(trailers:key=Reviewed-by,valueonly,separator=%x1d){_FIELD}"
)


def read_history(cluster: Cluster) -> History:
    """Read the git log below ``sites/`` once. Without git or in a shallow clone, say so and guess nothing."""
    from git import InvalidGitRepositoryError, NoSuchPathError, Repo  # 80 ms, needed only when there is history
    from git.exc import GitCommandError, GitCommandNotFound

    try:
        repo = Repo(cluster.root, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError):
        return History(False, "不在 git 仓库里，修订历史和起草人无从查起", {})
    try:
        with repo:
            if repo.bare or not repo.head.is_valid():
                return History(False, "git 仓库里还没有提交，修订历史和起草人无从查起", {})
            if repo.git.rev_parse("--is-shallow-repository") == "true":
                return History(False, "git 仓库是浅克隆，修订历史不全，不显示；请用完整克隆（fetch-depth: 0）", {})
            prefix = _prefix(str(repo.working_tree_dir), cluster.root)
            log = repo.git(c="core.quotePath=false").log(
                f"--format={_FORMAT}", "--name-only", "--no-renames", "--diff-merges=first-parent", "-z", "--",
                f"{cluster.root}/sites",
                strip_newline_in_stdout=False,
            )
    except (GitCommandError, GitCommandNotFound) as error:
        return History(False, f"git 读不了（{type(error).__name__}），修订历史不显示", {})
    return History(True, "", _parse(log, prefix))


def _prefix(top: str, root: str) -> str:
    """Path of the cluster inside the repository, with a final slash, or empty."""
    relative = os.path.relpath(os.path.realpath(root), os.path.realpath(top))
    return "" if relative == "." else relative.replace(os.sep, "/") + "/"


def _parse(log: str, prefix: str) -> dict[str, FileHistory]:
    authors: dict[str, dict[str, None]] = {}
    revisions: dict[str, list[Revision]] = {}
    reviewed: dict[str, tuple[str, ...]] = {}
    for record in log.split(_RECORD)[1:]:
        day_text, parents, author, note, trailers, names = record.split(_FIELD, 5)
        merge = " " in parents
        revision = Revision(date.fromisoformat(day_text), " ".join(note.split()))
        approvers = tuple(value.strip() for value in trailers.split("\x1d") if value.strip())
        for name in names.split("\0"):
            path = name.strip("\n")
            if not path.startswith(prefix):
                continue
            path = path[len(prefix):]
            if not path:
                continue
            # Who merges is the approver, not the author; and the change was already counted by its own commit.
            if not merge:
                authors.setdefault(path, {})[author] = None
            if not merge or revision.note:
                revisions.setdefault(path, []).append(revision)
            reviewed.setdefault(path, approvers)
    return {
        path: FileHistory(tuple(authors.get(path, ())), tuple(revisions.get(path, ())), approvers)
        for path, approvers in reviewed.items()
    }
