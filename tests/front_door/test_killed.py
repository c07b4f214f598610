"""Killed, interrupted, started twice: the last good output stays whole, and the next build finishes the work."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers.clusters import item, write_cluster
from helpers.front_door import NOW, approve, build, program_environment, snapshot, start, write
from zhanqun.stages.write import Area

MOMENTS = int(os.environ.get("ZHANQUN_KILLS", "8"))
"""How often to kill; ZHANQUN_KILLS=200 for a thorough run."""
PAUSE = """
import sys, time
from importlib import import_module
module, _, name = sys.argv.pop(1).partition(":")
*owners, name = name.split(".")
owner, left = import_module(module), [int(sys.argv.pop(1))]
for each in owners:
    owner = getattr(owner, each)
real = getattr(owner, name)
def slow(*args, **named):
    left[0] -= 1
    if left[0] < 0:
        print("reached", flush=True)
        time.sleep(60)
    return real(*args, **named)
setattr(owner, name, slow)
from zhanqun.__main__ import run
run()
"""
"""The program with one function that takes a minute from the nth time on, in whichever process: a kill hits that moment."""


def items(first: int, count: int, body: str) -> dict[str, str | bytes | None]:
    return {
        f"sites/jiaoyu/docs/tongzhi/2026/n{number:03d}.md": item(
            f"第{number}件事", body, 索引号=f"DEMO00032/2026-{number:05d}", 附件="[同.txt]"
        )
        for number in range(first, first + count)
    } | {"sites/jiaoyu/docs/tongzhi/2026/同.txt": b"1\n" * 200}


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, dict[str, bytes], dict[str, bytes]]]:
    """A root with an old output and new sources; a copy of the old output; the files of old and new."""
    tmp_path = tmp_path_factory.mktemp("killed")
    root = write_cluster(tmp_path / "cluster", items(10, 30, "旧的正文。\n"), approve=False)
    approve(root, [path.relative_to(root).as_posix() for path in root.rglob("*.md")])
    assert build(root).code == 0
    old = snapshot(root / "dist")
    keep = tmp_path / "kept"
    shutil.copytree(root, keep, symlinks=True)
    edits = items(20, 30, "新的正文。\n")
    edits |= {f"sites/jiaoyu/docs/tongzhi/2026/n{number:03d}.md": None for number in range(10, 15)}
    write(root, edits)
    approve(root, [path for path, text in edits.items() if text and path.endswith(".md")])
    clean = tmp_path / "clean"
    assert build(root, "--no-cache", "--out", clean).code == 0
    yield root, keep, old, snapshot(clean)


def restore(root: Path, keep: Path) -> None:
    """Put output, cache and nothing else back to the moment before the build."""
    for name in ("dist", ".dist.next", ".zhanqun"):
        shutil.rmtree(root / name, ignore_errors=True)
    for name in ("dist", ".zhanqun"):
        shutil.copytree(keep / name, root / name)


def whole(out: Path, old: dict[str, bytes], new: dict[str, bytes]) -> bool:
    """Every file is wholly old or wholly new; true when the output is a mix of both."""
    now = snapshot(out)
    for path, data in now.items():
        assert data in (old.get(path), new.get(path)), f"{path} is neither the old nor the new file"
    for path in old.keys() & new.keys():
        assert path in now, f"{path} is in both builds and not there"
    return now not in (old, new)


def test_a_kill_at_any_moment_loses_nothing(before_and_after: tuple[Path, Path, dict[str, bytes], dict[str, bytes]]) -> None:
    root, keep, old, new = before_and_after
    draw = random.Random(20260822)
    restore(root, keep)
    begun = time.monotonic()
    process = start("build", "--root", root, "--date", NOW, "--jobs", 2, "--quiet")
    assert process.wait(60) == 0
    length = time.monotonic() - begun
    assert snapshot(root / "dist") == new
    for _ in range(MOMENTS):
        restore(root, keep)
        process = start("build", "--root", root, "--date", NOW, "--jobs", 2, "--quiet")
        # Most of a short run is start-up; the second half is where things are written.
        time.sleep(length * draw.triangular(0.2, 1.05, 0.9))
        killed(process)
        whole(root / "dist", old, new)
        assert build(root).code == 0
        assert snapshot(root / "dist") == new
        assert not (root / ".dist.next").exists()


@pytest.mark.parametrize(("call", "number"), [
    ("replace", 0), ("replace", 1), ("replace", 20), ("rename", 0), ("rename", 1), ("unlink", 0), ("unlink", 3),
    ("fsync", 0), ("rmdir", 0), ("rmdir", 2),
])
def test_a_kill_while_files_are_moved_is_finished_by_the_next_build(
    before_and_after: tuple[Path, Path, dict[str, bytes], dict[str, bytes]], call: str, number: int
) -> None:
    root, keep, old, new = before_and_after
    restore(root, keep)
    journal = root / ".dist.next" / "journal.json"
    process = start_holding(call, number, root)
    if process.stdout and process.stdout.readline() == "":  # this build needs the call less often
        killed(process)
        assert snapshot(root / "dist") == new
        return
    killed(process)
    mixed = whole(root / "dist", old, new)
    assert not mixed or journal.is_file(), "a mix of old and new without a journal can never be finished"
    # A build that finds errors elsewhere finishes the old work and then leaves it alone.
    path = root / "sites" / "jiaoyu" / "docs" / "tongzhi" / "2026" / "z.md"
    planned = journal.is_file()
    path.write_bytes(b"no front matter")
    ran = build(root)
    path.unlink()
    assert ran.code == 1
    assert snapshot(root / "dist") == (new if planned else snapshot(root / "dist"))
    whole(root / "dist", old, new)
    assert build(root).code == 0
    assert snapshot(root / "dist") == new
    assert not (root / ".dist.next").exists()


def test_a_kill_of_the_first_build_leaves_no_output_or_all_of_it(cluster: Callable[..., Path]) -> None:
    root = cluster(items(10, 10, "正文。\n"))
    process = start_holding("rename", 0, root)
    assert process.stdout and process.stdout.readline() == "reached\n"
    killed(process)
    assert not (root / "dist").exists()
    assert build(root).code == 0
    first = snapshot(root / "dist")
    shutil.rmtree(root / "dist")
    assert build(root, "--no-cache").code == 0
    assert snapshot(root / "dist") == first


@pytest.mark.parametrize("data", [
    b"", b"{", b"[]", b'{"write": 1}', b'{"write": ["../../x"], "remove": []}', b'{"write": [], "remove": ["../ours.txt"]}',
])
def test_a_damaged_journal_is_told_and_touches_nothing(cluster: Callable[..., Path], data: bytes) -> None:
    root = cluster()
    assert build(root).code == 0
    before = snapshot(root / "dist")
    staged = root / ".dist.next" / "files"
    staged.mkdir(parents=True)
    (root / ".dist.next" / "journal.json").write_bytes(data)
    (root / "ours.txt").write_text("1")
    ran = build(root)
    assert (ran.code, snapshot(root / "dist")) == (2, before)
    assert "已损坏" in ran.err and "重新构建" in ran.err
    assert (root / "ours.txt").exists()


def test_the_second_of_two_builds_says_so(cluster: Callable[..., Path]) -> None:
    root = cluster()
    with open(root / ".dist.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        ran = build(root)
        assert ran.code == 2
        assert "另一个构建正在写同一个输出文件夹" in ran.err
        assert not (root / "dist").exists()
    assert build(root).code == 0


def test_two_builds_at_once_give_one_whole_output(cluster: Callable[..., Path], tmp_path: Path) -> None:
    root = cluster(items(10, 20, "正文。\n"))
    assert build(root, "--no-cache", "--out", tmp_path / "clean").code == 0
    both = [start("build", "--root", root, "--date", NOW, "--quiet", "--jobs", 1) for _ in range(2)]
    codes = sorted(process.wait(60) for process in both)
    for process in both:
        process.communicate()
    assert codes in ([0, 0], [0, 2])
    assert snapshot(root / "dist") == snapshot(tmp_path / "clean")


@pytest.mark.parametrize("everyone", [True, False], ids=["terminal", "kill -INT"])
@pytest.mark.parametrize("moment", ["imports", "解析和审查"])
def test_an_interrupt_ends_with_130(cluster: Callable[..., Path], everyone: bool, moment: str) -> None:
    """How soon is measured by benchmarks/interrupt.py: a busy machine would fail here for no fault of the program."""
    root = cluster(many(3_000), approve=False)
    process = start("build", "--root", root, "--date", NOW, "--jobs", 2, "--no-cache")
    try:
        if moment == "imports":
            time.sleep(0.25)
        else:
            assert process.stderr
            for line in process.stderr:
                if moment in line:
                    break
        assert process.poll() is None, "the build is too short for this test"
        os.killpg(process.pid, signal.SIGINT) if everyone else process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        left = workers_of(process.pid)
        for _ in range(20):  # a worker that was told to end needs an instant
            left = left and (time.sleep(0.05) or workers_of(process.pid))
    finally:
        killed(process)
    assert process.returncode == 130, (process.returncode, out, err)
    assert "Traceback" not in err
    assert err.rstrip().endswith("已中断")
    assert not (root / "dist").exists()
    assert not left


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("place", "number", "moved"), [
    ("zhanqun.stages.render.engine_leaves:Leaves.render", 3, False), ("zhanqun.pipeline.fulltext:_share", 0, False),
    ("zhanqun.stages.search.segment:build_partition", 0, False),
    ("zhanqun.stages.write.journal:_apply", 0, True), ("zhanqun.stages.write.journal:_prune", 1, True),
], ids=["pages", "words", "index", "moves", "removals"])
def test_an_interrupt_at_every_stage_waits_for_nothing_and_is_made_good_by_the_next_build(
    before_and_after: tuple[Path, Path, dict[str, bytes], dict[str, bytes]], place: str, number: int, moved: bool, jobs: int
) -> None:
    root, keep, old, new = before_and_after
    restore(root, keep)
    process = subprocess.Popen(
        [sys.executable, "-c", PAUSE, place, str(number), "build", "--root", str(root), "--date", NOW, "--jobs", str(jobs),
         "--quiet", "--no-cache"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program_environment(), start_new_session=True,
    )
    try:
        assert process.stdout and process.stdout.readline() == "reached\n"
        os.killpg(process.pid, signal.SIGINT)
        # Less than what is being waited for.
        _, err = process.communicate(timeout=30)
        left = workers_of(process.pid)
        for _ in range(40):  # a worker that was told to end needs an instant
            left = left and (time.sleep(0.05) or workers_of(process.pid))
    finally:
        killed(process)
    assert (process.returncode, err.strip().splitlines()[-1:]) == (130, ["已中断"]), err
    assert "Traceback" not in err and not left
    assert (root / ".dist.next" / "journal.json").is_file() == moved
    assert whole(root / "dist", old, new) == (number > 0 and moved)
    if not moved:
        assert snapshot(root / "dist") == old
    assert build(root).code == 0
    assert snapshot(root / "dist") == new
    assert not (root / ".dist.next").exists()


def workers_of(group: int) -> list[str]:
    """Processes that are still in the group and not merely waiting to be collected."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, _, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                if int(its_group) == group and state != "Z":
                    found.append(entry.name)
    return found


def many(count: int) -> dict[str, str | bytes | None]:
    """Unapproved items in quantity: nothing may be published, and the gate is busy with them."""
    body = "各学校按时报送计划，并附上说明。\n\n" * 400
    return {
        f"sites/jiaoyu/docs/tongzhi/2026/m{number:04d}.md": item(
            f"第{number}件事", body, 索引号=f"DEMO00032/2026-{number:05d}"
        )
        for number in range(1_000, 1_000 + count)
    }


def start_holding(call: str, number: int, root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PAUSE, f"os:{call}", str(number), "build", "--root", str(root), "--date", NOW,
         "--jobs", "1", "--quiet", "--no-cache"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=program_environment(), start_new_session=True,
    )


def killed(process: subprocess.Popen[str]) -> None:
    """End the process and its workers for good: the last of them keeps the lock until the system has taken it away."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait(20)
    end = time.monotonic() + 20
    while workers_of(process.pid):
        assert time.monotonic() < end, "a killed process does not end"
        time.sleep(0.01)
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()




def test_after_the_main_process_alone_is_killed_the_next_build_is_not_kept_waiting(tmp_path: Path) -> None:
    """As the system does when memory is short: the workers must not hold the output's lock for ever."""
    root = write_cluster(tmp_path / "cluster", many(300), approve=False)
    process = start("build", "--root", root, "--date", NOW, "--jobs", 2, "--quiet", "--no-cache")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(600):
        workers = children.read_text().split()
        if len(workers) >= 2:
            break
        time.sleep(0.05)
    assert workers
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)  # Until the last of them has closed what it inherited.
    ran = build(root)
    assert "另一个构建" not in ran.out + ran.err
    assert ran.code == 1


def test_what_an_interrupted_build_has_no_time_to_remove_the_next_one_removes(tmp_path: Path) -> None:
    area = Area(tmp_path / "dist")
    area.prepare()
    for number in range(10):
        (area.staged / f"{number}.html").write_text("1")
    area.drop(-1.0)
    assert 0 < len(list(area.staged.iterdir())) < 10
    area.prepare()
    assert list(area.staged.iterdir()) == []
    area.drop(60.0)
    assert not area.next.exists()
