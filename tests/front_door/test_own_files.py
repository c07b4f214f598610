"""The program's own files: those that somebody else committed are not believed, and none overwrites anybody's."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.front_door import build, run, snapshot, write


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=起草人", "-c", "user.email=draft@example.gov.cn")
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "-Af", "sites", *(name for name in (".zhanqun", ".dist.next") if (root / name).exists()))
    git(root, "commit", "-qm", "改")


def test_a_cache_that_somebody_committed_is_not_believed(cluster: Callable[..., Path]) -> None:
    """Whoever writes it writes verdicts, too."""
    root = cluster()
    git(root, "init", "-q")
    commit(root)
    assert build(root).code == 0
    commit(root)
    for _ in range(2):
        ran = build(root)
        assert (ran.code, "git rm -r .zhanqun" in ran.out) == (1, True), ran
    git(root, "rm", "-rqf", ".zhanqun")
    git(root, "commit", "-qm", "删")
    assert build(root).code == 0


@pytest.mark.parametrize("built", [False, True])
def test_a_journal_that_somebody_committed_is_not_carried_out(cluster: Callable[..., Path], built: bool) -> None:
    root = cluster()
    git(root, "init", "-q")
    commit(root)
    if built:
        assert build(root).code == 0
    before = snapshot(root / "dist")
    write(root, {
        ".dist.next/journal.json": json.dumps({"write": ["leak.html"], "remove": [], "sources": {}}),
        ".dist.next/files/leak.html": "没有人审查过\n",
    })
    commit(root)
    ran = build(root)
    assert (ran.code, "git rm -r .dist.next" in ran.out, snapshot(root / "dist") == before) == (1, True, True), ran


@pytest.mark.parametrize("where", ["line", "part"])
def test_a_manifest_that_names_something_outside_removes_nothing_there(cluster: Callable[..., Path], where: str) -> None:
    root = cluster()
    assert build(root).code == 0
    place, part = root / "dist/manifest/index.json", root / "dist/manifest/portal.sha256"
    told = json.loads(place.read_bytes())
    if where == "line":
        part.write_text(part.read_text("utf-8") + f"{0:064}  ../mine.sha256\n", "utf-8")
        for each in told["parts"]:
            if each["site"] == "portal":
                each["sha256"] = hashlib.sha256(part.read_bytes()).hexdigest()
    else:
        told["parts"].append({"site": "../../mine", "part": "", "files": 0, "bytes": 0, "sha256": hashlib.sha256(b"").hexdigest()})
    place.write_text(json.dumps(told), "utf-8")
    write(root, {"mine.sha256": ""})
    path = root / "sites/portal/site.yml"
    path.write_text(path.read_text("utf-8") + "\n# 改\n", "utf-8")
    assert build(root).code == 0
    assert (root / "mine.sha256").exists()


def test_an_output_inside_an_output_is_refused(cluster: Callable[..., Path]) -> None:
    """What is staged beside it would lie among what is published."""
    root = cluster()
    assert build(root).code == 0
    before = snapshot(root / "dist")
    ran = build(root, "--out", root / "dist" / "jiaoyu" / "new")
    assert (ran.code, "另一个输出目录之内" in ran.err, snapshot(root / "dist") == before) == (2, True, True), ran


def test_clean_overwrites_nobodys_file_and_publishes_nothing(cluster: Callable[..., Path]) -> None:
    root = cluster()
    place = root / "图.svg"
    place.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><!-- 张三 --><path d="M0 0h9"/></svg>', "utf-8")
    other = root / "图-清理.svg"
    other.write_text("别人的\n", "utf-8")
    ran = run("clean", place)
    assert (ran.code, "没有覆盖" in ran.err, other.read_text("utf-8")) == (2, True, "别人的\n"), ran
    other.unlink()
    assert run("clean", place).code == run("clean", place).code == 0
    write(root, {"dist/manifest/index.json": "{}"})
    ran = run("clean", place, "--out", root / "dist" / "图.svg")
    assert (ran.code, (root / "dist" / "图.svg").exists()) == (2, False), ran


def test_a_report_overwrites_no_file_beside_it(cluster: Callable[..., Path], tmp_path: Path) -> None:
    root = cluster()
    mine = tmp_path / "mine"
    mine.write_text("别人的\n", "utf-8")
    (tmp_path / "a.json.tmp").symlink_to(mine)
    ran = run("audit", "--root", root, "--format", "json", "--out", tmp_path / "a.json", "--date", "2026-08-22")
    assert (ran.code, mine.read_text("utf-8"), (tmp_path / "a.json").is_symlink()) == (0, "别人的\n", False), ran
