"""A cluster in a real git repository, with a branch to review."""

from __future__ import annotations

from pathlib import Path

from git import Actor, Repo

AUTHOR = Actor("王五", "wangwu@example.gov.cn")


class Branch:
    """The tag ``start`` holds the base cluster; everything after it is the change under review."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".gitignore").write_text(".zhanqun/\ndist/\n", encoding="utf-8")
        self.repo = Repo.init(root, initial_branch="main")
        self.commit("开始")
        self.repo.create_tag("start")

    def write(self, path: str, text: str | bytes) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return place

    def replace(self, path: str, old: str, new: str) -> None:
        place = self.root / path
        text = place.read_text(encoding="utf-8")
        assert old in text
        place.write_text(text.replace(old, new), encoding="utf-8")

    def commit(self, message: str, author: Actor = AUTHOR) -> str:
        who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER")
               for part, value in (("NAME", author.name), ("EMAIL", author.email))}
        self.repo.git.add("--all")
        self.repo.git.commit("--allow-empty", "--no-verify", "-m", message, env=who)
        return str(self.repo.git.rev_parse("HEAD"))
