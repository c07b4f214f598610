"""What must not be in the output: withdrawn text in any file, packed ones included; pictures from other hosts."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import item, page
from helpers.front_door import approve, build, differences, run, snapshot, write
from unit.search.holdings import holdings

PATH = "sites/jiaoyu/docs/tongzhi/2026/cuo.md"
FILE = "sites/jiaoyu/docs/tongzhi/2026/mingdan.txt"
TITLE = "琥珀名录"
ONE_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
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
    before = segments(root)
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
    assert before == segments(root)
    assert build(root, "--no-cache", "--out", tmp_path / "clean", **date).code == 0
    assert build(root, "--compact", **date).code == 0
    assert not differences(snapshot(root / "dist"), snapshot(tmp_path / "clean"))


def test_wording_that_was_changed_leaves_the_index_at_once(cluster: Callable[..., Path]) -> None:
    root = cluster({**OTHER, PATH: notice() + "\n联系电话 琉璃壹号。\n"})
    assert build(root).code == 0
    before = segments(root)
    write(root, {PATH: notice() + "\n联系电话 玛瑙贰号。\n"})
    approve(root, [PATH])
    assert build(root).code == 0
    assert before < segments(root)
    assert holding(snapshot(root / "dist"), "壹号") == []
    assert wording(root, "琉璃") == 0 and wording(root, "玛瑙") == 1


def wording(root: Path, pair: str) -> int:
    """In how many postings of all segments two letters stand."""
    key = (ord(pair[0]) << 16 | ord(pair[1])) * 0x9E3779B1 & 0xFFFFFFFF
    held = holdings(root / "dist" / "search")
    return sum(1 for one in held.values() for hashed, _ in one.found if hashed == key)


def test_wording_that_is_added_adds_a_small_segment(cluster: Callable[..., Path]) -> None:
    root = cluster({**OTHER, PATH: notice()})
    assert build(root).code == 0
    before = segments(root)
    write(root, {PATH: notice() + "\n补充一句玛瑙贰号。\n"})
    approve(root, [PATH])
    assert build(root).code == 0
    assert before < segments(root)


def segments(root: Path) -> set[str]:
    return {path.name for path in (root / "dist" / "search").iterdir() if path.is_dir()}


def test_text_of_an_attachment_that_is_taken_off_leaves_the_index(cluster: Callable[..., Path]) -> None:
    root = cluster({**OTHER, PATH: notice(附件="[mingdan.txt]"), FILE: "附件里的字\n"})
    assert build(root).code == 0
    assert wording(root, "附件") == 1 and list((root / "dist" / "search").glob("*/t/*/*.bin"))
    write(root, {PATH: notice(), FILE: None})
    approve(root, [PATH])
    assert build(root).code == 0
    assert wording(root, "附件") == 0 and not list((root / "dist" / "search").glob("*/t/*/*.bin"))


def test_a_page_loads_no_picture_from_another_host(cluster: Callable[..., Path]) -> None:
    body = '![图一](https://a.example/1.png)\n\n<p><img src="//b.example/2.png" alt="图二" onload="x"></p>\n\n![图三](3.png)\n'
    root = cluster({
        "sites/jiaoyu/docs/zhinan.md": page("指南", body), "sites/jiaoyu/docs/3.png": ONE_DOT,
    })
    ran = build(root)
    assert ran.code == 0, ran.out
    text = (root / "dist" / "jiaoyu" / "zhinan.html").read_text("utf-8")
    assert "a.example" not in text and "b.example" not in text and "onload" not in text
    assert "[图片：图一]" in text and "[图片：图二]" in text and '<img alt="图三" src="3.png">' in text


@pytest.mark.parametrize("words", [
    ("audit", "--out"), ("review", "--base", "HEAD", "--out"), ("report", "duties", "--out"), ("build", "--report"),
])
def test_no_report_goes_where_it_would_be_published(cluster: Callable[..., Path], tmp_path: Path, words: tuple[str, ...]) -> None:
    root = cluster({})
    other = tmp_path / "elsewhere"
    assert build(root, "--out", other).code == 0 and build(root).code == 0
    for place in (root / "dist" / "x.txt", root / "dist" / "data" / "x.txt", other / "x.txt"):
        ran = run(*words, place, "--root", root)
        assert ran.code == 2 and "会随网站一起公开" in ran.err
        assert not place.exists()
