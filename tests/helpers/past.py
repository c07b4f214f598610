"""One item of a small cluster that is written, approved and committed version by version."""

from __future__ import annotations

import subprocess
from pathlib import Path

from helpers.clusters import approve_one, item

ITEM = "sites/jiaoyu/docs/tongzhi/2026/bangong.md"
ADDRESS = "jiaoyu/tongzhi/2026/bangong.html"
OLD, NEW = "每周三上午接待来访", "每周五下午接待来访"
HEAD = {"索引号": "DEMO00032/2026-00009"}


class Past:
    """A cluster in git. The item asks for the comparison unless a version says otherwise."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".gitignore").write_text(".zhanqun/\ndist/\n", "utf-8")
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, day: str = "2026-03-01") -> None:
        stamp = f"{day}T10:00:00+08:00"
        subprocess.run(
            ["git", "-C", str(self.root), "-c", "user.name=王五", "-c", "user.email=w@x.example", *words],
            check=True, capture_output=True,
            env={"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "PATH": "/usr/bin:/bin", "HOME": str(self.root)},
        )  # fmt: skip

    def commit(self, day: str, message: str = "改") -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message, day=day)

    def version(self, day: str, body: str, *, approve: bool = True, message: str = "改", **keys: object) -> None:
        """``修订对比=None`` leaves the key out."""
        place = self.root / ITEM
        merged = {key: value for key, value in ({"修订对比": "true"} | HEAD | keys).items() if value is not None}
        place.write_text(item("来访接待安排", f"{body}\n", **merged), "utf-8")
        if approve:
            approve_one(self.root, place)
        self.commit(day, message)
