"""Merges in which something was written: a conflict solved by hand, or words that come from none of the branches.

Whoever merges is no author, for a merge repeats what its commits brought. But a merge may hold anything, and git's log shows
it as one more way in which the branches come together. So the merges of those who may approve are done once more by git, and
what differs from that is theirs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping

from zhanqun.stages.collect.git import GitFault, reading_git, run_git

_COMMIT = b"\x1e"


def written_in_merges(root: str, merges: Mapping[str, int]) -> set[tuple[str, str]]:
    """(commit, path below the repository) of whatever the authors of ``merges`` wrote themselves.

    ``merges``: commit -> number of its parents. Raises GitFault.
    """
    two, more = ({name for name, count in merges.items() if (count == 2) is pair} for pair in (True, False))
    try:
        found = _written(root, two, "remerge")
    except GitFault:
        return _written(root, merges, "combined")
    # Those of more than two branches git does not do once more.
    return found | _written(root, more, "combined")


def renamed_in_merges(root: str, merges: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Commit -> (name on one of the branches, name in the merge) of files to which a branch brought words under another name.

    One branch gave a file (or its folder) another name, another branch wrote under the old one: git puts that together, and
    no commit of either branch says that the words are in the file of the new name. A merge is less like its branches than
    they are like their origin, hence 30%. Raises GitFault.
    """
    wanted = frozenset(merges)
    if not wanted:
        return {}
    words = iter(run_git(
        root, "log", "--stdin", "--no-walk=unsorted", "--no-show-signature", "-c", "-M30%", "-l5000", "--combined-all-paths",
        "--name-status", "-z", "--format=%x1e%x00%H", given="".join(f"{name}\n" for name in sorted(wanted)),
    ).split("\0"))
    found: dict[str, list[tuple[str, str]]] = {}
    commit = ""
    for word in words:
        status = word.strip("\n")
        if status == _COMMIT.decode():
            commit = next(words)
        elif status:
            # A letter and a name for each branch, then the name in the merge.
            *before, path = (next(words) for _ in range(len(status) + 1))
            found.setdefault(commit, []).extend((name, path) for name in dict.fromkeys(before) if name != path)
    return {commit: pairs for commit, pairs in found.items() if pairs}


def _written(root: str, commits: Iterable[str], way: str) -> set[tuple[str, str]]:
    """``combined`` is for a git before 2.36 too, or a repository that cannot be written: it also names what git itself put
    together line by line, so that who merged two changes of one file counts as its author."""
    wanted = sorted(commits)
    if not wanted:
        return set()
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{name}\n" for name in wanted).encode())
        names.seek(0)
        with reading_git(
            root, names, "log", "--stdin", "--no-walk=unsorted", "--no-show-signature", f"--diff-merges={way}", "--no-renames",
            "--name-only", "-z", "--format=%x1e%x00%H",
        ) as stream:
            data = stream.read()
    found: set[tuple[str, str]] = set()
    commit, known = "", set(wanted)
    words = (word.strip(b"\n") for word in data.split(b"\0"))
    for word in words:
        if word == _COMMIT:
            # Or a file of that name: what follows is then a file as well.
            word = next(words, b"")
            if word.decode("ascii", "replace") in known:
                commit = word.decode()
                continue
        if word:
            found.add((commit, word.decode("utf-8", "surrogateescape")))
    return found
