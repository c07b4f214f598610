"""Whole runs on small clusters, compared with what was accepted: pytest --accept."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.golden import FOLDER, Golden
from helpers.run import Zhanqun

INVALID = sorted(path.name for path in (FOLDER / "clusters_invalid").iterdir() if path.is_dir())
CLUSTERS = sorted(path.name for path in (FOLDER / "clusters").iterdir() if path.is_dir())
OTHERS = re.compile(r"^(?:\.|assets/|manifest/)|(?:^|/)search/")
"""Theme, indexes and the manifest: their own tests look at them, and every change of the theme would move these files."""
DATE = ("--date", "2026-08-22 09:00")


def overlay(folder: Path) -> dict[str, str | bytes | None]:
    """Files of a golden cluster; they are laid over the base cluster of helpers/clusters.py."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "sites").rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", INVALID)
def test_a_broken_cluster_gets_exactly_this_message_and_writes_nothing(
    name: str, cluster: Callable[..., Path], zhanqun: Zhanqun, golden: Golden
) -> None:
    root = cluster(overlay(FOLDER / "clusters_invalid" / name))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    ran = zhanqun("build", "--root", root, "--no-cache", "--quiet", *DATE)
    assert ran.code in (1, 2, 4)
    assert not (root / "dist").exists()
    after = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and not ours(path)}
    assert after == before
    golden(ran.transcript().replace(str(root), "ROOT"), f"clusters_invalid/{name}/expected.txt")


@pytest.mark.parametrize("name", CLUSTERS)
def test_the_output_of_a_small_cluster(
    name: str, cluster: Callable[..., Path], zhanqun: Zhanqun, golden: Golden
) -> None:
    """Every address, the words of every page, and the exact bytes of feeds, data and site maps.

    Words rather than HTML: a change of the theme's markup must not move every golden file.
    """
    root = cluster(overlay(FOLDER / "clusters" / name))
    ran = zhanqun("build", "--root", root, "--no-cache", "--quiet", *DATE)
    assert (ran.code, ran.err) == (0, ""), ran.out
    out = root / "dist"
    files = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
    listed = [address for address in files if not OTHERS.search(address)]
    golden("".join(f"{address}\n" for address in listed), f"clusters/{name}/expected/addresses.txt")
    pages = [f"=== {address}\n{words(files[address])}" for address in listed if address.endswith(".html")]
    golden("".join(pages), f"clusters/{name}/expected/pages.txt")
    data = [
        f"=== {address}\n{files[address].read_text(encoding='utf-8').rstrip()}\n"
        for address in listed
        if address.endswith((".xml", ".json", ".jsonl", ".jsonld", ".csv", ".map", ".txt"))
    ]
    golden("".join(data), f"clusters/{name}/expected/data.txt")


def test_building_twice_changes_nothing(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster()
    assert zhanqun("build", "--root", root, *DATE).code == 0
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (root / "dist").rglob("*") if path.is_file()}
    ran = zhanqun("build", "--root", root, *DATE)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (root / "dist").rglob("*") if path.is_file()}
    assert (ran.code, after) == (0, before)
    assert "输出未改动" in ran.out


def test_the_report_is_written_outside_the_output_only(
    cluster: Callable[..., Path], zhanqun: Zhanqun, tmp_path: Path
) -> None:
    import json

    root = cluster()
    inside = root / "dist" / "report.json"
    ran = zhanqun("build", "--root", root, "--report", inside, *DATE)
    assert (ran.code, inside.exists()) == (2, False)
    assert "会随网站一起公开" in ran.err
    report = tmp_path / "report.json"
    assert zhanqun("build", "--root", root, "--report", report, *DATE).code == 0
    value = json.loads(report.read_text(encoding="utf-8"))
    assert (value["items"], value["cleared"], value["withheld"], value["pages"]) == (2, 2, 0, 1)
    # No git here, so nobody could compare author and approver; nothing else is wrong.
    assert [(finding["rule"], finding["severity"]) for finding in value["findings"]] == [("approval", "warning")]


def test_the_output_may_not_lie_on_the_sources(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster()
    for out in (root, root / "sites", root / "sites" / "jiaoyu" / "docs", root.parent):
        assert zhanqun("build", "--root", root, "--out", out, *DATE).code == 2


def test_check_writes_nothing(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster()
    before = sorted(path for path in root.rglob("*") if not ours(path))
    ran = zhanqun("check", "--root", root, *DATE)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "输出未改动")
    assert sorted(path for path in root.rglob("*") if not ours(path)) == before


def ours(path: Path) -> bool:
    """The cache and the lock of the output, both ignored by git."""
    return ".zhanqun" in path.parts or path.name == ".dist.lock"


def words(page: Path) -> str:
    """The text inside <main>, one line a block."""
    text = page.read_text(encoding="utf-8")
    inner = re.search(r"<main\b.*?>(.*)</main>", text, re.DOTALL)
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", inner[1] if inner else text, flags=re.DOTALL)
    body = re.sub(r"</(?:p|h\d|li|tr|dt|dd|div|section|caption|summary)>|<br ?/?>", "\n", body)
    lines = (" ".join(html.unescape(re.sub(r"<[^>]*>", " ", line)).split()) for line in body.splitlines())
    return "".join(f"{line}\n" for line in lines if line)
