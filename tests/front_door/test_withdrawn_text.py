"""What is no longer published is in no file of the output, the packed files of the search included."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item
from helpers.front_door import approve, build, differences, snapshot, write

PATH = "sites/jiaoyu/docs/tongzhi/2026/cuo.md"
FILE = "sites/jiaoyu/docs/tongzhi/2026/mingdan.txt"
TITLE = "琥珀名录"
OTHER = {"sites/jiaoyu/docs/tongzhi/2026/er.md": item("第二件", 索引号="DEMO00032/2026-00002")}


def holding(files: dict[str, bytes], text: str) -> list[str]:
    """Which files hold a text, packed ones opened."""
    found = []
    for name, data in files.items():
        plain = zlib.decompress(data) if name.endswith(".bin") else data
        if text.encode() in plain:
            found.append(name)
    return found


def notice(**keys: object) -> str:
    return item(TITLE, 索引号="DEMO00032/2026-00003", **keys)


@pytest.mark.parametrize("change", ["withdrawn", "deleted", "expired"])
def test_withdrawn_items_leave_the_index_at_once(cluster: Callable[..., Path], tmp_path: Path, change: str) -> None:
    root = cluster({**OTHER, PATH: notice(公示截止="2026-08-25")})
    assert build(root).code == 0
    assert [name for name in holding(snapshot(root / "dist"), TITLE) if name.endswith(".bin")]
    date = {}
    if change == "expired":
        date = {"date": "2026-08-26"}
    elif change == "deleted":
        (root / PATH).unlink()
    else:
        write(root, {PATH: notice(撤回="{日期: 2026-08-22, 原因: 内容有误}")})
        approve(root, [PATH])
    assert build(root, **date).code == 0
    assert holding(snapshot(root / "dist"), TITLE) == []
    assert build(root, "--no-cache", "--out", tmp_path / "clean", **date).code == 0
    assert not differences(snapshot(root / "dist"), snapshot(tmp_path / "clean"))


def test_text_of_an_attachment_that_is_taken_off_leaves_the_index(cluster: Callable[..., Path]) -> None:
    root = cluster({**OTHER, PATH: notice(附件="[mingdan.txt]"), FILE: "附件里的字\n"})
    assert build(root).code == 0
    before = {path.name for path in (root / "dist" / "search").iterdir() if path.is_dir()}
    write(root, {PATH: notice(), FILE: None})
    approve(root, [PATH])
    assert build(root).code == 0
    after = {path.name for path in (root / "dist" / "search").iterdir() if path.is_dir()}
    assert not before & after
