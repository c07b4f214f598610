"""``build --offline`` from the command line: its own folder, the same bytes twice, nothing that was not published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.run import Zhanqun
from zhanqun.cli import main

SECRET = "尚未公开的人事安排方案"
FILES: dict[str, str | bytes | None] = {
    "sites/jiaoyu/docs/tongzhi/2026/weilai.md": item(SECRET, f"{SECRET}的正文。\n", 发布日期="2026-12-01"),
    "sites/jiaoyu/docs/tongzhi/2026/fujian.md": item("学位数", 附件="[表.csv]", 别名="[jiu/old.html]"),
    "sites/jiaoyu/docs/tongzhi/2026/表.csv": "学校,学位\n一中,400\n",
}
NOW = ("--date", "2026-08-22 09:00")


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


def test_the_copy_goes_to_its_own_folder_and_is_the_same_every_time(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster(FILES)
    first = zhanqun("build", "--offline", "--root", root, *NOW)
    assert first.code == 0, first
    copy = root / "dist-offline"
    made = digests(copy)
    assert not (root / "dist").exists()
    assert {"index.html", "assets/search/offline.js", "search/manifest.json.js", "jiaoyu/feeds/all.xml",
            "jiaoyu/tongzhi/2026/表.csv"} <= set(made)  # fmt: skip
    assert not {"404.html", "robots.txt", "sitemap.xml", "aliases.map", "assets/search/search.js"} & set(made)
    again = zhanqun("build", "--offline", "--root", root, *NOW)
    assert again.code == 0 and "输出未改动" in again.out
    zhanqun("build", "--offline", "--no-cache", "--out", root / "other", "--root", root, *NOW)
    assert digests(root / "other") == made


def test_nothing_unpublished_gets_in_and_what_is_withdrawn_goes(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster(FILES)
    assert zhanqun("build", "--offline", "--root", root, *NOW).code == 0
    copy = root / "dist-offline"
    for path in copy.rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path
    assert (copy / "jiaoyu/tongzhi/2026/fujian.html").is_file()
    (root / "sites/jiaoyu/docs/tongzhi/2026/fujian.md").unlink()
    (root / "sites/jiaoyu/docs/tongzhi/2026/表.csv").unlink()
    assert zhanqun("build", "--offline", "--root", root, *NOW).code == 0
    assert not (copy / "jiaoyu/tongzhi/2026/fujian.html").exists()
    assert not (copy / "jiaoyu/tongzhi/2026/表.csv").exists()


def test_an_error_leaves_the_last_copy(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster(FILES)
    assert zhanqun("build", "--offline", "--root", root, *NOW).code == 0
    before = digests(root / "dist-offline")
    (root / "sites/jiaoyu/docs/tongzhi/2026/kuai.md").write_text(item("没有审查"), "utf-8")
    failed = zhanqun("build", "--offline", "--root", root, *NOW)
    assert failed.code == 1 and "输出未改动" in failed.out
    assert digests(root / "dist-offline") == before


def test_a_website_is_never_overwritten_by_a_copy(cluster: Callable[..., Path], zhanqun: Zhanqun) -> None:
    root = cluster(FILES)
    assert zhanqun("build", "--root", root, *NOW).code == 0
    website = digests(root / "dist")
    refused = zhanqun("build", "--offline", "--out", root / "dist", "--root", root, *NOW)
    assert refused.code == 2 and "离线版" in refused.err
    assert digests(root / "dist") == website
    assert zhanqun("build", "--offline", "--root", root, *NOW).code == 0
    refused = zhanqun("build", "--out", root / "dist-offline", "--root", root, *NOW)
    assert refused.code == 2 and "离线版" in refused.err


def test_a_source_that_was_touched_is_refused(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, zhanqun: Zhanqun
) -> None:
    root = cluster(FILES)
    assert main(["build", "--offline", "--root", str(root), *NOW, "--quiet"]) == 0
    page = root / ".zhanqun" / "offline" / "index.html"
    page.write_text(page.read_text("utf-8").replace("</main>", "<p>添上的话</p></main>"), "utf-8")
    answer = zhanqun("build", "--offline", "--root", root, *NOW)
    assert answer.code == 2 and "改动过" in answer.err
