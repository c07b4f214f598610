"""What git says of a proposed change: its merge base, the paths it touches, and files as they were there.

Reads the repository through GitPython; one ``git diff``, one ``git ls-files`` and one ``git cat-file --batch`` process,
however many files there are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from zhanqun.model.errors import FOREIGN, UsageError, is_foreign
from zhanqun.stages.collect import EVERY_CHANGE, Entry, GitFault, public_note, read_log

_SAFE = ("--no-ext-diff", "--no-textconv", "-O/dev/null")
"""Nothing that a repository's configuration names may run."""


@dataclass(frozen=True, slots=True)
class Touched:
    """One path that differs. Paths are relative to the cluster's root."""

    path: str
    """Now; the old path when it is gone."""
    before: str
    """At the base; empty when it is new."""
    gone: bool


class Base:
    """The merge base of a revision and HEAD, beside the working tree."""

    def __init__(self, repo: Any, root: str, revision: str) -> None:
        repo.git.set_persistent_git_options(c=list(EVERY_CHANGE))
        self._repo = repo
        self._root = root
        top = os.path.realpath(str(repo.working_tree_dir))
        relative = os.path.relpath(os.path.realpath(root), top)
        self._prefix = "" if relative == "." else relative.replace(os.sep, "/") + "/"
        self.head = _commit(repo, "HEAD")
        wanted = _commit(repo, revision)
        try:
            self.commit = str(repo.git.merge_base(wanted, self.head)).split()[0]
        except Exception as error:
            if str(repo.git.rev_parse("--is-shallow-repository")) == "true":
                raise UsageError(f"仓库是浅克隆，找不到 {revision} 和当前分支的共同起点；请用完整克隆（fetch-depth: 0）") from error
            raise UsageError(f"{revision} 和当前分支没有共同的历史，无法比较") from error

    def touched(self) -> tuple[tuple[Touched, ...], tuple[str, ...]]:
        """(paths below the cluster that differ from the base, sorted; other changed paths of the repository)."""
        fields = self._repo.git.diff("--name-status", "-z", "-M90%", *_SAFE, self.commit, "--").split("\0")
        found: dict[str, Touched] = {}
        outside: list[str] = []
        for before, path, gone in _entries(fields):
            if not path.startswith(self._prefix) and not before.startswith(self._prefix):
                outside.append(path)
                continue
            new = path.removeprefix(self._prefix)
            found[new] = Touched(new, before.removeprefix(self._prefix), gone)
        # What git ignores below sites/ is published all the same when a cleared source names it, so it is told too.
        listed = self._repo.git.ls_files("--others", "-z", "--", f"{self._prefix}sites").split("\0")
        for name in listed:
            path = name.removeprefix(self._prefix)
            if path and path not in found:
                found[path] = Touched(path, "", False)
            elif path and found[path].gone:
                found[path] = Touched(path, path, False)
        return tuple(found[path] for path in sorted(found)), tuple(sorted(outside))

    def versions(self) -> tuple[tuple[str, str], ...]:
        """(commit, path) of every file below sites/ that a commit after the base added or changed, oldest first."""
        return tuple((entry.commit, path) for entry, path in self._later("--diff-filter=AMT", "-c"))

    def told(self) -> dict[str, tuple[str, ...]]:
        """Path -> what commits after the base say of it in public (``公开说明:``), oldest first."""
        found: dict[str, dict[str, None]] = {}
        for entry, path in self._later("--diff-merges=first-parent"):
            if note := public_note(entry.message):
                found.setdefault(path, {})[note] = None
        return {path: tuple(notes) for path, notes in sorted(found.items())}

    def _later(self, *words: str) -> Iterator[tuple[Entry, str]]:
        log = self._read("--reverse", "--no-renames", *words, f"{self.commit}..{self.head}", "--", f"{self._root}/sites")
        return ((entry, change.path.removeprefix(self._prefix)) for entry in log for change in entry.changes)

    def _read(self, *words: str) -> list[Entry]:
        try:
            return read_log(self._root, *_SAFE, *words)
        except GitFault as fault:
            raise UsageError(f"git 读不了（{fault}）；先修好仓库（git fsck）再重试") from fault

    def read(self, path: str) -> bytes | None:
        """Bytes of a regular file at the base; none when it was not there."""
        return self.read_at(self.commit, path)

    def read_at(self, commit: str, path: str) -> bytes | None:
        """Bytes of a file in one commit; none when it is not there."""
        if not path or "\n" in path:
            return None
        try:
            _, kind, _, data = self._repo.git.get_object_data(f"{commit}:{self._prefix}{path}")
        except ValueError:
            return None
        return bytes(data) if kind in ("blob", b"blob") else None

    def names(self, folder: str) -> tuple[str, ...]:
        """Every path below a folder at the base."""
        listed = self._repo.git.ls_tree("-r", "-z", "--name-only", "--full-tree", self.commit, "--", self._prefix + folder)
        return tuple(name.removeprefix(self._prefix) for name in listed.split("\0") if name)

    def last_touch(self, path: str) -> tuple[tuple[str, ...], str]:
        """(``Reviewed-by`` values, ISO day) of the commit at or before the base through which ``path`` became what it is."""
        log = self._read("-1", "--first-parent", "--diff-merges=first-parent", self.commit, "--", os.path.join(self._root, path))
        return (log[0].reviewed_by, log[0].day) if log else ((), "")

    def dirty(self) -> bool:
        """True when the working tree or the index differs from the last commit."""
        return bool(self._repo.git.status("--porcelain", "--untracked-files=no", "-z"))


@contextmanager
def opened(root: str, revision: str) -> Iterator[Base]:
    """The base of a review. UsageError when there is no repository or no such revision."""
    from git import InvalidGitRepositoryError, NoSuchPathError, Repo
    from git.exc import GitCommandNotFound

    try:
        repo = Repo(root, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise UsageError("不在 git 仓库里，没有可以比较的版本；先 git init 并提交一次") from error
    except GitCommandNotFound as error:
        raise UsageError("没有找到 git 命令；请先安装 git") from error
    with repo:
        yield Base(repo, root, revision)


def _commit(repo: Any, revision: str) -> str:
    try:
        return str(repo.git.rev_parse("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"))
    except Exception as error:
        if is_foreign(str(error)):
            raise UsageError(f"git 读不了：{FOREIGN}") from error
        hint = "仓库里还没有提交" if revision == "HEAD" else f"没有版本 {revision}；用 --base 写已有的分支名、标签或提交号，如 --base main"
        raise UsageError(hint) from error


def _entries(fields: list[str]) -> Iterator[tuple[str, str, bool]]:
    """``--name-status -z`` -> (path before, path now, gone)."""
    at = 0
    while at < len(fields) and fields[at]:
        status = fields[at][0]
        if status in "RC":
            before, path = fields[at + 1], fields[at + 2]
            at += 3
            yield (before if status == "R" else ""), path, False
        else:
            path = fields[at + 1]
            at += 2
            yield ("" if status == "A" else path), path, status == "D"
