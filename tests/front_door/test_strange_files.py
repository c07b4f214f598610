"""Pipes and links where the program expects files of its own or settings: never waited for, never written through."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers.front_door import build, run
from zhanqun.stages.write import Area


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    """Who waits for a pipe is woken up, and has failed."""

    def late(number: int, frame: object) -> None:
        raise TimeoutError("waited for a pipe")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(("place", "code"), [
    ("sites/jiaoyu/pipe", 0), ("sites/_cluster/pipe.yml", 0), (".dist.lock", 0), ("sites/_cluster/words.yml", 2),
    ("sites/jiaoyu/site.yml", 2),
])
def test_no_pipe_is_waited_for(cluster: Callable[..., Path], place: str, code: int) -> None:
    root = cluster()
    (root / place).unlink(missing_ok=True)
    os.mkfifo(root / place)
    ran = build(root)
    assert (ran.code, "普通文件" in ran.out) == (code, code == 2), ran


@pytest.mark.parametrize("name", [".dist.lock", ".dist.next"])
def test_nothing_is_written_through_a_link_beside_the_output(cluster: Callable[..., Path], tmp_path: Path, name: str) -> None:
    root = cluster()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine").write_text("别人的\n", "utf-8")
    (root / name).symlink_to(other / "mine" if name == ".dist.lock" else other)
    ran = build(root)
    assert ran.code == (2 if name == ".dist.lock" else 0), ran
    assert {path.name: path.read_text("utf-8") for path in other.iterdir()} == {"mine": "别人的\n"}


def test_what_is_staged_is_for_nobody_else(tmp_path: Path) -> None:
    """A web server may serve the folder that holds output and staging."""
    area = Area(tmp_path / "dist")
    area.prepare()
    assert area.next.stat().st_mode & 0o077 == 0


def test_a_new_item_waits_for_no_pipe(cluster: Callable[..., Path]) -> None:
    root = cluster()
    os.mkfifo(root / "sites/jiaoyu/docs/pipe.md")
    ran = run("new", "jiaoyu", "通知公告", "新的通知", "--root", root)
    assert ran.code == 0, ran


def test_a_new_item_is_not_written_through_a_link(cluster: Callable[..., Path], tmp_path: Path) -> None:
    root = cluster()
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "sites/jiaoyu/docs/tongzhi").rename(tmp_path / "elsewhere")
    (root / "sites/jiaoyu/docs/70").symlink_to(outside)
    ran = run("new", "jiaoyu", "通知公告", "新的通知", "--root", root)
    assert (ran.code, "符号链接" in ran.err, list(outside.iterdir())) == (2, True, []), ran
