"""Names, sizes and times of everything a build reads, in as few system calls as that takes.

Nothing heavy is imported here: for a hundred thousand files this look is most of what a build costs in which nothing
has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from zhanqun.model.source import RECENT

_MANY = 16
"""Folders from which on two processes are faster than one."""
_GIT_FILES = ("HEAD", "index", "packed-refs", "shallow", "config", "info/attributes", "logs/HEAD")
_GIT_SETTINGS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


def footprint(root: Path, others: Sequence[Path], jobs: int) -> dict[str, str]:
    """Folder of ``sites/`` -> digest of what lies in it; ``.`` for what lies beside them, ``others`` and git.

    A digest is empty where times cannot be trusted: something was written a moment ago, or is a link.
    """
    sites = root / "sites"
    names: list[str] = []
    beside: list[str] = []
    try:
        with os.scandir(sites) as entries:
            for entry in entries:
                (names if entry.is_dir(follow_symlinks=False) else beside).append(entry.name)
    except OSError:
        return {".": ""}
    names.sort()
    found = _in_two(sites, names) if jobs > 1 and len(names) >= _MANY else _folders(sites, names)
    parts = [_file(str(sites / name)) for name in sorted(beside)]
    parts += [_file(str(path)) if path.is_file() else _folder(str(path)) for path in others]
    parts.append(_git(root))
    found["."] = hashlib.blake2b("\0".join((*names, *parts)).encode(), digest_size=16).hexdigest() if all(parts) else ""
    return found


def _in_two(sites: Path, names: Sequence[str]) -> dict[str, str]:
    """Half of the folders in a child. A child that fails leaves its half unknown."""
    ours, theirs = os.pipe()
    try:
        child = os.fork()
    except OSError:
        # No process is to be had: slower, and the same answer.
        os.close(ours)
        os.close(theirs)
        return _folders(sites, names)
    if not child:
        with suppress(BaseException), os.fdopen(theirs, "w") as answer:
            json.dump(_folders(sites, names[1::2]), answer)
        os._exit(0)
    os.close(theirs)
    found = dict.fromkeys(names, "") | _folders(sites, names[::2])
    with os.fdopen(ours) as answer, suppress(ValueError):
        found |= json.load(answer)
    os.waitpid(child, 0)
    return found


def _folders(sites: Path, names: Sequence[str]) -> dict[str, str]:
    return {name: _folder(str(sites / name)) for name in names}


def _folder(top: str) -> str:
    """Digest over names, sizes, times and inodes. Entries come as the system lists them: the order stays what it was."""
    seen: list[str] = []
    newest, stack = 0, [top]
    while stack:
        folder = stack.pop()
        seen.append(folder)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        stack.append(entry.path)
                        continue
                    stat = entry.stat(follow_symlinks=False)
                    if entry.is_symlink():
                        return ""
                    modified, changed = stat.st_mtime_ns, stat.st_ctime_ns
                    newest = max(newest, modified, changed)
                    seen.append(f"{entry.name}/{stat.st_size} {modified} {changed} {stat.st_ino}")
        except OSError:
            return ""
    if newest > time.time_ns() - RECENT:
        return ""
    return hashlib.blake2b("\0".join(seen).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _file(path: str) -> str:
    try:
        stat = os.lstat(path)
    except FileNotFoundError:
        return "none"
    except OSError:
        return ""
    if max(stat.st_mtime_ns, stat.st_ctime_ns) > time.time_ns() - RECENT or os.path.islink(path):
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"


def _git(root: Path) -> str:
    """What history and staged changes follow from. Empty where git is set up in a way not known here."""
    if any(name in os.environ for name in _GIT_SETTINGS):
        return ""
    for place in (root, *root.parents):
        folder = place / ".git"
        if folder.is_dir():
            break
        if folder.exists():
            return ""
    else:
        return "no git"
    if (folder / "reftable").exists():
        # References in tables, which these files say nothing of.
        return ""
    try:
        head = (folder / "HEAD").read_text("utf-8", "replace").strip()
        branch = folder / head.removeprefix("ref: ")
        commit = branch.read_text("utf-8", "replace").strip() if head.startswith("ref: ") and branch.exists() else ""
    except OSError:
        return ""
    files: Mapping[str, str] = {name: _file(str(folder / name)) for name in _GIT_FILES}
    return "\n".join((str(folder), head, commit, *files.values())) if all(files.values()) else ""
