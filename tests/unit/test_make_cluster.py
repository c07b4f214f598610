"""benchmarks/make_cluster.py: what it makes is valid, approved, varied and always the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY / "generator")}
    return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)


def make(out: Path, *options: str) -> dict[str, float]:
    script = str(REPOSITORY / "benchmarks" / "make_cluster.py")
    done = run(script, "--items", "30", "--sites", "3", *options, str(out))
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert isinstance(counts, dict)
    return counts


def contents(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "cluster"
    make(out, "--closed", "0.2", "--git")
    return out


def test_a_made_cluster_has_nothing_to_complain_about(made: Path) -> None:
    done = run("-m", "zhanqun", "check", "--all", "--root", str(made), "--date", "2026-11-21")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "错误[" not in done.stdout + done.stderr
    assert "警告[" not in done.stdout + done.stderr


def test_it_holds_items_that_are_not_public_and_gives_them_no_text(made: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in made.glob("sites/*/docs/**/*.md")]
    closed = [text for text in texts if "公开属性: 主动公开" not in text]
    assert len(texts) == 30
    assert closed
    assert all(text.endswith("本条只登记目录，正文不在本库。\n") for text in closed)
    assert all("\n审查:" not in text for text in closed)


def test_it_is_a_git_repository_whose_author_is_no_reviewer(made: Path) -> None:
    log = subprocess.run(["git", "log", "--format=%an"], cwd=made, capture_output=True, text=True, check=True).stdout
    authors = set(log.split())
    assert len(log.split()) >= 2
    assert authors.isdisjoint((made / "sites/_cluster/reviewers.yml").read_text(encoding="utf-8").split())


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        make(tmp_path / name, "--seed", seed)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_it_cuts_any_folder_of_markdown_and_keeps_no_link_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    body = "\n\n".join(f"第{n}段。见[附件](缺少的文件{n}.docx)，电话 13800000000。" for n in range(30))
    for n in range(4):
        text = f"---\n标题: \"文件{n}\"\n发文机关: 某局\n---\n\n{body}\n"
        folder.joinpath(f"{n}.md").write_text(text, encoding="utf-8")
    counts = make(tmp_path / "out", "--from", str(folder), "--mean", "600", "--attachments", "0")
    assert counts["attachments"] == 0
    every = b"".join(data for path, data in contents(tmp_path / "out").items() if "/docs/" in path)
    assert "缺少的文件".encode() not in every
    assert b"13800000000" not in every


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath("mine.txt").write_text("keep", encoding="utf-8")
    script = str(REPOSITORY / "benchmarks" / "make_cluster.py")
    done = run(script, "--items", "1", "--sites", "1", str(tmp_path))
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert contents(tmp_path) == {"mine.txt": b"keep"}


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    script = str(REPOSITORY / "benchmarks" / "make_cluster.py")
    done = run(script, "--items", "1", "--sites", "1", "--from", str(empty), str(tmp_path / "out"))
    assert done.returncode == 2
    assert "no Markdown" in done.stderr
