"""What disks, memory and killed processes do to a run: a message in Chinese, nothing half done, nothing left behind."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import NOW, approve, build, differences, program_environment, run, snapshot, write
from helpers.mounting import mounting
from zhanqun.model.errors import UsageError
from zhanqun.pipeline.pool import each

CHANGED = "sites/jiaoyu/docs/tongzhi/2026/n020.md"


@pytest.fixture
def edited(cluster: Callable[..., Path], tmp_path: Path) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """A cluster with an output, a cache and one edit since; the old output; what a build from nothing makes of it."""
    root = cluster({
        f"sites/jiaoyu/docs/tongzhi/2026/n{number:03d}.md": item(
            f"第{number}件事", "正文。\n" * 50, 索引号=f"DEMO00032/2026-{number:05d}")
        for number in range(10, 30)
    })
    assert build(root).code == 0
    old = snapshot(root / "dist")
    write(root, {CHANGED: item("改过", "新正文。\n" * 50, 索引号="DEMO00032/2026-00020")})
    approve(root, [CHANGED])
    assert build(root, "--no-cache", "--out", tmp_path / "clean").code == 0
    return root, old, snapshot(tmp_path / "clean")


@pytest.mark.slow
@pytest.mark.parametrize("left", [0, 64, 160, 256, 320])
def test_a_disk_that_fills_up_at_any_stage(
    edited: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path, left: int,
) -> None:
    """Sources, cache, output and temporary files on one disk with so many kilobytes left."""
    root, old, new = edited
    keep = tmp_path / "keep"
    again = tmp_path / "again"
    ran = subprocess.run(
        [*mounting(), "sh", "-c", f"""
set -e
mount -t tmpfs -o size=300m none /mnt
cp -a "{root}" /mnt/c
mount --options-mode ignore -t tmpfs -o remount,size=$(($(df -k --output=used /mnt | tail -1) + {left}))k none /mnt
code=0; TMPDIR=/mnt "$0" -m zhanqun build --root /mnt/c --date "{NOW}" --jobs 2 --quiet || code=$?
cp -a /mnt/c/dist "{keep}"
mount --options-mode ignore -t tmpfs -o remount,size=300m none /mnt
"$0" -m zhanqun build --root /mnt/c --date "{NOW}" --jobs 2 --quiet
cp -a /mnt/c "{again}"
exit $code""", sys.executable],
        env=program_environment(), capture_output=True, text=True, timeout=120, check=False,
    )
    assert ran.returncode in (0, 2), (ran.returncode, ran.stdout, ran.stderr)
    assert "Traceback" not in ran.stderr
    assert (ran.returncode == 0) or "空间" in ran.stderr
    assert differences(snapshot(keep), new if ran.returncode == 0 else old) == []
    assert differences(snapshot(again / "dist"), new) == []
    assert not list(again.rglob("*.part")) and not list((again / ".zhanqun").rglob(".parts/*"))
    assert not (again / ".dist.next").exists()


def test_what_killed_runs_left_in_the_cache_is_removed_and_what_others_write_is_not(
    edited: tuple[Path, dict[str, bytes], dict[str, bytes]],
) -> None:
    root, _, new = edited
    gone = subprocess.Popen(["true"])
    gone.wait()
    parts = root / ".zhanqun" / "cache" / ".parts"
    parts.mkdir(exist_ok=True)
    for number in (gone.pid, os.getppid()):
        (parts / f"{number}-site-x-facts").write_bytes(b"half")
    (parts / "foreign").write_bytes(b"")
    assert build(root).code == 0
    assert sorted(path.name for path in parts.iterdir()) == sorted([f"{os.getppid()}-site-x-facts", "foreign"])
    assert differences(snapshot(root / "dist"), new) == []


def test_records_of_sites_that_are_no_more_leave_the_index_state(
    edited: tuple[Path, dict[str, bytes], dict[str, bytes]],
) -> None:
    root, _, _ = edited
    write(root, {CHANGED: item("第20件事", "正文。\n" * 50 + "又一句。\n", 索引号="DEMO00032/2026-00020")})
    approve(root, [CHANGED])
    docs = next((root / ".zhanqun" / "cache" / "search").glob("*/known/docs"))
    (docs / "chezou.bin").write_bytes(b"\x80")
    assert build(root).code == 0
    assert sorted(path.name for path in docs.iterdir()) == ["jiaoyu.bin", "portal.bin"]


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EROFS, errno.ENOTEMPTY, errno.EXDEV])
def test_a_disk_that_refuses_while_files_are_moved_is_told_and_finished_later(
    edited: tuple[Path, dict[str, bytes], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch, number: int,
) -> None:
    root, _, new = edited
    real = os.replace

    def refuse(source: str | Path, target: str | Path) -> None:
        if "/dist/" in str(target):
            raise OSError(number, os.strerror(number), str(source), None, str(target))
        real(source, target)

    for _ in range(2):  # the second time while the first run's journal is carried out
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", refuse)
            ran = build(root)
        assert ran.code == 2, ran.err
        assert "输出写不进去" in ran.err and "接着写完" in ran.err
    assert build(root).code == 0
    assert differences(snapshot(root / "dist"), new) == []


@pytest.mark.parametrize("command", [("check",), ("audit",)])
def test_no_place_for_temporary_files_is_told(
    edited: tuple[Path, dict[str, bytes], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...],
) -> None:
    root, _, _ = edited

    def refuse(*args: object, **named: object) -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    ran = run(*command, "--root", root)
    assert (ran.code, "TMPDIR" in ran.err) == (2, True), ran.err


def test_a_worker_that_the_system_ends_is_told() -> None:
    with pytest.raises(UsageError, match="内存不够"):
        list(each(_die, None, [1, 2, 3], 2, lambda _: None))


def _die(_context: object, _value: int) -> None:
    os._exit(9)


def test_copying_a_folder_tells_what_the_disk_said(tmp_path: Path) -> None:
    """``shutil.copytree`` gathers errors into one without a number of its own."""
    from zhanqun.model.errors import disk_words

    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_text("1")

    def refuse(source: str, target: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(shutil.Error) as caught:
        shutil.copytree(tmp_path / "a", tmp_path / "b", copy_function=refuse)
    assert disk_words(caught.value) == "磁盘空间不够"
