"""Merges in which something was written: a conflict solved by hand, or words that come from none of the branches.

Whoever merges is no author, for a merge repeats what its commits brought. But a merge may hold anything, and git's log shows
it as one more way in which the branches come together. So the merges of those who may approve are done once more by git, and
what differs from that is theirs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping

from zhanqun.stages.collect.git import GitFault, reading_git

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
