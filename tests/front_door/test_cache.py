"""The cache is disposable: gone, cut, flipped, foreign or not writable, the output is the same bytes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import NOW, approve, build, differences, program_environment, snapshot, write
from helpers.mounting import mounting

ITEM = "sites/jiaoyu/docs/tongzhi/2026/zhaosheng.md"


@pytest.fixture
def built(cluster: Callable[..., Path], tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """A cluster with an output, a cache, and one edit since; and what a build from nothing makes of it."""
    root = cluster({"sites/jiaoyu/docs/tongzhi/2026/er.md": item("第二件", 索引号="DEMO00032/2026-00002")})
    assert build(root).code == 0
    write(root, {ITEM: item("改过的标题", 索引号="DEMO00032/2026-00001")})
    approve(root, [ITEM])
    assert build(root, "--no-cache", "--out", tmp_path / "clean").code == 0
    return root, snapshot(tmp_path / "clean")


def cache_files(root: Path) -> list[Path]:
    """All but the lock, in which nothing is written."""
    return sorted(path for path in (root / ".zhanqun").rglob("*") if path.is_file() and path.name != "lock")


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    at = len(data) - 5
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


def flip_head(data: bytes) -> bytes:
    return data[:20] + bytes([data[20] ^ 1]) + data[21:]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"", "cut": cut, "flipped": flip, "other version": flip_head,
    "longer": lambda data: data + b"\0", "nonsense": lambda data: b"\xff" * 300,
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_cache_gives_the_same_bytes(built: tuple[Path, dict[str, bytes]], how: str) -> None:
    root, clean = built
    assert cache_files(root)
    for path in cache_files(root):
        path.write_bytes(DAMAGE[how](path.read_bytes()))
    ran = build(root)
    assert (ran.code, ran.err, differences(snapshot(root / "dist"), clean)) == (0, "", [])


def test_each_kind_of_cache_file_lost_alone_gives_the_same_bytes(
    built: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    root, clean = built
    for name in ("dist", ".zhanqun"):
        shutil.copytree(root / name, tmp_path / "keep" / name)
    kinds = {(path.parent, path.name.partition("-")[0]): path for path in cache_files(root)}
    for path in kinds.values():
        for name in ("dist", ".zhanqun"):
            shutil.rmtree(root / name)
            shutil.copytree(tmp_path / "keep" / name, root / name)
        path.unlink()
        assert build(root).code == 0
        assert differences(snapshot(root / "dist"), clean) == [], path.relative_to(root)


def test_the_cache_without_the_output_and_the_output_without_the_cache(built: tuple[Path, dict[str, bytes]]) -> None:
    root, clean = built
    assert build(root).code == 0
    for name in ("dist", ".zhanqun"):
        shutil.rmtree(root / name)
        assert build(root).code == 0
        assert differences(snapshot(root / "dist"), clean) == []


def test_files_of_the_cache_mixed_up_give_the_same_bytes(built: tuple[Path, dict[str, bytes]]) -> None:
    """Each is whole, sealed, and in the place of another."""
    root, clean = built
    files = cache_files(root)
    data = [path.read_bytes() for path in files]
    for path, other in zip(files, [*data[1:], data[0]], strict=True):
        path.write_bytes(other)
    ran = build(root)
    assert (ran.code, ran.err, differences(snapshot(root / "dist"), clean)) == (0, "", [])


@pytest.mark.parametrize("where", [".zhanqun", ".zhanqun/cache", ".zhanqun/cache/site", ".zhanqun/cache/site/jiaoyu/facts"])
def test_something_else_in_the_place_of_the_cache_is_told(built: tuple[Path, dict[str, bytes]], where: str) -> None:
    root, clean = built
    place = root / where
    if place.is_dir():
        shutil.rmtree(place)
        place.write_text("not a folder")
    else:
        place.unlink()
        place.mkdir()
        (place / "in-the-way").write_text("1")
    ran = build(root)
    assert (ran.code, differences(snapshot(root / "dist"), clean)) == (0, [])


def program(root: Path, *args: object, before: str = "") -> subprocess.CompletedProcess[str]:
    """The program in a shell of its own, after the shell commands ``before``."""
    line = f'{before}\nexec "$0" -m zhanqun build --root "$1" --date "{NOW}" --jobs 2 {" ".join(map(str, args))}'
    return subprocess.run(
        [*mounting(), "sh", "-c", line, sys.executable, str(root)] if "mount" in before
        else ["sh", "-c", line, sys.executable, str(root)],
        env=program_environment(), capture_output=True, text=True, timeout=120, check=False,
    )


def test_a_read_only_cache_is_told_and_changes_nothing(built: tuple[Path, dict[str, bytes]]) -> None:
    root, clean = built
    ran = program(root, before='mount --bind "$1/.zhanqun" "$1/.zhanqun" && mount -o remount,bind,ro "$1/.zhanqun" || exit 9')
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "缓存写不进去" in ran.stderr
    assert differences(snapshot(root / "dist"), clean) == []


@pytest.mark.parametrize("size", ["64k", "500k"])
def test_a_full_disk_is_told_and_leaves_the_output(built: tuple[Path, dict[str, bytes]], tmp_path: Path, size: str) -> None:
    """Output on a disk that is too small: a message in Chinese, no half output."""
    root, _ = built
    disk, report = tmp_path / "disk", tmp_path / "listing"
    disk.mkdir()
    ran = subprocess.run(
        [*mounting(), "sh", "-c",
         f'mount -t tmpfs -o size={size} none "{disk}" || exit 9\n'
         f'"$0" -m zhanqun build --root "$1" --date "{NOW}" --jobs 2 --no-cache --out "{disk}/dist"; code=$?\n'
         f'ls -A "{disk}" > "{report}"; exit $code', sys.executable, str(root)],
        env=program_environment(), capture_output=True, text=True, timeout=120, check=False,
    )
    assert ran.returncode == 2, (ran.returncode, ran.stdout, ran.stderr)
    assert "空间" in ran.stderr
    assert "dist" not in report.read_text().split()


def test_a_limit_on_file_sizes_is_told(built: tuple[Path, dict[str, bytes]]) -> None:
    root, _ = built
    before = snapshot(root / "dist")
    ran = program(root, "--no-cache", before="ulimit -f 4")
    assert ran.returncode == 2, (ran.returncode, ran.stderr)
    assert "Traceback" not in ran.stderr and "大小" in ran.stderr
    assert snapshot(root / "dist") == before


def test_a_checkout_of_another_name_goes_on_from_the_restored_cache(built: tuple[Path, dict[str, bytes]]) -> None:
    """Continuous integration clones to a new folder each time and restores cache and output beside the sources."""
    root, clean = built
    moved = root.with_name("another-name")
    shutil.copytree(root, moved)
    here = build(root)
    shutil.rmtree(root)
    ran = build(moved)
    assert ran.code == 0
    assert "个未变）" in ran.out
    assert ran.out == here.out
    assert differences(clean, snapshot(moved / "dist")) == []


def test_a_run_without_cache_knows_nothing_of_an_earlier_run_in_the_same_process(
    cluster: Callable[..., Path], tmp_path: Path,
) -> None:
    """As ``serve`` has it: what a site's verdicts were is remembered for one run, not for the process."""
    root = cluster({})
    assert build(root).code == 0
    added = "sites/portal/docs/tongzhi/2026/xin.md"
    write(root, {added: item("新的一件", 索引号="DEMO00016/2026-00099")})
    approve(root, [added])
    assert build(root).code == 0
    write(root, {added: None})
    assert build(root).code == 0
    ran = build(root, "--no-cache", "--out", tmp_path / "clean")
    assert ran.code == 0, ran.err
    assert differences(snapshot(root / "dist"), snapshot(tmp_path / "clean")) == []


def test_a_build_without_the_cache_between_two_with_it(cluster: Callable[..., Path]) -> None:
    """It leaves the same sites beside a full-text index in other pieces than the cache remembers."""
    root = cluster({"sites/jiaoyu/docs/tongzhi/2026/er.md": item("第二件", 索引号="DEMO00032/2026-00002")})
    assert build(root).code == 0
    write(root, {ITEM: item("改过的标题", 索引号="DEMO00032/2026-00001")})
    approve(root, [ITEM])
    assert build(root).code == 0
    pieces = snapshot(root / "dist")
    assert build(root, "--no-cache").code == 0
    assert snapshot(root / "dist") != pieces
    again = build(root)
    assert again.code == 0
    assert build(root).code == 0
