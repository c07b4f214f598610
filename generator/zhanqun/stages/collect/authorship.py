"""Who wrote a file, when those who only put their name under it are left out.

A reviewer who commits the 审查 block of ``zhanqun approve`` is, for git, an author of the file. Telling the two apart
needs the bytes before and after each commit, so it is asked only of files where an approver is among the authors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanqun.model.cluster import Cluster
from zhanqun.text.review_block import without_review

if TYPE_CHECKING:
    from git import Commit


def content_authors(cluster: Cluster, path: str, authors: tuple[str, ...]) -> tuple[str, ...]:
    """``Name <mail>`` of each whose commits changed more than the 审查 block, newest first.

    ``authors``: what the log says, returned as it is when git cannot be read: then nobody is let off.
    Reads the git repository around the cluster's root.
    """
    from git import Repo  # 80 ms, and only a few files need it
    from git.exc import GitError

    found: dict[str, None] = {}
    try:
        with Repo(cluster.root, search_parent_directories=True) as repo:
            name = repo.git(C=cluster.root).rev_parse("--show-prefix") + path
            for commit in repo.iter_commits(paths=name, no_merges=True):
                if _changes_content(commit, name):
                    found[f"{commit.author.name} <{commit.author.email}>"] = None
    except (GitError, OSError, ValueError):
        return authors
    return tuple(found) or authors


def _changes_content(commit: Commit, name: str) -> bool:
    after = _text(commit, name)
    return not any(after is not None and _text(parent, name) == after for parent in commit.parents)


def _text(commit: Commit, name: str) -> str | None:
    """The file without its 审查 block as of a commit; none when it is not there or has no front matter."""
    try:
        data: bytes = commit.tree.join(name).data_stream.read()
        return without_review(data.decode("utf-8"))
    except (KeyError, ValueError):
        return None
